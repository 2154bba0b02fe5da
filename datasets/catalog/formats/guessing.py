"""From the beginning of a file to a guess of what it is."""

from dataclasses import replace
from typing import Any

from catalog.formats import headers
from catalog.formats.kinds import MISSING, NUMERIC, kind_of
from catalog.formats.roles import shape_and_roles
from catalog.formats.sampling import Sample
from catalog.formats.schema import Column, Guess
from catalog.formats.wide import WIDE, lengthened

BY_FILE = "by_file"  # in the dialect: the column with the name of each row's file


def guess_of(sample: Sample, parts: dict[str, str], *, picture: str = "") -> Guess:
    """The guess for `sample`; `parts` are the files that it speaks of, each with its split.

    The column `picture` names pictures.
    """
    dialect = dict(sample.dialect)
    if sample.kinds:
        columns = [Column(name, kind) for name, kind in sample.kinds.items()]
    else:
        dialect.setdefault("missing", _missing(sample.values, dialect["decimal"]))
        gone = {"", *dialect["missing"]}
        columns = []
        for name, values in sample.values.items():
            present = [value for value in values if value.strip() not in gone]
            columns.append(Column(name, kind_of(present, decimal=dialect["decimal"])))
    columns = [replace(column, kind="picture") if column.name == picture else column for column in columns]
    if sample.format == "text":
        shape, columns = "texts" if len(columns) > 1 else "raw", [replace(each, role=each.name) for each in columns]
    else:
        shape, columns = shape_and_roles(columns, sample.values)
    if any(column.role == "split" for column in columns):
        parts = dict.fromkeys(parts, "")  # the rows say it themselves
    elif any(parts.values()):
        columns.append(Column(headers.free("split", {column.name for column in columns}), "text", "split"))
    return by_file(lengthened(Guess(sample.format, sample.encoding, dialect, shape, columns, parts)))


def by_file(guess: Guess) -> Guess:
    """The guess with a column for each row's file, where nothing else tells series in several files apart."""
    splits = {*guess.parts.values()}
    grouped = WIDE in guess.dialect or any(column.role == "group" for column in guess.columns)
    if (
        guess.shape != "series"
        or grouped
        or len(guess.parts) < 2
        or ("" not in splits and len(splits) == len(guess.parts))
    ):
        return guess
    name = headers.free("series", {column.name for column in guess.columns})
    place = len(guess.columns) - any(guess.parts.values())  # a split that the names tell stays last
    columns = [*guess.columns[:place], Column(name, "text", "group"), *guess.columns[place:]]
    return replace(guess, columns=columns, dialect={**guess.dialect, BY_FILE: name})


def _missing(values: dict[str, list[Any]], decimal: str) -> list[str]:
    """How missing values are written besides nothing: what stands among numbers, and "?" wherever it stands alone."""
    found: set[str] = set()
    for column in values.values():
        said = {value.strip() for value in column} & set(MISSING)
        present = [value for value in column if value.strip() and value.strip() not in said]
        if said and present and kind_of(present, decimal=decimal) in NUMERIC:
            found |= said
        if "?" in said and len(set(present)) <= len(present) / 2:
            found.add("?")
    return sorted(found)
