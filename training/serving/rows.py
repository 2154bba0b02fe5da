"""Rows as a model in memory reads them, and what is wrong with those that it cannot read."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from engine.pictures.reading import LARGEST_PICTURE
from engine.predicting.live import LONGEST_TEXT, Live, RowFault
from serving.errors import BadInput

MOST_ROWS = 256  # of one call; more is work for a job

Rows = Sequence[Sequence[bytes]]  # the cells of each row


def read_rows(live: Live, inputs: Sequence[str], rows: Rows) -> list[Any]:
    """The rows that the model can read. Raises BadInput."""
    if sorted(inputs) != sorted(live.inputs):
        told = {"wanted": ", ".join(live.inputs), "sent": ", ".join(inputs)}
        raise BadInput(_("This model reads the inputs %(wanted)s; sent were %(sent)s.") % told)
    if not 0 < len(rows) <= MOST_ROWS:
        told_rows = {"most": MOST_ROWS, "rows": len(rows)}
        raise BadInput(_("A call has 1 to %(most)s rows; this one has %(rows)s.") % told_rows)
    order, read = [inputs.index(name) for name in live.inputs], []
    for number, cells in enumerate(rows, start=1):
        try:
            read.append(live.read([cells[place] for place in order]))
        except RowFault as fault:
            raise fault_of(fault.code, number) from fault
    return read


def fault_of(code: str, row: int) -> BadInput:
    """What is wrong with a row, counted from 1."""
    sentence = {
        "encoding_wrong": _("Row %(row)s is not UTF-8. Send the text in UTF-8."),
        "text_empty": _("Row %(row)s is empty. Write something, or leave the row out."),
        "text_too_long": _("The text of row %(row)s has more than %(most)s characters. Send a part of it."),
        "picture_unreadable": _("Row %(row)s is no picture that can be read. Send the bytes of a PNG or JPEG file."),
        "picture_too_large": _(
            "The picture of row %(row)s has more than %(millions)s million pixels. Send a smaller one."
        ),
        "reasons_slow": _(
            "What the answer rests on takes too long to find out. Ask without an explanation, or about a shorter text."
        ),
        "reasons_of_int8": _(
            "This model computes in whole numbers of 8 bits, whose answers cannot be explained. "
            "Ask without an explanation."
        ),
    }[code]
    return BadInput(sentence % {"row": row, "most": LONGEST_TEXT, "millions": LARGEST_PICTURE // 10**6})
