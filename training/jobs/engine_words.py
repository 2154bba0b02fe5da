"""The engine's sentences in the reader's language; a test holds the English ones equal to the engine's own."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

FAULTS: dict[str, tuple[Words, Words]] = {
    "spec_wrong": (
        _("%(sentences)s"),
        _("Correct the spec; `python -m engine validate` shows each fault with its remedy."),
    ),
    "spec_unreadable": (
        _("The spec %(path)s is not a JSON object."),
        _("Write one JSON object, as `python -m engine describe` shows."),
    ),
    "spec_unknown": (
        _("The spec has no setting %(path)s."),
        _("Remove it, or see the settings in `python -m engine describe`."),
    ),
    "spec_missing": (_("The spec lacks %(path)s."), _("Add it.")),
    "spec_type": (_("%(path)s is not %(expected)s."), _("Write %(expected)s there.")),
    "spec_range": (
        _("%(path)s is %(value)s, outside %(minimum)s to %(maximum)s."),
        _("Choose a value from that range."),
    ),
    "spec_choice": (_("%(path)s is not one of: %(choices)s."), _("Choose one of them.")),
    "spec_pattern": (
        _("%(path)s is not a SHA-256 in 64 small hexadecimal digits."),
        _("Leave it out, or write the whole digest."),
    ),
    "spec_split_sum": (
        _("The shares in split add up to %(total)s, not to 1."),
        _("Change train, validation and test so that they add up to 1."),
    ),
    "spec_either": (_("The spec must have either %(one)s or %(other)s, and not both."), _("Write one of the two.")),
    "spec_repeated": (_("%(path)s has the name %(name)s twice."), _("Give each of them a name of its own.")),
    "spec_few": (_("%(path)s has fewer than %(needed)s entries."), _("Add more, or choose the task of the only one.")),
    "spec_outside": (
        _("%(path)s leaves the folder of the data."),
        _("Write a path inside that folder, without two dots."),
    ),
    "spec_name": (
        _("%(path)s is no name for a folder."),
        _("Write letters, digits, - and _, at most 40, a letter or digit first."),
    ),
    "spec_clash": (_("%(path)s does not go with this %(other)s."), _("Change one of the two.")),
    "cuda_missing": (
        _("%(method)s needs a GPU that CUDA knows, and there is none here."),
        _("Do the job on a machine with an NVIDIA GPU, or choose the method lora."),
    ),
    "package_missing": (
        _("%(path)s needs packages that are not installed here: %(packages)s."),
        _("Install them (pip install 'entente[%(extra)s]'), or leave %(path)s out of the spec."),
    ),
    "part_unknown": (
        _("Row %(row)s of %(file)s names another part in column %(column)s than train, validation or test."),
        _("Write one of the three there, or leave the column out of the spec to split by shares."),
    ),
    "part_missing": (
        _("No row of %(file)s is given to %(part)s in column %(column)s."),
        _("Give some rows to each of train, validation and test, or leave the column out of the spec."),
    ),
    "file_missing": (_("There is no %(path)s."), _("Check the path in the spec.")),
    "digest_mismatch": (
        _("%(path)s is not what the spec names: its SHA-256 is different."),
        _("Fetch it again, or pin the version that is there now."),
    ),
    "format_unknown": (
        _("%(file)s is in no format that can be read here."),
        _("Convert the file to one of %(formats)s."),
    ),
    "file_unreadable": (_("%(file)s cannot be read as %(format)s."), _("Export the file again.")),
    "encoding_wrong": (_("Line %(line)s of %(file)s is not UTF-8 text."), _("Save the file as UTF-8.")),
    "synonyms_wrong": (
        _("No line of %(file)s has two words of one meaning."),
        _("Write the words that mean the same on one line, with tabs between them."),
    ),
    "row_ragged": (
        _("Row %(row)s of %(file)s has %(found)s cells where the header has %(expected)s."),
        _("Put quotation marks around cells that contain commas."),
    ),
    "line_wrong": (_("Line %(line)s of %(file)s is not a JSON object."), _("Write one JSON object on each line.")),
    "column_mixed": (
        _("Column %(column)s of %(file)s has values of different kinds."),
        _("Write all of them as text, or all as lists of the same kind."),
    ),
    "column_not_lists": (
        _("Column %(column)s of %(file)s does not hold lists of texts."),
        _("Save the rows as Parquet or JSON Lines with a list in each cell."),
    ),
    "data_empty": (_("%(file)s has no rows."), _("Choose a file with a header line and rows below it.")),
    "column_missing": (_("%(file)s has no column %(column)s."), _("Choose from its columns: %(columns)s.")),
    "text_empty": (
        _("Row %(row)s of %(file)s has no text in column %(column)s (%(count)s such rows in all)."),
        _("Write the text, or remove these rows."),
    ),
    "label_empty": (
        _("Row %(row)s of %(file)s has no label in column %(column)s (%(count)s such rows in all)."),
        _("Write the label, or remove these rows."),
    ),
    "picture_missing": (
        _("Row %(row)s of %(file)s names a picture that is not in %(images)s."),
        _("Add the picture, or remove the row; paths are relative to %(images)s."),
    ),
    "picture_outside": (
        _("Row %(row)s of %(file)s names a picture outside %(images)s."),
        _("Write paths relative to %(images)s, without two dots."),
    ),
    "picture_unreadable": (
        _("The picture that row %(row)s of %(file)s names cannot be read."),
        _("Save it again as PNG or JPEG, or remove the row."),
    ),
    "picture_too_large": (
        _("The picture that row %(row)s of %(file)s names has more than %(millions)s million pixels."),
        _("Make it smaller: the model reads a few hundred pixels in each direction."),
    ),
    "annotations_wrong": (
        _("%(file)s does not follow COCO's format at %(place)s."),
        _(
            "Write lists of images (id, file_name), categories (id, name) and annotations (image_id, "
            "category_id, and bbox: left, top, width and height in pixels, the last two above 0)."
        ),
    ),
    "boxes_missing": (
        _("No picture of %(file)s that is for %(part)s has a box."),
        _("Add boxes, or give the pictures to the parts in another way."),
    ),
    "tag_missing": (
        _("Line %(line)s of %(file)s has no tag."),
        _("Write a word, a tab and its tag on each line, and a blank line after each sentence."),
    ),
    "tag_wrong": (
        _(
            "Row %(row)s of %(file)s has a tag in column %(column)s that is neither O nor a kind of entity "
            "behind B- or I-."
        ),
        _("Write tags as B-person, I-person and O."),
    ),
    "tags_ragged": (
        _("Row %(row)s of %(file)s has %(tokens)s words and %(tags)s tags."),
        _("Give every word one tag, O where it belongs to no entity."),
    ),
    "messages_wrong": (
        _("Row %(row)s of %(file)s has no list of messages in column %(column)s, or the assistant says nothing in it."),
        _("Write lists of objects with role (system, user or assistant) and content, with an answer of the assistant."),
    ),
    "question_wrong": (
        _(
            "Row %(row)s of %(file)s has no list of messages with something to answer in column %(column)s "
            "(%(count)s such rows in all)."
        ),
        _("Write lists of objects with role (system, user or assistant) and content, a question of the user's last."),
    ),
    "gap_missing": (
        _("Row %(row)s of %(file)s has no gap in column %(column)s (%(count)s such rows in all)."),
        _("Write the mask of the model's tokenizer, mostly [MASK], where a word is to be found."),
    ),
    "template_unfit": (
        _("The chat template of the model %(path)s cannot be cut into what is asked and what is answered."),
        _("Choose a model with another chat template, or remove chat_template from its tokenizer."),
    ),
    "nothing_asked": (
        _("No row for %(part)s has anything to predict within %(max_length)s tokens."),
        _("Raise training.max_length, or add rows."),
    ),
    "source_alone": (
        _("With the source %(source)s left out no row is for %(part)s."),
        _("Leave another source out, or give the parts rows of several sources."),
    ),
    "task_alone": (
        _("Of the task %(task)s no row is for %(part)s: all its texts are in other parts for the tasks before it."),
        _("Say the parts in a column (data.part), or add rows."),
    ),
    "class_unseen": (
        _("The class of row %(row)s has no row to train on."),
        _("Give rows of every class to train, or leave data.part out of the spec to split by shares."),
    ),
    "one_class": (
        _("Column %(column)s of %(file)s has the same label in every row."),
        _("Training needs at least two classes; choose another column or add rows."),
    ),
    "too_few_rows": (
        _("The data has %(rows)s different rows; training, validation and test need at least %(needed)s together."),
        _("Add rows."),
    ),
    "class_too_small": (
        _(
            "%(count)s of the %(classes)s classes have fewer than %(needed)s different texts, the one of row "
            "%(row)s too."
        ),
        _("Add rows to these classes, merge them into others, or choose the column that holds the labels."),
    ),
    "time_wrong": (
        _("Row %(row)s of %(file)s has no moment in time in column %(column)s (%(count)s such rows at least)."),
        _("Write times as 2026-01-31T13:00:00, or as numbers."),
    ),
    "time_repeated": (
        _("Row %(row)s of %(file)s has the same time as another row of its group (%(count)s such rows in all)."),
        _("Keep one row for each moment, or name the column that tells the groups apart."),
    ),
    "number_wrong": (
        _("Row %(row)s of %(file)s has no number in column %(column)s."),
        _("Write a number there, or leave the cell empty."),
    ),
    "parts_out_of_order": (
        _("In %(file)s rows of %(later)s do not all come after those of %(earlier)s in time."),
        _("Series are tested on what comes later: order the parts in time, or leave the column out of the spec."),
    ),
    "too_few_windows": (
        _(
            "There are %(train)s windows of %(length)s steps to train on, %(validation)s to validate on and "
            "%(test)s for the test; each part needs %(needed)s."
        ),
        _("Choose a shorter context or horizon, or add rows."),
    ),
    "series_short": (
        _(
            "The series that ends in row %(row)s of %(file)s has %(found)s steps after its last gap; the "
            "model needs %(needed)s."
        ),
        _("Add the rows before, or fill the gap."),
    ),
    "anomalies_missing": (
        _("Column %(column)s of %(file)s says the same of all steps of the test: all are normal, or none is."),
        _("Check data.normal, or give the parts rows so that the test has normal steps and anomalies."),
    ),
    "not_safetensors": (
        _("%(path)s has no weights in the safetensors format."),
        _("Save the model with `save_pretrained`, which writes model.safetensors. Other formats can run code."),
    ),
    "remote_code": (
        _("The model in %(path)s brings program code of its own, which is never run."),
        _("Choose a model of an architecture that transformers has."),
    ),
    "model_unfit": (
        _("The model %(path)s cannot be used for %(task)s."),
        _("Choose a model made for it, in the Hugging Face layout, with its tokenizer or image processor."),
    ),
    "teacher_unfit": (
        _("The teacher in %(path)s was trained for other classes than the data has."),
        _("Choose a model that names the same classes, or train one on these data first."),
    ),
    "teacher_windows": (
        _("The teacher in %(path)s reads %(context)s steps of %(columns)s and forecasts %(horizon)s."),
        _("Ask for the same columns, context and horizon, or train a teacher with these first."),
    ),
    "method_unfit": (
        _("The method %(method)s cannot be used on a %(architecture)s."),
        _("Choose another method; full works on every architecture."),
    ),
    "private_unfit": (
        _("The gradients of single rows of a %(architecture)s cannot be told apart with the method %(method)s."),
        _("Choose head or lora, or a model without batch norms; or leave privacy.epsilon out."),
    ),
    "compile_failed": (_("Torch could not compile the model (%(kind)s)."), _("Set training.compile to never.")),
    "nan_loss": (
        _("The loss is not a number any more at step %(step)s."),
        _("Lower the learning rate (it was %(learning_rate)s), or set precision to float32."),
    ),
    "out_of_memory": (
        _("The machine has too little memory for this job."),
        _("Lower the batch size (it was %(batch_size)s) or the longest length (it was %(max_length)s tokens)."),
    ),
    "processes_wrong": (
        _("The spec asks for %(asked)s processes, and %(found)s were started."),
        _("Start as many, or leave training.processes out of the spec."),
    ),
    "process_differs": (
        _("Process %(rank)s has another %(what)s than the first one."),
        _("Give all machines the same spec, model and data."),
    ),
    "process_lost": (
        _("One of the processes of the job ended before its work was done."),
        _(
            "Look whether its machine ran out of memory or was switched off, and start again with resume: "
            "the job goes on from its last checkpoint."
        ),
    ),
    "disk_full": (
        _("There is too little room on the disk at %(path)s."),
        _("Make room there, and start the job again."),
    ),
    "checkpoint_mismatch": (
        _("The checkpoints in %(path)s belong to another spec, model or data."),
        _("Choose an empty output folder, or start without resume."),
    ),
    "search_empty": (
        _("None of the %(trials)s trials came to an end."),
        _("Narrow the search's space to settings that work; what ended each trial was told when it did."),
    ),
    "not_comparable": (
        _("%(other)s cannot be compared with %(one)s: the %(what)s of the two differ."),
        _("Compare jobs of one task that were tested on the same rows: the same data, split and seed."),
    ),
    "predict_unfit": (
        _("The model in %(path)s is for %(task)s, which this command does not do."),
        _("Choose the model of a job of one of: %(tasks)s. Others are loaded as their card says."),
    ),
    "internal_error": (
        _("The engine met an error of its own (%(kind)s)."),
        _("Please report it, with the engine's version. The log has the place, without any data."),
    ),
}

NOTES: dict[str, Words] = {
    "network_not_isolated": _("This system does not allow the training process to be cut off from the network."),
    "network_shared": _(
        "The job's processes are on several machines, so that this one is not cut off from the network."
    ),
    "split_made": _("%(train)s rows to train on, %(validation)s to choose by, %(test)s kept unseen for the test."),
    "duplicates_dropped": _("%(count)s rows repeat an earlier row and were left out."),
    "answers_lost": _("%(count)s rows have no answer left within %(max_length)s tokens and are not used."),
    "labels_unseen": _("%(count)s labels have no row to train on, so that they are never predicted."),
    "texts_cut": _("%(count)s texts are longer than %(max_length)s tokens and were cut."),
    "values_missing": _(
        "%(count)s of %(of)s values are missing: the last one measured stands for them, and no error counts there."
    ),
    "time_gaps": _("Time jumps %(count)s times; no window crosses such a gap."),
    "stretches_short": _(
        "%(count)s stretches without a gap are shorter than a window of %(length)s steps and are not used."
    ),
    "context_usual": _("The series are long enough for %(usual)s steps."),
    "context_short": _("The model reads %(context)s steps: with more, too few windows of these series would be left."),
    "context_season": _("The model reads %(context)s steps, as many as a season has."),
    "context_of_base": _("The base was made for %(context)s steps."),
    "context_of_teacher": _("The teacher reads %(context)s steps."),
    "precision_chosen": _("Training computes in %(precision)s: in a trial bfloat16 took %(ratio)s of float32's time."),
    "device_cpu": _("No GPU that CUDA knows is at hand."),
    "device_cuda": _("The %(name)s computes, which is many times quicker than the processor."),
    "asked_for": _("The spec asks for it."),
    "found_by_search": _("A search of %(trials)s trials found it: trial %(best)s was the best on the validation rows."),
    "precision_native": _("The GPU computes bfloat16 natively, twice as quickly as float32 or more."),
    "precision_foreign": _("The GPU does not compute bfloat16 natively."),
    "precision_private": _("Private training measures lengths of gradients, for which bfloat16 is too coarse."),
    "attention_eager": _("Transformers has no other attention for %(architecture)s."),
    "attention_fused": _("Torch's scaled dot product takes the quickest kernel of the device, flash attention too."),
    "attention_dropout": _(
        "On a processor the engine's own draws its dropout more quickly; without dropout it is torch's "
        "scaled dot product."
    ),
    "compile_cpu": _("On a processor compiling takes minutes and makes no step quicker."),
    "compile_plain": _("Only full fine-tuning by one process is compiled."),
    "compile_short": _("The job has %(steps)s steps; with fewer than %(least)s compiling takes longer than it saves."),
    "compiler_missing": _("Compiling needs a C compiler, and there is none."),
    "compile_long": _("The job has %(steps)s steps; from %(least)s on compiling saves more time than it takes."),
    "checkpointing_unfit": _("The architecture, the method or private training does not allow it."),
    "checkpointing_cpu": _(
        "On a processor time is scarcer than memory; when memory runs out, batches are computed in more parts."
    ),
    "memory_suffices": _("A step takes about %(needed)s MiB, of %(memory)s that the GPU has."),
    "memory_scarce": _(
        "A step would take about %(needed)s MiB, of %(memory)s that the GPU has, so activations are "
        "computed again on the way back."
    ),
    "training_private": _(
        "Training is private: with noise of %(noise)s times the longest gradient of a row epsilon is "
        "%(epsilon)s at the end, delta %(delta)s."
    ),
    "vocabulary_compacted": _("Of %(vocabulary)s words the model knows, the %(used)s in this data are trained."),
    "epochs_default": _(
        "At most %(epochs)s epochs, as without another wish: %(patience)s evaluations without gain end "
        "training before, and the best weights are kept."
    ),
    "batch_size_default": _(
        "%(batch_size)s rows a step, as without another wish: with 32 a row took an eighth less time on "
        "two cores, and two points of accuracy were lost."
    ),
    "schedule_default": _(
        "The rate rises over %(percent)s %% of the steps and then falls, %(schedule)s, to 0, as BERT was "
        "fine-tuned (Devlin et al. 2019)."
    ),
    "weight_decay_chosen": _("Weights decay by %(decay)s, as suits %(optimizer)s."),
    "learning_rate_chosen": _(
        "The learning rate is %(rate)s, as suits the method “%(method)s” on %(millions)s million weights."
    ),
    "resumed": _("Going on from the checkpoint at step %(step)s."),
    "checkpoint_torn": _("The checkpoint at step %(step)s is damaged; the one before it is used."),
    "threads_kept": _(
        "Computing with %(threads)s threads, as before the interruption, so that the result is the same."
    ),
    "features_kept": _("The base has read %(rows)s rows once; the head is trained on what it said."),
    "onnx_differs": _(
        "As ONNX the model says other numbers, by up to %(difference)s; %(tolerance)s would be rounding."
    ),
    "onnx_failed": _("The model could not be written as ONNX (%(error)s); everything else is there."),
    "memory_short": _("Memory ran out, so each batch is computed in %(parts)s parts from the last checkpoint on."),
    "trial_done": _(
        "Trial %(trial)s of %(trials)s: validation %(metric)s %(score)s; the best is trial %(best)s with "
        "%(best_score)s."
    ),
    "trial_pruned": _(
        "Trial %(trial)s of %(trials)s was given up after %(evaluations)s evaluations: others were better."
    ),
    "trial_failed": _("Trial %(trial)s of %(trials)s ended with the fault %(fault)s."),
    "source_left_out": _(
        "Trained without %(source)s, the model has %(metric)s %(without)s on its %(rows)s test rows; "
        "trained with it, %(with_it)s."
    ),
    "one_seed": _("Trained from one seed: how far another would be from this result is not known."),
    "seed_begun": _("Seed %(number)s of %(seeds)s: %(seed)s."),
    "seeds_done": _(
        "Trained from %(seeds)s seeds on the same split: on the test rows %(metric)s is %(mean)s on "
        "average, with a standard deviation of %(deviation)s, from %(lowest)s to %(highest)s. The model "
        "of seed %(kept)s is kept, the best on the validation rows."
    ),
    "stopped_early": _(
        "Validation has not improved in %(patience)s evaluations; the weights of step %(step)s are kept."
    ),
}
