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
    "format_unknown": ("%(file)s is neither .parquet nor .csv.", "Convert the file to one of them."),
    "file_unreadable": ("%(file)s cannot be read as %(format)s.", "Export the file again."),
    "encoding_wrong": ("Line %(line)s of %(file)s is not UTF-8 text.", "Save the file as UTF-8."),
    "row_ragged": (
        "Row %(row)s of %(file)s has %(found)s cells where the header has %(expected)s.",
        "Put quotation marks around cells that contain commas.",
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
    "one_class": (
        "Column %(column)s of %(file)s has the same label in every row.",
        "Training needs at least two classes; choose another column or add rows.",
    ),
    "too_few_rows": (
        "The data has %(rows)s different texts; training, validation and test need at least %(needed)s together.",
        "Add rows.",
    ),
    "class_too_small": (
        "%(count)s of the %(classes)s classes have fewer than %(needed)s different texts, the one of row %(row)s too.",
        "Add rows to these classes, merge them into others, or choose the column that holds the labels.",
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
        "The model in %(path)s cannot be used for %(task)s.",
        "Choose a model made for it, in the Hugging Face layout, with its tokenizer or image processor.",
    ),
    "method_unfit": (
        "The method %(method)s cannot be used on a %(architecture)s.",
        "Choose another method; full works on every architecture.",
    ),
    # Training
    "nan_loss": (
        "The loss is not a number any more at step %(step)s.",
        "Lower the learning rate (it was %(learning_rate)s), or set precision to float32.",
    ),
    "out_of_memory": (
        "The machine has too little memory for this job.",
        "Lower the batch size (it was %(batch_size)s) or the longest length (it was %(max_length)s tokens).",
    ),
    "disk_full": ("There is too little room on the disk at %(path)s.", "Make room there, and start the job again."),
    "checkpoint_mismatch": (
        "The checkpoints in %(path)s belong to another spec, model or data.",
        "Choose an empty output folder, or start without resume.",
    ),
    "internal_error": (
        "The engine met an error of its own (%(kind)s).",
        "Please report it, with the engine's version. The log has the place, without any data.",
    ),
}

NOTES: dict[str, str] = {
    "network_not_isolated": "This system does not allow the training process to be cut off from the network.",
    "split_made": "%(train)s rows to train on, %(validation)s to choose by, %(test)s kept unseen for the test.",
    "duplicates_dropped": "%(count)s rows repeat the text of an earlier row and were left out.",
    "texts_cut": "%(count)s texts are longer than %(max_length)s tokens and were cut.",
    "precision_chosen": "Training computes in %(precision)s: in a trial bfloat16 took %(ratio)s of float32's time.",
    "vocabulary_compacted": "Of %(vocabulary)s words the model knows, the %(used)s in this data are trained.",
    "learning_rate_chosen": "The learning rate is %(rate)s, as suits %(method)s on %(millions)s million weights.",
    "resumed": "Going on from the checkpoint at step %(step)s.",
    "checkpoint_torn": "The checkpoint at step %(step)s is damaged; the one before it is used.",
    "threads_kept": "Computing with %(threads)s threads, as before the interruption, so that the result is the same.",
    "stopped_early": "Validation has not improved for %(patience)s epochs; the weights of step %(step)s are kept.",
}


def message(code: str, params: Mapping[str, Params]) -> str:
    """The English sentence for `code`; KeyError when there is no such code."""
    template = NOTES[code] if code in NOTES else FAULTS[code][0]
    return template % params


def remedy(code: str, params: Mapping[str, Params]) -> str:
    """What a person can do about the fault `code`."""
    return FAULTS[code][1] % params
