"""How a table of texts is laid out: what separates and quotes its values, whether it names its columns."""

import csv
import re
import string
from collections import Counter
from contextlib import suppress
from itertools import pairwise
from typing import Any

from catalog.formats.kinds import TESTS, kind_of

DELIMITERS = ",\t;|"
SIGNS = set(string.punctuation + " ") - set("\"'\\")
SEPARATORS = ("delimiter", "quote", "escape")
TELLING = 100_000  # letters, from which separators are told
EVEN = 0.7  # at least this share of the rows has as many values as most
LONGEST_HEADER = 100  # letters of a value that may be a column's name
_SEP = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # which spreadsheets write above the header
Rows = list[list[str]]


def detect(sample: str, known: dict[str, Any]) -> dict[str, Any]:
    """The dialect of the table that begins with `sample`, as far as it is not `known`."""
    named = _SEP.match(sample)
    skip = known.get("skip", 1 if named else 0)
    body = (sample.split("\n", skip)[-1] if skip else sample)[:TELLING]
    found = (named[1], '"', "") if named else _separators(body)
    delimiter, quote, escape = (str(known.get(name, each)) for name, each in zip(SEPARATORS, found, strict=True))
    rows = parsed(body, delimiter, quote, escape)
    told = {"delimiter": delimiter, "quote": quote, "escape": escape, "skip": skip}
    return {**told, "decimal": _decimal(rows, delimiter), "header": has_header(rows), **known}


def is_separator(delimiter: str) -> bool:
    """Whether it can stand between values: one sign of ASCII, neither quote nor line end nor letter."""
    return len(delimiter) == 1 and delimiter.isascii() and (delimiter == "\t" or delimiter in SIGNS)


def parsed(sample: str, delimiter: str, quote: str, escape: str) -> Rows:
    """The rows of a sample, as far as they can be read; the last one may be cut."""
    lines = csv.reader(
        sample.splitlines(keepends=True),
        delimiter=delimiter,
        quotechar=quote or None,
        escapechar=escape or None,
        quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
    )
    rows: Rows = []
    with suppress(csv.Error):  # what was read before is the sample; the careful reader says what is wrong
        rows.extend(row for row in lines if row)
    return rows


def _separators(body: str) -> tuple[str, str, str]:
    best, chosen = 0.0, (",", '"', "")
    for delimiter in DELIMITERS:
        for quote, escape in (('"', ""), ('"', "\\"), ("", "")):
            if escape and '\\"' not in body:
                continue
            score = _evenness(parsed(body, delimiter, quote, escape))
            if score > best:
                best, chosen = score, (delimiter, quote, escape)
    return chosen


def _evenness(rows: Rows) -> float:
    """How many rows have as many values as most; 0 for a single column, and when few agree."""
    if not rows:
        return 0.0
    ((width, times),) = Counter(len(row) for row in rows).most_common(1)
    even = times / len(rows)
    broken = sum('"' in value for row in rows for value in row if value.count('"') % 2)
    if width < 2 or (even < EVEN and len(rows) > 3):
        return 0.0
    return even - 0.5 * broken / len(rows) + min(width, 50) / 1000


def _decimal(rows: Rows, delimiter: str) -> str:
    """Whether numbers are written 3,14: where commas don't separate."""
    if delimiter == ",":
        return "."
    cells = [value for row in rows[1:] for value in row]
    commas = sum(re.fullmatch(r"-?\d+,\d+", value.strip()) is not None for value in cells)
    points = sum(re.fullmatch(r"-?\d+\.\d+", value.strip()) is not None for value in cells)
    return "," if commas > points else "."


def has_header(rows: Rows) -> bool:
    """Whether the first row names the columns."""
    if not rows:
        return True
    first, rest = rows[0], rows[1:]
    names = [value.strip() for value in first]
    if any(len(name) > LONGEST_HEADER for name in names):
        return False
    kinds = [kind_of([row[at] for row in rest if at < len(row)]) for at in range(len(names))]
    typed = [(kind, name) for kind, name in zip(kinds, names, strict=True) if kind != "text" and name]
    if any(not TESTS[kind].fullmatch(name) for kind, name in typed):
        return True
    numbers = [name for name in names if TESTS["number"].fullmatch(name) or TESTS["timestamp"].fullmatch(name)]
    if numbers:
        return len(numbers) < len(names) and _counts_up(numbers)
    return not any(_repeats(name, [row[at] for row in rest if at < len(row)]) for at, name in enumerate(names))


def _counts_up(numbers: list[str]) -> bool:
    """Years or steps as names of columns."""
    if len(numbers) < 3 or not all(TESTS["integer"].fullmatch(number) for number in numbers):
        return False
    steps = {int(after) - int(before) for before, after in pairwise(numbers)}
    return len(steps) == 1


def _repeats(name: str, values: list[str]) -> bool:
    """Whether the first value of a column is one of a few that come again and again."""
    return bool(name) and name in values and len(set(values)) <= len(values) / 2
