"""The settings as JSON Schema."""

import dataclasses
import json
from collections.abc import Iterable
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from engine.spec.known import TASKS, Known
from engine.spec.options import is_required
from engine.spec.search import Space
from engine.spec.settings import Spec
from engine.spec.space import describe_space

TYPES: dict[Any, str] = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}


@cache
def describe() -> dict[str, Any]:
    """JSON Schema (2020-12) of a spec: titles, help, ranges and defaults as in `engine.spec.settings`.

    Which columns the data have follows from the task: one condition each. The same object each time, to be read only.
    """
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_object(Spec)}


def describe_data(task: str) -> dict[str, Any]:
    """The same of the data of `task` alone."""
    return _object(TASKS[task].data)


def _with_columns(described: dict[str, Any], tasks: Iterable[str]) -> dict[str, Any]:
    """An object with a task and its data."""
    described["properties"]["data"] = {**described["properties"]["data"], "additionalProperties": True}
    return {**described, "allOf": [*map(_data_of, tasks)]}


def _data_of(task: str) -> dict[str, Any]:
    return {
        "if": {"properties": {"task": {"const": task}}},
        "then": {"properties": {"data": _object(TASKS[task].data)}},
    }


def _object(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    fields = dataclasses.fields(kind)
    described = {
        "type": "object",
        "properties": {field.name: _property(hints[field.name], field) for field in fields},
        "required": [field.name for field in fields if is_required(field)],
        "additionalProperties": False,
    }
    return _with_columns(described, get_args(hints["task"]) or TASKS) if "task" in hints else described


def _property(kind: Any, field: "dataclasses.Field[Any]") -> dict[str, Any]:
    shown = {key: value for key, value in field.metadata.items() if key != "known"}
    known = field.metadata.get("known")
    described = {**(_known(known, kind) if known else _type(kind)), **shown}
    if is_required(field):
        return described
    default = field.default if field.default_factory is dataclasses.MISSING else field.default_factory()
    return {**described, "default": json.loads(json.dumps(default, default=dataclasses.asdict))}  # tuples become lists


def _known(table: dict[str, Known], kind: Any) -> dict[str, Any]:
    choices: list[dict[str, Any]] = [{"const": name, "description": each.explain} for name, each in table.items()]
    if get_origin(kind) is not UnionType:
        return {"type": "string", "enum": list(table), "oneOf": choices}
    return {"type": ["string", "null"], "enum": [*table, None], "oneOf": [*choices, {"const": None}]}


def _type(kind: Any) -> dict[str, Any]:
    if dataclasses.is_dataclass(kind):
        return _object(kind)
    if get_origin(kind) is Literal:
        return {"type": "string", "enum": list(get_args(kind))}
    if get_origin(kind) is tuple:
        each = get_args(kind)[0]
        return {"type": "array", "items": {"type": "string", "minLength": 1} if each is str else _object(each)}
    if kind == Space:
        return describe_space()
    if get_origin(kind) is UnionType:
        return {"type": [TYPES[choice] for choice in get_args(kind)]}
    return {"type": TYPES[kind]}
