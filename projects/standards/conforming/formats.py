"""What a data format says: a JSON Schema for a row, in which each column has its meaning, and the splits it wants.

A column is a property of the schema: `description` is its meaning, `x-unit` its unit.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import regex
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from standards.conforming.plain import Fault, faults_of_json

SPLITS = ("train", "validation", "test")
MOST_COLUMNS = 500
UNIT = "x-unit"
# What leads elsewhere, by name or by a pattern of names: a row's schema says it where it stands.
LEADING = frozenset({
    "$ref", "$dynamicRef", "$id", "$anchor", "$dynamicAnchor", "$defs", "$vocabulary", "patternProperties",
    "propertyNames", "unevaluatedProperties", "unevaluatedItems",
})  # fmt: skip
AS_WRITTEN = ("enum", "const", "default", "examples")


class Column(NamedTuple):
    """A column as a data format describes it."""

    name: str
    kind: str
    meaning: str
    unit: str
    required: bool


def columns_of(body: Mapping[str, Any]) -> list[Column]:
    """The columns that it describes."""
    row = body["row"]
    return [
        Column(name, _kind(asked), asked["description"], asked.get(UNIT, ""), name in row.get("required", ()))
        for name, asked in row["properties"].items()
    ]


def faults_of_format(body: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with it: then nothing can be checked by it."""
    row, splits = body.get("row"), body.get("splits", [])
    if found := list(faults_of_json(dict(body))):
        return found
    if not isinstance(splits, list) or not all(split in SPLITS for split in splits):
        return [Fault("splits_unknown", {"known": ", ".join(SPLITS)})]
    if not isinstance(row, dict) or not isinstance(row.get("properties"), dict) or not row["properties"]:
        return [Fault("no_columns", {})]
    if unknown := set(body) - {"row", "splits"}:
        return [Fault("unknown_part", {"part": min(unknown)})]
    return list(_faults_of_schema(row)) or list(_faults_of_columns(row))


def _faults_of_schema(row: dict[str, Any]) -> Iterator[Fault]:
    if leading := next(_leading(row), None):
        yield Fault("leads_elsewhere", {"keyword": leading})
        return
    try:
        Draft202012Validator.check_schema(row)
    except SchemaError as error:
        yield Fault("no_schema", {"where": error.json_path, "why": error.message[:200]})
        return
    for pattern in _patterns(row):
        try:
            regex.compile(pattern)
        except regex.error as error:
            yield Fault("bad_pattern", {"pattern": pattern[:100], "why": str(error)})


def _faults_of_columns(row: dict[str, Any]) -> Iterator[Fault]:
    columns = row["properties"]
    if len(columns) > MOST_COLUMNS:
        yield Fault("too_many_columns", {"columns": len(columns), "most": MOST_COLUMNS})
        return
    for name, asked in columns.items():
        said = asked.get("description") if isinstance(asked, dict) else None
        if not isinstance(said, str) or not said.strip():
            yield Fault("no_meaning", {"column": name})
        elif not isinstance(asked.get(UNIT, ""), str):
            yield Fault("no_unit", {"column": name})
    for name in row.get("required", ()):
        if name not in columns:
            yield Fault("required_unknown", {"column": name})


def _inner(schema: Any) -> Iterator[dict[str, Any]]:
    """Every schema in a schema, itself first; what stands as a value or as a column's name is none."""
    if isinstance(schema, list):
        for each in schema:
            yield from _inner(each)
    if not isinstance(schema, dict):
        return
    yield schema
    for keyword, value in schema.items():
        if keyword == "properties" and isinstance(value, dict):
            yield from _inner(list(value.values()))
        elif keyword not in AS_WRITTEN:
            yield from _inner(value)


def _leading(row: dict[str, Any]) -> Iterator[str]:
    for schema in _inner(row):
        yield from sorted(LEADING & set(schema))


def _patterns(row: dict[str, Any]) -> Iterator[str]:
    for schema in _inner(row):
        if isinstance(pattern := schema.get("pattern"), str):
            yield pattern


def _kind(asked: Mapping[str, Any]) -> str:
    kinds = asked.get("type", "")
    if isinstance(kinds, str):
        return kinds
    return next((kind for kind in kinds if kind != "null"), "")
