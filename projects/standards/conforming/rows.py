"""Whether the rows of a version keep to a data format: all of them, read in batches, and only the columns it names."""

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from datetime import time as clock
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq
import regex
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend
from referencing import Registry

from standards.conforming.results import Result

FAULTS_KEPT = 100
BATCH = 4096
PATTERN_SECONDS = 0.5  # for one value
NAMED = 10  # of what may stand in a column


class Fault(NamedTuple):
    """A row, from 1, whose column breaks a rule of the format: the keyword and what it asks. Never the value."""

    row: int
    column: str
    rule: str
    asked: Any


class Checked(NamedTuple):
    """What all rows were found to be."""

    results: list[Result]
    faults: list[Fault]
    rows: int


class TooSlow(Exception):
    """It takes longer than a check may: all rows together, or a pattern of the format for one value."""

    def __init__(self, *, pattern: bool = False) -> None:
        self.is_pattern = pattern
        super().__init__()


def check_rows(path: Path, body: Mapping[str, Any], *, splits: Mapping[str, int], seconds: float = math.inf) -> Checked:
    """What of the format holds for the table at `path`, of which so many rows are for each split.

    Raises:
        TooSlow: it took more than `seconds`, or a pattern took too long for one value.
    """
    file = pq.ParquetFile(path)
    there, row = set(file.schema_arrow.names), body["row"]
    results = list(_of_columns(there, row))
    if wanted := body.get("splits", []):
        missing = [split for split in wanted if not splits.get(split)]
        results.append(Result("splits", not missing, {"asked": wanted, "missing": missing}))
    rows, wrong = 0, 0
    faults: list[Fault] = []
    until = time.monotonic() + seconds
    for number, found in enumerate(_faults_by_row(file, row, there), start=1):
        rows, wrong = number, wrong + bool(found)
        faults += found[: FAULTS_KEPT - len(faults)]
        if number % BATCH == 0 and time.monotonic() > until:
            raise TooSlow()
    results.append(Result("rows", not wrong, {"rows": rows, "wrong": wrong}))
    return Checked(results, faults, rows)


def _of_columns(there: set[str], row: Mapping[str, Any]) -> Iterator[Result]:
    required = row.get("required", [])
    missing = [name for name in required if name not in there]
    yield Result("columns", not missing, {"asked": list(required), "missing": missing})
    if row.get("additionalProperties") is False:
        more = sorted(there - set(row["properties"]))
        yield Result("no_others", not more, {"more": more})


def _faults_by_row(file: pq.ParquetFile, row: Mapping[str, Any], there: set[str]) -> Iterator[list[Fault]]:
    """Of each row what is wrong with it. Columns that are not there at all were told of once."""
    columns = {name: asked for name, asked in row["properties"].items() if name in there}
    nullable = {name for name, asked in columns.items() if _takes_null(asked)}
    required = [name for name in row.get("required", ()) if name in there]
    schema = {**row, "properties": columns, "required": required, "additionalProperties": True}
    validator = VALIDATOR(schema, registry=Registry(), format_checker=Draft202012Validator.FORMAT_CHECKER)
    number = 0
    for batch in file.iter_batches(BATCH, columns=list(columns)):
        for values in batch.select(list(columns)).to_pylist():
            number += 1
            plain = {name: as_json(value) for name, value in values.items()}
            kept = {name: value for name, value in plain.items() if value is not None or name in nullable}
            yield list(_faults(validator, kept, number))


def _faults(validator: Any, values: dict[str, Any], number: int) -> Iterator[Fault]:
    try:
        for error in validator.iter_errors(values):
            column = next((str(step) for step in error.absolute_path), "")
            yield Fault(number, column, str(error.validator), _told(error.validator_value))
    except TimeoutError as slow:
        raise TooSlow(pattern=True) from slow


def _told(asked: Any) -> Any:
    """What a rule asks, as far as a sentence holds it."""
    if isinstance(asked, list):
        return [*(_told(each) for each in asked[:NAMED]), *(["…"] if len(asked) > NAMED else [])]
    if isinstance(asked, str):
        return asked[:100]
    return asked if isinstance(asked, int | float | bool) else None


def as_json(value: Any) -> Any:
    """A value of a table as JSON has it; None where it is missing."""
    if isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, date | clock):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list):
        return [as_json(each) for each in value]
    if isinstance(value, dict):
        return {name: as_json(each) for name, each in value.items()}
    return None


def _takes_null(asked: Any) -> bool:
    kinds = asked.get("type", ()) if isinstance(asked, dict) else ()
    return "null" in ([kinds] if isinstance(kinds, str) else kinds)


def _pattern(_validator: Any, pattern: str, value: Any, _schema: Any) -> Iterator[ValidationError]:
    """As JSON Schema has it, but for a pattern that would never come to an end."""
    if isinstance(value, str) and not regex.search(pattern, value, timeout=PATTERN_SECONDS):
        yield ValidationError("")


def _required(_validator: Any, names: Sequence[str], value: Any, _schema: Any) -> Iterator[ValidationError]:
    """As JSON Schema has it, with the place of what is missing."""
    if isinstance(value, dict):
        for name in names:
            if name not in value:
                yield ValidationError("", path=(name,))


VALIDATOR = extend(Draft202012Validator, {"pattern": _pattern, "required": _required})
