"""The settings as JSON Schema."""

import dataclasses
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from engine.spec.settings import Spec

TYPES: dict[Any, str] = {str: "string", int: "integer", float: "number", NoneType: "null"}


def describe() -> dict[str, Any]:
    """JSON Schema (2020-12) of a spec: titles, help, ranges and defaults as in `engine.spec.settings`."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_object(Spec)}


def _object(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    fields = dataclasses.fields(kind)
    return {
        "type": "object",
        "properties": {field.name: _property(hints[field.name], field) for field in fields},
        "required": [field.name for field in fields if field.default is dataclasses.MISSING],
        "additionalProperties": False,
    }


def _property(kind: Any, field: "dataclasses.Field[Any]") -> dict[str, Any]:
    described = {**_type(kind), **field.metadata}
    if field.default is dataclasses.MISSING:
        return described
    default = field.default
    return {**described, "default": dataclasses.asdict(default) if dataclasses.is_dataclass(kind) else default}


def _type(kind: Any) -> dict[str, Any]:
    if dataclasses.is_dataclass(kind):
        return _object(kind)
    if get_origin(kind) is Literal:
        return {"type": "string", "enum": list(get_args(kind))}
    if get_origin(kind) is UnionType:
        return {"type": [TYPES[choice] for choice in get_args(kind)]}
    return {"type": TYPES[kind]}
