"""Which kinds hold for all values, when those that the beginning suggested don't."""

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from catalog.formats import delimited
from catalog.formats.kinds import NUMERIC, PATTERNS
from catalog.formats.moments import first_unreal
from catalog.formats.schema import Column, Fault, Guess, fault
from catalog.formats.sources import Part

WIDER = {"integer": "number"}  # all else that doesn't fit is kept as text


def fitted(part: Part, guess: Guess) -> tuple[list[Column], list[Fault]]:
    """The columns with kinds that fit all their values, and the first value for which a column is kept as text."""
    columns = list(guess.columns)
    texts = [replace(column, kind="text") for column in columns]
    kept: list[Fault] = []
    row = 0
    for batch in delimited.batches(part, guess, texts, lambda _: None):
        for at, column in enumerate(columns):
            values = batch.column(at)
            while column.kind != "text" and (misfit := _misfit(values, column.kind, guess.dialect["decimal"])) >= 0:
                wider = WIDER.get(column.kind, "text")
                if wider == "text":
                    value = values[misfit].as_py()
                    said = {"column": column.name, "value": value, "kind": guess.columns[at].kind}
                    kept.append(fault("kept_as_text", part.name, row=row + misfit + 1, **said))
                columns[at] = column = replace(column, kind=wider)
        row += batch.num_rows
    return columns, kept


def _misfit(values: pa.Array, kind: str, decimal: str) -> int:
    """The place of the first value that is not of the kind; -1 when all are."""
    trimmed = pc.utf8_trim(values, " \t")  # as Arrow's reader does
    if decimal == "," and kind in NUMERIC:
        trimmed = pc.replace_substring(pc.replace_substring(trimmed, ".", "_"), ",", ".")
    fits = pc.match_substring_regex(trimmed, f"^(?:{PATTERNS[kind]})$")
    place = int(pc.index(fits, False).as_py())
    return first_unreal(trimmed, kind) if place < 0 and kind in delimited.MOMENTS else place
