"""Every sentence the engine says, by its code: the message, and for a fault its remedy.

A sentence names files, columns, row numbers and quantities, never a word of the data: these lines travel to people who
may not read it. The site has the same codes in its catalogue, to say them in the reader's language. Rows are counted
from 1, the header not counted.
"""

from collections.abc import Mapping

Params = str | int | float
Note = tuple[str, dict[str, Params]]  # the code of a sentence, and its parameters

FAULTS: dict[str, tuple[str, str]] = {
    # The spec
    "spec_wrong": ("%(sentences)s", "Correct the spec; `python -m engine validate` shows each fault with its remedy."),
    "spec_unreadable": (
        "The spec %(path)s is not a JSON object.",
        "Write one JSON object, as `python -m engine describe` shows.",
    ),
    "spec_unknown": (
        "The spec has no setting %(path)s.",
        "Remove it, or see the settings in `python -m engine describe`.",
    ),
    "spec_missing": ("The spec lacks %(path)s.", "Add it."),
    "spec_type": ("%(path)s is not %(expected)s.", "Write %(expected)s there."),
    "spec_range": ("%(path)s is %(value)s, outside %(minimum)s to %(maximum)s.", "Choose a value from that range."),
    "spec_choice": ("%(path)s is not one of: %(choices)s.", "Choose one of them."),
    "spec_pattern": (
        "%(path)s is not a SHA-256 in 64 small hexadecimal digits.",
        "Leave it out, or write the whole digest.",
    ),
    "spec_split_sum": (
        "The shares in split add up to %(total)s, not to 1.",
        "Change train, validation and test so that they add up to 1.",
    ),
    "spec_either": (
        "The spec must have either %(one)s or %(other)s, and not both.",
        "Write one of the two.",
    ),
    "spec_repeated": ("%(path)s has the name %(name)s twice.", "Give each of them a name of its own."),
    "spec_few": ("%(path)s has fewer than %(needed)s entries.", "Add more, or choose the task of the only one."),
    "spec_outside": (
        "%(path)s leaves the folder of the data.",
        "Write a path inside that folder, without two dots.",
    ),
    "spec_name": (
        "%(path)s is no name for a folder.",
        "Write letters, digits, - and _, at most 40, a letter or digit first.",
    ),
    "spec_clash": ("%(path)s does not go with this %(other)s.", "Change one of the two."),
    "cuda_missing": (
        "%(method)s needs a GPU that CUDA knows, and there is none here.",
        "Do the job on a machine with an NVIDIA GPU, or choose the method lora.",
    ),
    "package_missing": (
        "%(path)s needs packages that are not installed here: %(packages)s.",
        "Install them (pip install 'entente[%(extra)s]'), or leave %(path)s out of the spec.",
    ),
    # Inputs
    "part_unknown": (
        "Row %(row)s of %(file)s names another part in column %(column)s than train, validation or test.",
        "Write one of the three there, or leave the column out of the spec to split by shares.",
    ),
    "part_missing": (
        "No row of %(file)s is given to %(part)s in column %(column)s.",
        "Give some rows to each of train, validation and test, or leave the column out of the spec.",
    ),
    "file_missing": ("There is no %(path)s.", "Check the path in the spec."),
    "digest_mismatch": (
        "%(path)s is not what the spec names: its SHA-256 is different.",
        "Fetch it again, or pin the version that is there now.",
    ),
    "format_unknown": ("%(file)s is in no format that can be read here.", "Convert the file to one of %(formats)s."),
    "file_unreadable": ("%(file)s cannot be read as %(format)s.", "Export the file again."),
    "encoding_wrong": ("Line %(line)s of %(file)s is not UTF-8 text.", "Save the file as UTF-8."),
    "synonyms_wrong": (
        "No line of %(file)s has two words of one meaning.",
        "Write the words that mean the same on one line, with tabs between them.",
    ),
    "row_ragged": (
        "Row %(row)s of %(file)s has %(found)s cells where the header has %(expected)s.",
        "Put quotation marks around cells that contain commas.",
    ),
    "line_wrong": ("Line %(line)s of %(file)s is not a JSON object.", "Write one JSON object on each line."),
    "column_mixed": (
        "Column %(column)s of %(file)s has values of different kinds.",
        "Write all of them as text, or all as lists of the same kind.",
    ),
    "column_not_lists": (
        "Column %(column)s of %(file)s does not hold lists of texts.",
        "Save the rows as Parquet or JSON Lines with a list in each cell.",
    ),
    "data_empty": ("%(file)s has no rows.", "Choose a file with a header line and rows below it."),
    "column_missing": ("%(file)s has no column %(column)s.", "Choose from its columns: %(columns)s."),
    "text_empty": (
        "Row %(row)s of %(file)s has no text in column %(column)s (%(count)s such rows in all).",
        "Write the text, or remove these rows.",
    ),
    "label_empty": (
        "Row %(row)s of %(file)s has no label in column %(column)s (%(count)s such rows in all).",
        "Write the label, or remove these rows.",
    ),
    "picture_missing": (
        "Row %(row)s of %(file)s names a picture that is not in %(images)s.",
        "Add the picture, or remove the row; paths are relative to %(images)s.",
    ),
    "picture_outside": (
        "Row %(row)s of %(file)s names a picture outside %(images)s.",
        "Write paths relative to %(images)s, without two dots.",
    ),
    "picture_unreadable": (
        "The picture that row %(row)s of %(file)s names cannot be read.",
        "Save it again as PNG or JPEG, or remove the row.",
    ),
    "picture_too_large": (
        "The picture that row %(row)s of %(file)s names has more than %(millions)s million pixels.",
        "Make it smaller: the model reads a few hundred pixels in each direction.",
    ),
    "annotations_wrong": (
        "%(file)s does not follow COCO's format at %(place)s.",
        "Write lists of images (id, file_name), categories (id, name) and annotations (image_id, category_id, and"
        " bbox: left, top, width and height in pixels, the last two above 0).",
    ),
    "boxes_missing": (
        "No picture of %(file)s that is for %(part)s has a box.",
        "Add boxes, or give the pictures to the parts in another way.",
    ),
    "tag_missing": (
        "Line %(line)s of %(file)s has no tag.",
        "Write a word, a tab and its tag on each line, and a blank line after each sentence.",
    ),
    "tag_wrong": (
        "Row %(row)s of %(file)s has a tag in column %(column)s that is neither O nor a kind of entity behind B- or"
        " I-.",
        "Write tags as B-person, I-person and O.",
    ),
    "tags_ragged": (
        "Row %(row)s of %(file)s has %(tokens)s words and %(tags)s tags.",
        "Give every word one tag, O where it belongs to no entity.",
    ),
    "messages_wrong": (
        "Row %(row)s of %(file)s has no list of messages in column %(column)s, or the assistant says nothing in it.",
        "Write lists of objects with role (system, user or assistant) and content, with an answer of the assistant.",
    ),
    "question_wrong": (
        "Row %(row)s of %(file)s has no list of messages with something to answer in column %(column)s (%(count)s such"
        " rows in all).",
        "Write lists of objects with role (system, user or assistant) and content, a question of the user's last.",
    ),
    "gap_missing": (
        "Row %(row)s of %(file)s has no gap in column %(column)s (%(count)s such rows in all).",
        "Write the mask of the model's tokenizer, mostly [MASK], where a word is to be found.",
    ),
    "template_unfit": (
        "The chat template of the model %(path)s cannot be cut into what is asked and what is answered.",
        "Choose a model with another chat template, or remove chat_template from its tokenizer.",
    ),
    "nothing_asked": (
        "No row for %(part)s has anything to predict within %(max_length)s tokens.",
        "Raise training.max_length, or add rows.",
    ),
    "source_alone": (
        "With the source %(source)s left out no row is for %(part)s.",
        "Leave another source out, or give the parts rows of several sources.",
    ),
    "task_alone": (
        "Of the task %(task)s no row is for %(part)s: all its texts are in other parts for the tasks before it.",
        "Say the parts in a column (data.part), or add rows.",
    ),
    "class_unseen": (
        "The class of row %(row)s has no row to train on.",
        "Give rows of every class to train, or leave data.part out of the spec to split by shares.",
    ),
    "one_class": (
        "Column %(column)s of %(file)s has the same label in every row.",
        "Training needs at least two classes; choose another column or add rows.",
    ),
    "too_few_rows": (
        "The data has %(rows)s different rows; training, validation and test need at least %(needed)s together.",
        "Add rows.",
    ),
    "class_too_small": (
        "%(count)s of the %(classes)s classes have fewer than %(needed)s different texts, the one of row %(row)s too.",
        "Add rows to these classes, merge them into others, or choose the column that holds the labels.",
    ),
    "time_wrong": (
        "Row %(row)s of %(file)s has no moment in time in column %(column)s (%(count)s such rows at least).",
        "Write times as 2026-01-31T13:00:00, or as numbers.",
    ),
    "time_repeated": (
        "Row %(row)s of %(file)s has the same time as another row of its group (%(count)s such rows in all).",
        "Keep one row for each moment, or name the column that tells the groups apart.",
    ),
    "number_wrong": (
        "Row %(row)s of %(file)s has no number in column %(column)s.",
        "Write a number there, or leave the cell empty.",
    ),
    "parts_out_of_order": (
        "In %(file)s rows of %(later)s do not all come after those of %(earlier)s in time.",
        "Series are tested on what comes later: order the parts in time, or leave the column out of the spec.",
    ),
    "too_few_windows": (
        "There are %(train)s windows of %(length)s steps to train on, %(validation)s to validate on and %(test)s for"
        " the test; each part needs %(needed)s.",
        "Choose a shorter context or horizon, or add rows.",
    ),
    "series_short": (
        "The series that ends in row %(row)s of %(file)s has %(found)s steps after its last gap; the model needs"
        " %(needed)s.",
        "Add the rows before, or fill the gap.",
    ),
    "anomalies_missing": (
        "Column %(column)s of %(file)s says the same of all steps of the test: all are normal, or none is.",
        "Check data.normal, or give the parts rows so that the test has normal steps and anomalies.",
    ),
    "not_safetensors": (
        "%(path)s has no weights in the safetensors format.",
        "Save the model with `save_pretrained`, which writes model.safetensors. Other formats can run code.",
    ),
    "remote_code": (
        "The model in %(path)s brings program code of its own, which is never run.",
        "Choose a model of an architecture that transformers has.",
    ),
    "model_unfit": (
        "The model %(path)s cannot be used for %(task)s.",
        "Choose a model made for it, in the Hugging Face layout, with its tokenizer or image processor.",
    ),
    "teacher_unfit": (
        "The teacher in %(path)s was trained for other classes than the data has.",
        "Choose a model that names the same classes, or train one on these data first.",
    ),
    "teacher_windows": (
        "The teacher in %(path)s reads %(context)s steps of %(columns)s and forecasts %(horizon)s.",
        "Ask for the same columns, context and horizon, or train a teacher with these first.",
    ),
    "method_unfit": (
        "The method %(method)s cannot be used on a %(architecture)s.",
        "Choose another method; full works on every architecture.",
    ),
    "private_unfit": (
        "The gradients of single rows of a %(architecture)s cannot be told apart with the method %(method)s.",
        "Choose head or lora, or a model without batch norms; or leave privacy.epsilon out.",
    ),
    # Training
    "compile_failed": (
        "Torch could not compile the model (%(kind)s).",
        "Set training.compile to never.",
    ),
    "nan_loss": (
        "The loss is not a number any more at step %(step)s.",
        "Lower the learning rate (it was %(learning_rate)s), or set precision to float32.",
    ),
    "out_of_memory": (
        "The machine has too little memory for this job.",
        "Lower the batch size (it was %(batch_size)s) or the longest length (it was %(max_length)s tokens).",
    ),
    "processes_wrong": (
        "The spec asks for %(asked)s processes, and %(found)s were started.",
        "Start as many, or leave training.processes out of the spec.",
    ),
    "process_differs": (
        "Process %(rank)s has another %(what)s than the first one.",
        "Give all machines the same spec, model and data.",
    ),
    "process_lost": (
        "One of the processes of the job ended before its work was done.",
        "Look whether its machine ran out of memory or was switched off, and start again with resume: the job goes on"
        " from its last checkpoint.",
    ),
    "disk_full": ("There is too little room on the disk at %(path)s.", "Make room there, and start the job again."),
    "checkpoint_mismatch": (
        "The checkpoints in %(path)s belong to another spec, model or data.",
        "Choose an empty output folder, or start without resume.",
    ),
    "search_empty": (
        "None of the %(trials)s trials came to an end.",
        "Narrow the search's space to settings that work; what ended each trial was told when it did.",
    ),
    # Jobs that are done
    "not_comparable": (
        "%(other)s cannot be compared with %(one)s: the %(what)s of the two differ.",
        "Compare jobs of one task that were tested on the same rows: the same data, split and seed.",
    ),
    "predict_unfit": (
        "The model in %(path)s is for %(task)s, which this command does not do.",
        "Choose the model of a job of one of: %(tasks)s. Others are loaded as their card says.",
    ),
    "internal_error": (
        "The engine met an error of its own (%(kind)s).",
        "Please report it, with the engine's version. The log has the place, without any data.",
    ),
}

NOTES: dict[str, str] = {
    "network_not_isolated": "This system does not allow the training process to be cut off from the network.",
    "network_shared": "The job's processes are on several machines, so that this one is not cut off from the network.",
    "split_made": "%(train)s rows to train on, %(validation)s to choose by, %(test)s kept unseen for the test.",
    "duplicates_dropped": "%(count)s rows repeat an earlier row and were left out.",
    "answers_lost": "%(count)s rows have no answer left within %(max_length)s tokens and are not used.",
    "labels_unseen": "%(count)s labels have no row to train on, so that they are never predicted.",
    "texts_cut": "%(count)s texts are longer than %(max_length)s tokens and were cut.",
    "values_missing": "%(count)s of %(of)s values are missing: the last one measured stands for them, and no error"
    " counts there.",
    "time_gaps": "Time jumps %(count)s times; no window crosses such a gap.",
    "stretches_short": "%(count)s stretches without a gap are shorter than a window of %(length)s steps and are not"
    " used.",
    "context_usual": "The series are long enough for %(usual)s steps.",
    "context_short": "The model reads %(context)s steps: with more, too few windows of these series would be left.",
    "context_season": "The model reads %(context)s steps, as many as a season has.",
    "context_of_base": "The base was made for %(context)s steps.",
    "context_of_teacher": "The teacher reads %(context)s steps.",
    "precision_chosen": "Training computes in %(precision)s: in a trial bfloat16 took %(ratio)s of float32's time.",
    "device_cpu": "No GPU that CUDA knows is at hand.",
    "device_cuda": "The %(name)s computes, which is many times quicker than the processor.",
    "asked_for": "The spec asks for it.",
    "found_by_search": "A search of %(trials)s trials found it: trial %(best)s was the best on the validation rows.",
    "precision_native": "The GPU computes bfloat16 natively, twice as quickly as float32 or more.",
    "precision_foreign": "The GPU does not compute bfloat16 natively.",
    "precision_private": "Private training measures lengths of gradients, for which bfloat16 is too coarse.",
    "attention_eager": "Transformers has no other attention for %(architecture)s.",
    "attention_fused": "Torch's scaled dot product takes the quickest kernel of the device, flash attention too.",
    "attention_dropout": "On a processor the engine's own draws its dropout more quickly; without dropout it is torch's"
    " scaled dot product.",
    "compile_cpu": "On a processor compiling takes minutes and makes no step quicker.",
    "compile_plain": "Only full fine-tuning by one process is compiled.",
    "compile_short": "The job has %(steps)s steps; with fewer than %(least)s compiling takes longer than it saves.",
    "compiler_missing": "Compiling needs a C compiler, and there is none.",
    "compile_long": "The job has %(steps)s steps; from %(least)s on compiling saves more time than it takes.",
    "checkpointing_unfit": "The architecture, the method or private training does not allow it.",
    "checkpointing_cpu": "On a processor time is scarcer than memory; when memory runs out, batches are computed in"
    " more parts.",
    "memory_suffices": "A step takes about %(needed)s MiB, of %(memory)s that the GPU has.",
    "memory_scarce": "A step would take about %(needed)s MiB, of %(memory)s that the GPU has, so activations are"
    " computed again on the way back.",
    "training_private": "Training is private: with noise of %(noise)s times the longest gradient of a row epsilon is"
    " %(epsilon)s at the end, delta %(delta)s.",
    "vocabulary_compacted": "Of %(vocabulary)s words the model knows, the %(used)s in this data are trained.",
    "epochs_default": "At most %(epochs)s epochs, as without another wish: %(patience)s evaluations without gain end"
    " training before, and the best weights are kept.",
    "batch_size_default": "%(batch_size)s rows a step, as without another wish: with 32 a row took an eighth less time"
    " on two cores, and two points of accuracy were lost.",
    "schedule_default": "The rate rises over %(percent)s %% of the steps and then falls, %(schedule)s, to 0, as BERT"
    " was fine-tuned (Devlin et al. 2019).",
    "weight_decay_chosen": "Weights decay by %(decay)s, as suits %(optimizer)s.",
    "learning_rate_chosen": "The learning rate is %(rate)s, as suits the method “%(method)s” on %(millions)s million"
    " weights.",
    "resumed": "Going on from the checkpoint at step %(step)s.",
    "checkpoint_torn": "The checkpoint at step %(step)s is damaged; the one before it is used.",
    "threads_kept": "Computing with %(threads)s threads, as before the interruption, so that the result is the same.",
    "features_kept": "The base has read %(rows)s rows once; the head is trained on what it said.",
    "onnx_differs": "As ONNX the model says other numbers, by up to %(difference)s; %(tolerance)s would be rounding.",
    "onnx_failed": "The model could not be written as ONNX (%(error)s); everything else is there.",
    "memory_short": "Memory ran out, so each batch is computed in %(parts)s parts from the last checkpoint on.",
    "trial_done": "Trial %(trial)s of %(trials)s: validation %(metric)s %(score)s; the best is trial %(best)s with"
    " %(best_score)s.",
    "trial_pruned": "Trial %(trial)s of %(trials)s was given up after %(evaluations)s evaluations: others were better.",
    "trial_failed": "Trial %(trial)s of %(trials)s ended with the fault %(fault)s.",
    "source_left_out": "Trained without %(source)s, the model has %(metric)s %(without)s on its %(rows)s test rows;"
    " trained with it, %(with_it)s.",
    "one_seed": "Trained from one seed: how far another would be from this result is not known.",
    "seed_begun": "Seed %(number)s of %(seeds)s: %(seed)s.",
    "seeds_done": "Trained from %(seeds)s seeds on the same split: on the test rows %(metric)s is %(mean)s on average,"
    " with a standard deviation of %(deviation)s, from %(lowest)s to %(highest)s. The model of seed %(kept)s is kept,"
    " the best on the validation rows.",
    "stopped_early": "Validation has not improved in %(patience)s evaluations; the weights of step %(step)s are kept.",
}


def message(code: str, params: Mapping[str, Params]) -> str:
    """The English sentence for `code`; KeyError when there is no such code."""
    template = NOTES[code] if code in NOTES else FAULTS[code][0]
    return template % params


def remedy(code: str, params: Mapping[str, Params]) -> str:
    """What a person can do about the fault `code`."""
    return FAULTS[code][1] % params
