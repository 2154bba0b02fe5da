"""What a search may change: settings of training, adapters and method, within the limits each of them has."""

import dataclasses
from collections.abc import Mapping
from types import NoneType, UnionType
from typing import Any, Protocol, get_args, get_origin, get_type_hints

from engine.messages import Params
from engine.spec.known import METHODS
from engine.spec.options import is_required
from engine.spec.search import Choices, Space, Span
from engine.spec.training import Adapter, Training

AN_OBJECT = "an object in braces"


@dataclasses.dataclass(frozen=True)
class Setting:
    """One that can be searched: its type, and its limits as the spec declares them."""

    kind: Any
    limits: Mapping[str, Any]

    @property
    def number(self) -> "type[int | float] | None":
        """What kind of number it is; None where it is none, and has choices but no range."""
        kinds = set(get_args(self.kind)) - {NoneType} if get_origin(self.kind) is UnionType else {self.kind}
        return next((kind for kind in (int, float) if kind in kinds), None)


def _settings(group: str, kind: type) -> dict[str, Setting]:
    hints = get_type_hints(kind)
    return {f"{group}.{each.name}": Setting(hints[each.name], each.metadata) for each in dataclasses.fields(kind)}


SEARCHABLE: dict[str, Setting] = {
    "method": Setting(str, {"known": METHODS}),
    **_settings("adapter", Adapter),
    **_settings("training", Training),
}


class Reader(Protocol):
    """What reads the rest of the spec."""

    faults: list[Any]

    def refuse(self, path: str, code: str, **params: Params) -> None:
        """Note a fault."""

    def read(self, kind: Any, raw: Any, path: str, limits: Any) -> Any:
        """`raw` as `kind`, or a fault."""


def read_space(reader: Reader, raw: Any, path: str) -> Space:
    """The settings in `raw` with their ranges and choices; what does not fit is noted as faults."""
    if not isinstance(raw, dict):
        reader.refuse(path, "spec_type", expected=AN_OBJECT)
        return {}
    space: Space = {}
    for name, dimension in raw.items():
        where = f"{path}.{name}"
        if name not in SEARCHABLE:
            reader.refuse(where, "spec_unknown")
        elif not isinstance(dimension, dict):
            reader.refuse(where, "spec_type", expected=AN_OBJECT)
        elif found := _read_dimension(reader, SEARCHABLE[name], dimension, where):
            space[name] = found
    return space


def _read_dimension(reader: Reader, setting: Setting, raw: dict[str, Any], path: str) -> Span | Choices | None:
    if "choices" in raw and raw.keys() & {"low", "high"}:
        reader.refuse(path, "spec_either", one=f"{path}.low", other=f"{path}.choices")
        return None
    before = len(reader.faults)
    ranged = setting.number is not None and "choices" not in raw
    kind = Span if ranged else Choices
    _check_names(reader, kind, raw, path)
    read = _read_range if ranged else _read_choices
    values = read(reader, setting, raw, path)
    return kind(**values) if len(reader.faults) == before else None


def _check_names(reader: Reader, kind: type[Span | Choices], raw: dict[str, Any], path: str) -> None:
    fields = {field.name: field for field in dataclasses.fields(kind)}
    for name in raw.keys() - fields.keys():
        reader.refuse(f"{path}.{name}", "spec_unknown")
    for name, field in fields.items():
        if name not in raw and is_required(field):
            reader.refuse(f"{path}.{name}", "spec_missing")


def _read_choices(reader: Reader, setting: Setting, raw: dict[str, Any], path: str) -> dict[str, Any]:
    choices, where = raw.get("choices"), f"{path}.choices"
    if isinstance(choices, list) and choices:
        read = [reader.read(setting.kind, each, f"{where}.{i}", setting.limits) for i, each in enumerate(choices)]
        return {"choices": tuple(read)}
    if "choices" in raw:
        reader.refuse(where, "spec_type", expected="a list of values")
    return {}


def _read_range(reader: Reader, setting: Setting, raw: dict[str, Any], path: str) -> dict[str, Any]:
    before, ends = len(reader.faults), raw.keys() & {"low", "high"}
    values = {name: reader.read(setting.number, raw[name], f"{path}.{name}", setting.limits) for name in sorted(ends)}
    values["log"] = reader.read(bool, raw.get("log", False), f"{path}.log", {})
    if len(reader.faults) > before or len(ends) < 2:
        return {}
    if values["low"] > values["high"]:
        limits: dict[str, Params] = {"minimum": values["low"], "maximum": setting.limits["maximum"]}
        reader.refuse(f"{path}.high", "spec_range", value=str(values["high"]), **limits)
    if values["log"] and values["low"] <= 0:
        reader.refuse(f"{path}.log", "spec_clash", other=f"{path}.low")
    return values


def describe_space() -> dict[str, Any]:
    """JSON Schema of a space: which settings, and what can be said of each."""
    number = {"type": "number"}
    ranged = {"low": number, "high": number, "log": {"type": "boolean", "default": False}}
    chosen = {"choices": {"type": "array", "minItems": 1}}
    return {
        "type": "object",
        "propertyNames": {"enum": [*SEARCHABLE]},
        "additionalProperties": {"oneOf": [_strict(ranged, ["low", "high"]), _strict(chosen, ["choices"])]},
    }


def _strict(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
