"""Reading a CSV or TSV file as a table of texts and labels, with every fault said in one sentence."""

import csv
import io
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from django.core.exceptions import ValidationError

from catalog import faults

if TYPE_CHECKING:
    from _csv import Reader as Lines

Source = Path | IO[bytes]  # a file on this machine, or an open one, such as an upload

TEXTS_OF_A_CLASS = 3  # different ones: the engine's split puts one in each of its three parts
FAULTS_SHOWN = 20
LARGEST_BYTES = 256 << 20  # the checks hold the whole file in memory
DELIMITERS = ",\t;"


@dataclass(frozen=True)
class Table:
    """A sound table: every row has a text and a label, in the order of the file."""

    columns: list[str]
    rows: list[list[str]]
    text_column: str
    label_column: str

    def column(self, name: str) -> list[str]:
        """The values of one column, from the first row to the last."""
        at = self.columns.index(name)
        return [row[at] for row in self.rows]

    @property
    def classes(self) -> dict[str, int]:
        """How many rows each class has, the largest first."""
        return dict(Counter(self.column(self.label_column)).most_common())


def filename(file: Source) -> str:
    """The file's own name, without the folders above it."""
    return file.name if isinstance(file, Path) else Path(file.name).name


def check_table(file: Source, *, text: str, label: str) -> Table:
    """The table in `file`, whose texts stand in the column `text` and whose classes in the column `label`.

    Raises:
        ValidationError: the file can't be learned from; each message names file, row, column and remedy.
    """
    name = filename(file)
    content = _content(file)
    if len(content) > LARGEST_BYTES:
        raise ValidationError(faults.too_large(name, LARGEST_BYTES), code="too_large")
    if faults.looks_like_utf16(content):
        raise ValidationError(faults.utf16(name), code="encoding")
    # Bytes that aren't UTF-8 become lone surrogates, so that the fault can name their row and column.
    words = content.decode("utf-8-sig", errors="surrogateescape")
    if not words.strip():
        raise ValidationError(faults.empty(name), code="empty")
    lines = csv.reader(io.StringIO(words, newline=""), delimiter=_delimiter(words), strict=True)
    columns = _header(lines, name, text, label)
    rows = _rows(lines, name, columns, (text, label))
    table = Table(columns, rows, text, label)
    _check_classes(table, name)
    return table


def _content(file: Source) -> bytes:
    """All bytes, or one more than there may be."""
    if isinstance(file, Path):
        with file.open("rb") as opened:
            return opened.read(LARGEST_BYTES + 1)
    return file.read(LARGEST_BYTES + 1)


def _delimiter(words: str) -> str:
    header = words.split("\n", 1)[0]
    return max(DELIMITERS, key=header.count)


def _header(lines: "Lines", name: str, text: str, label: str) -> list[str]:
    try:
        columns = [column.strip() for column in next(lines)]
    except csv.Error as fault:
        raise ValidationError(faults.unreadable(name, 1, fault), code="unreadable") from fault
    found = [faults.header_not_utf8(name, column) for column in columns if faults.is_not_utf8(column)]
    found += [faults.header_empty(name, at) for at, column in enumerate(columns, 1) if not column]
    found += [faults.header_twice(name, column) for column, times in Counter(columns).items() if column and times > 1]
    found += [faults.missing_column(name, asked, columns) for asked in (text, label) if asked not in columns]
    if text == label:
        found.append(faults.same_column(name, text))
    if found:
        raise ValidationError([ValidationError(fault, code="header") for fault in found])
    return columns


def _rows(lines: "Lines", name: str, columns: list[str], needed: tuple[str, str]) -> list[list[str]]:
    rows: list[list[str]] = []
    found: list[str] = []
    needed_at = [columns.index(column) for column in needed]
    label_at = needed_at[1]
    try:
        for values in lines:
            if not values:  # a blank line, as many programs leave at the end
                continue
            rows.append(values)
            where = faults.Where(name, len(rows), lines.line_num)
            found += _faults_of(values, columns, needed_at, where)
            if len(found) >= FAULTS_SHOWN:
                break
            if len(values) == len(columns):
                values[label_at] = values[label_at].strip()
    except csv.Error as fault:
        found.append(faults.unreadable(name, lines.line_num, fault))
    if not rows and not found:
        found.append(faults.no_rows(name))
    if found:
        raise ValidationError([ValidationError(fault, code="row") for fault in found[:FAULTS_SHOWN]])
    return rows


def _faults_of(values: list[str], columns: list[str], needed_at: list[int], where: faults.Where) -> list[str]:
    if len(values) != len(columns):
        return [faults.ragged(where, len(values), len(columns))]
    found = []
    for at, value in enumerate(values):
        if faults.is_not_utf8(value):
            found.append(faults.not_utf8(where, columns[at]))
        elif "\0" in value:
            found.append(faults.nul(where, columns[at]))
        elif at in needed_at and not value.strip():
            found.append(faults.empty_value(where, columns[at]))
    return found


def _check_classes(table: Table, name: str) -> None:
    labels = table.column(table.label_column)
    texts: dict[str, set[str]] = {}
    for label, text in zip(labels, table.column(table.text_column), strict=True):
        texts.setdefault(label, set()).add(" ".join(text.casefold().split()))
    if len(texts) == 1:
        raise ValidationError(faults.one_class(name, table.label_column, labels[0]), code="classes")
    found = [
        faults.small_class(name, labels.index(label) + 1, table.label_column, label, len(own), TEXTS_OF_A_CLASS)
        for label, own in texts.items()
        if len(own) < TEXTS_OF_A_CLASS
    ]
    if len(found) > FAULTS_SHOWN:
        found = [*found[:FAULTS_SHOWN], faults.more_small_classes(name, table.label_column, len(found) - FAULTS_SHOWN)]
    if found:
        raise ValidationError([ValidationError(fault, code="classes") for fault in found])
