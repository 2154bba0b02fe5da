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
    "format_unknown": (_("%(file)s is neither .parquet nor .csv."), _("Convert the file to one of them.")),
    "file_unreadable": (_("%(file)s cannot be read as %(format)s."), _("Export the file again.")),
    "encoding_wrong": (_("Line %(line)s of %(file)s is not UTF-8 text."), _("Save the file as UTF-8.")),
    "row_ragged": (
        _("Row %(row)s of %(file)s has %(found)s cells where the header has %(expected)s."),
        _("Put quotation marks around cells that contain commas."),
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
    "one_class": (
        _("Column %(column)s of %(file)s has the same label in every row."),
        _("Training needs at least two classes; choose another column or add rows."),
    ),
    "too_few_rows": (
        _("The data has %(rows)s different texts; training, validation and test need at least %(needed)s together."),
        _("Add rows."),
    ),
    "class_too_small": (
        _(
            "%(count)s of the %(classes)s classes have fewer than %(needed)s different texts, the one of row %(row)s too."
        ),
        _("Add rows to these classes, merge them into others, or choose the column that holds the labels."),
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
        _("The model in %(path)s cannot be used for %(task)s."),
        _("Choose a model made for it, in the Hugging Face layout, with its tokenizer or image processor."),
    ),
    "method_unfit": (
        _("The method %(method)s cannot be used on a %(architecture)s."),
        _("Choose another method; full works on every architecture."),
    ),
    "nan_loss": (
        _("The loss is not a number any more at step %(step)s."),
        _("Lower the learning rate (it was %(learning_rate)s), or set precision to float32."),
    ),
    "out_of_memory": (
        _("The machine has too little memory for this job."),
        _("Lower the batch size (it was %(batch_size)s) or the longest length (it was %(max_length)s tokens)."),
    ),
    "disk_full": (
        _("There is too little room on the disk at %(path)s."),
        _("Make room there, and start the job again."),
    ),
    "checkpoint_mismatch": (
        _("The checkpoints in %(path)s belong to another spec, model or data."),
        _("Choose an empty output folder, or start without resume."),
    ),
    "internal_error": (
        _("The engine met an error of its own (%(kind)s)."),
        _("Please report it, with the engine's version. The log has the place, without any data."),
    ),
}

NOTES: dict[str, Words] = {
    "network_not_isolated": _("This system does not allow the training process to be cut off from the network."),
    "split_made": _("%(train)s rows to train on, %(validation)s to choose by, %(test)s kept unseen for the test."),
    "duplicates_dropped": _("%(count)s rows repeat the text of an earlier row and were left out."),
    "texts_cut": _("%(count)s texts are longer than %(max_length)s tokens and were cut."),
    "precision_chosen": _("Training computes in %(precision)s: in a trial bfloat16 took %(ratio)s of float32's time."),
    "vocabulary_compacted": _("Of %(vocabulary)s words the model knows, the %(used)s in this data are trained."),
    "learning_rate_chosen": _("The learning rate is %(rate)s, as suits %(method)s on %(millions)s million weights."),
    "resumed": _("Going on from the checkpoint at step %(step)s."),
    "checkpoint_torn": _("The checkpoint at step %(step)s is damaged; the one before it is used."),
    "threads_kept": _(
        "Computing with %(threads)s threads, as before the interruption, so that the result is the same."
    ),
    "stopped_early": _("Validation has not improved for %(patience)s epochs; the weights of step %(step)s are kept."),
}
