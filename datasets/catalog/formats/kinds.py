"""What kind of values a column holds, and the type of Arrow that keeps them."""

import re
from collections.abc import Sequence

import pyarrow as pa

# No leading zeros: 007 is a code, not a number. What Arrow's reader of CSV takes, and nothing that it would change.
PATTERNS = {
    "boolean": r"true|false|True|False|TRUE|FALSE",
    "integer": r"-?(?:0|[1-9]\d{0,17})",
    "number": r"-?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?",
    "date": r"\d{4}-\d{2}-\d{2}",
    "timestamp": r"\d{4}(?:-\d{1,2}-\d{1,2}[ T]|/\d{1,2}/\d{1,2} )\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?"
    r"|\d{4}/\d{1,2}/\d{1,2}",
}
TESTS = {kind: re.compile(pattern) for kind, pattern in PATTERNS.items()}
NUMERIC = ("integer", "number")
COMMAS = str.maketrans(",.", "._")  # where 3,14 is a number, 3.14 is none
MISSING = ("NA", "N/A", "n/a", "NaN", "nan", "null", "NULL", "None", "none", "-", "?", "#N/A")  # also said as such

TYPES = {
    "boolean": pa.bool_(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
    "text": pa.string(),
    "picture": pa.string(),
    "list": pa.list_(pa.string()),
    "messages": pa.list_(pa.struct([("role", pa.string()), ("content", pa.string())])),
    "boxes": pa.list_(
        pa.struct([("label", pa.string()), *((side, pa.float64()) for side in ("x", "y", "width", "height"))])
    ),
}


class WrongKind(Exception):
    """A value does not fit the kind that its column was guessed to have."""


def kind_of(values: Sequence[str], *, decimal: str = ".") -> str:
    """The narrowest kind that all `values` have, blanks aside; text when there are none."""
    present = [value.strip() for value in values if value.strip()]
    if not present:
        return "text"
    numbers = [value.translate(COMMAS) for value in present] if decimal == "," else present
    for kind, test in TESTS.items():
        if all(test.fullmatch(value) for value in (numbers if kind in NUMERIC else present)):
            return kind
    return "text"
