"""The sentences for what `catalog.formats` finds: what is wrong, where, and what to do; or what was mended."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.formats import Fault

WORDS: dict[str, Promise] = {
    "empty": _("%(file)s is empty. Its first line must name the columns, and each line below it is one row."),
    "no_rows": _("%(file)s names its columns but has no rows below them. Add a row for each example."),
    "more": _("%(file)s: %(count)s more places are as wrong. Mend these first, then bring the file again."),
    "no_column": _("%(file)s has no column “%(column)s”. It has: %(columns)s. Choose one of these."),
    "same_column": _("%(file)s: “%(column)s” can't be both the text and the label. Choose two columns."),
    "no_text_column": _(
        "%(file)s, column “%(column)s”: its kind is “%(kind)s”, and a model reads texts and learns classes. Choose "
        "another column."
    ),
    "no_label": _(
        "%(file)s, column “%(column)s”: lists and objects are no labels. Write one word or number in each row, or "
        "choose another column."
    ),
    "separator": _(
        "%(file)s: “%(value)s” can't separate values. Separate them by one sign as a comma, a semicolon or a tab."
    ),
    "field_later": _(
        "%(file)s: the field “%(column)s” stands in some rows only. Give all rows of a series the same fields."
    ),
    "same_rows": _(
        "%(file)s holds the same rows as version %(number)s. Bring a file with rows that were added, corrected or left "
        "out."
    ),
    "unreadable": _("%(file)s can't be read: %(why)s. Save it again in the program that made it."),
    "encoding_unknown": _("%(file)s: there is no encoding “%(encoding)s”. Choose one of the list, as UTF-8."),
    "header_not_encoded": _(
        "%(file)s, first line, column “%(column)s”: the name is not written in %(encoding)s. Choose the file's "
        "encoding, or save it as UTF-8 (spreadsheets call it “CSV UTF-8”)."
    ),
    "not_encoded": _(
        "%(file)s, row %(row)s (line %(line)s), column “%(column)s”: the value is not written in %(encoding)s. Choose "
        "the file's encoding, or save it as UTF-8 (spreadsheets call it “CSV UTF-8”)."
    ),
    "nul_in_row": _(
        "%(file)s, row %(row)s, column “%(column)s”: the value holds a NUL character. Remove it, or save it again."
    ),
    "surrogate": _(
        "%(file)s, row %(row)s, column “%(column)s”: the value holds half a letter (\\u%(value)s). Remove it."
    ),
    "nul": _(
        "%(file)s, row %(row)s (line %(line)s), column “%(column)s”: the value holds a NUL character. "
        "Remove it, or save the file again as UTF-8 text."
    ),
    "ragged": _(
        "%(file)s, row %(row)s (line %(line)s): it has %(values)s values, but there are %(columns)s columns. "
        'Put " around values that hold a separator.'
    ),
    "quotes": _(
        "%(file)s, row %(row)s (line %(line)s): the quotation marks don't match. Put \" around values that hold a "
        'separator or a line break, and write "" for a quotation mark inside them.'
    ),
    "row_too_long": _(
        "%(file)s, row %(row)s (line %(line)s): the row is longer than %(limit)s MB. Usually a quotation mark is "
        "opened there or above and never closed; else shorten its values."
    ),
    "too_many_columns": _(
        "%(file)s, first line: there are %(columns)s columns, and %(limit)s are read at most. Write fewer columns and "
        "more rows."
    ),
    "column_named": _("%(file)s, first line: column %(at)s has no name and is called “%(name)s”."),
    "column_renamed": _(
        "%(file)s, first line, column %(at)s: a column before it is called “%(column)s” too, so it is called "
        "“%(again)s”."
    ),
    "kept_as_text": _(
        "%(file)s, row %(row)s, column “%(column)s”: “%(value)s” is no %(kind)s, so the column is kept as text. Mend "
        "the value, or leave the cell empty, to have a column of that kind."
    ),
    "empty_json": _('%(file)s holds no objects. Write one for each row, as {"text": …, "label": …}.'),
    "empty_text": _("%(file)s holds no text. Add some, or leave the file out."),
    "nothing_in_it": _("%(file)s holds no file that can be read. Add tables, texts or pictures."),
    "not_read": _(
        "%(file)s: files of this kind (%(kind)s) are not read. Save it as CSV, JSON Lines, Parquet, plain text, or "
        "as a zip "
        "of pictures."
    ),
    "pickle": _(
        "%(file)s is a pickle, which can run programs when it is read, so it is not. Save it as Parquet, CSV or "
        "JSON Lines."
    ),
    "office": _("%(file)s is an office document. Save the table as “CSV UTF-8” and bring that."),
    "one_picture": _("%(file)s is a single picture. Bring a folder of them, or a zip, with a folder for each class."),
    "part_missing": _("%(file)s holds no file “%(part)s” any more. Bring it again."),
    "left_out": _("%(file)s: “%(part)s” was left out, because it is of another kind than most files."),
    "other_columns": _(
        "%(file)s, first line, column “%(column)s”: “%(first)s” has other columns. Give all tables the same ones, in "
        "the same order; tables of different things are datasets of their own."
    ),
    "damaged": _("%(file)s is damaged or not complete. Make it again, and bring that."),
    "bomb": _(
        "%(file)s unpacks to far more than data do, so it is not unpacked. Bring the files in it as they are, or "
        "in parts."
    ),
    "archive_within": _(
        "%(file)s: “%(member)s” is an archive of its own. Unpack it, so that its files stand beside the others, and "
        "make one archive of all."
    ),
    "encrypted": _("%(file)s: “%(member)s” is locked by a password. Make the archive without one."),
    "packed_otherwise": _(
        "%(file)s: “%(member)s” is packed in an unusual way. Make the archive with plain zip (deflate)."
    ),
    "link": _("%(file)s: “%(member)s” is a link or a device, not a file. Put the file itself there."),
    "name_elsewhere": _(
        "%(file)s: the name “%(member)s” leads out of the archive, or is too long. Make the archive inside the folder."
    ),
    "name_control": _("%(file)s: the name “%(member)s” holds control characters. Rename the file."),
    "names_collide": _(
        "%(file)s: “%(member)s” and “%(other)s” differ by nothing but small and capital letters or the form of a "
        "letter. "
        "Rename one of them."
    ),
    "too_many_files": _("%(file)s holds %(files)s files, and %(limit)s are read at most. Bring it in parts."),
    "json": _("%(file)s, row %(row)s (line %(line)s), character %(at)s: this is not JSON (%(why)s). Mend it there."),
    "json_not_encoded": _(
        "%(file)s, row %(row)s (line %(line)s): this is not written in UTF-8. Save the file as UTF-8."
    ),
    "document_too_long": _(
        "%(file)s, row %(row)s (line %(line)s): the row is longer than %(limit)s MB. Shorten its values."
    ),
    "too_deep": _(
        "%(file)s, row %(row)s (line %(line)s): lists and objects stand in one another too deeply. Flatten them."
    ),
    "too_many_fields": _(
        "%(file)s, row %(row)s: there are more than %(limit)s different fields. Give all rows the same."
    ),
    "no_object": _('%(file)s, row %(row)s: a row has to be an object, as {"text": …, "label": …}.'),
    "no_objects": _('%(file)s holds no list of objects. Write one object for each row, as {"text": …, "label": …}.'),
    "line_not_encoded": _(
        "%(file)s, row %(row)s (line %(line)s): the text is not written in the file's encoding. Save the file as UTF-8."
    ),
    "no_tag": _(
        "%(file)s, row %(row)s (line %(line)s): “%(value)s” is no word with a tag. Write a word, a tab and a tag "
        "such as O "
        "or B-person on each line."
    ),
    "sentence_too_long": _(
        "%(file)s, row %(row)s (line %(line)s): the sentence has more than %(limit)s words. Put blank lines "
        "between sentences."
    ),
    "text_too_long": _("%(file)s, row %(row)s (line %(line)s): the text is longer than %(limit)s MB. Split it."),
    "parquet_names": _("%(file)s: a column has no name, or two have the same. Name each column differently."),
    "parquet_too_large": _("%(file)s has more than %(rows)s rows or %(columns)s columns. Bring it in parts."),
    "parquet_kind": _(
        "%(file)s, column “%(column)s”: a value of the kind “%(kind)s” can't be kept: texts are UTF-8, whole numbers "
        "have 64 bits, and dates lie in the years 1 to 9999. Mend it, or write the column as text."
    ),
    "field_name": _(
        "%(file)s, column “%(column)s”: a name has 1 to %(limit)s letters, none of them half a letter or a NUL. "
        "Rename the column."
    ),
    "no_pictures": _("%(file)s holds no picture that can be read. Add pictures as PNG or JPEG."),
    "no_picture": _("%(file)s, row %(row)s: this is no picture, whatever its name says. It was left out."),
    "picture_damaged": _("%(file)s, row %(row)s: the picture is damaged or not complete. It was left out."),
    "picture_missing": _(
        "%(file)s, row %(row)s, column “%(column)s”: there is no picture “%(value)s”. The row was left out."
    ),
    "picture_too_large": _("%(file)s, row %(row)s: the picture has more than %(limit)s megapixels. It was left out."),
    "picture_too_heavy": _("%(file)s, row %(row)s: the picture is larger than %(limit)s MB. It was left out."),
    "more_left_out": _("%(file)s: %(count)s more rows were left out."),
    "split_unknown": _(
        "%(file)s, row %(row)s, column “%(column)s”: “%(value)s” is no part. Write train, validation or test, split "
        "the rows in another way, or say that the column is for nothing in particular."
    ),
    "split_empty": _(
        "%(file)s: no row would be for %(part)s. Choose other shares or another way to split, or bring more rows."
    ),
    "alike_across": _(
        "%(file)s: row %(row)s (%(part)s) and row %(other)s (%(other_part)s) are nearly the same. Remove one of them, "
        "or have such rows left out."
    ),
    "alike_removed": _(
        "%(file)s: %(count)s rows were left out, for they are nearly the same as rows of another part; the first is "
        "row %(row)s."
    ),
    "alike_too_many": _(
        "%(file)s: only the first %(limit)s rows can be compared. Have rows that are alike shown in the profile, or "
        "bring the file in parts."
    ),
    "coco_without_pictures": _(
        "%(file)s lists boxes, but there are no pictures with it. Bring both in one zip or folder."
    ),
    "coco_element": _("%(file)s, “%(column)s”, row %(row)s: this is no object. Write it as COCO does."),
    "coco_image": _("%(file)s, “%(column)s”, row %(row)s: a picture needs an id and a file_name."),
    "coco_category": _(
        "%(file)s, “%(column)s”, row %(row)s: a category needs an id and a name, without half letters or NUL."
    ),
    "coco_box": _(
        "%(file)s, “%(column)s”, row %(row)s: a box needs image_id, category_id and bbox, which is x, y, width and "
        "height."
    ),
    "coco_no_image": _(
        "%(file)s, “annotations”, row %(row)s: there is no picture with the id %(value)s. Add it to “images”."
    ),
    "coco_no_category": _(
        "%(file)s, “annotations”, row %(row)s: there is no category with the id %(value)s. Add it to “categories”."
    ),
    "too_many_boxes": _("%(file)s lists more than %(limit)s boxes. Bring it in parts."),
    "formula": _(
        "%(file)s, row %(row)s, column “%(column)s”: “%(value)s” begins as a spreadsheet's formula. It is kept as "
        "text and "
        "never computed, and so are %(count)s more."
    ),
}

KINDS: dict[str, Promise] = {
    "text": _("text"),
    "integer": _("whole number"),
    "number": _("number"),
    "boolean": _("true or false"),
    "date": _("date"),
    "timestamp": _("moment"),
    "list": _("list"),
    "picture": _("picture"),
    "boxes": _("boxes"),
    "messages": _("messages"),
}


def tell(fault: Fault) -> str:
    """What `fault` says, in the reader's language."""
    params = dict(fault.params)
    if kind := KINDS.get(str(params.get("kind"))):
        params["kind"] = str(kind)
    return str(WORDS[fault.code]) % params
