"""From JSON to a `Spec`, with every fault found at once."""

import dataclasses
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Any, Literal, cast, get_args, get_origin, get_type_hints

from engine.messages import Params, message, remedy
from engine.spec.augmentation import Augmentation
from engine.spec.clashes import clashes
from engine.spec.known import TASKS
from engine.spec.options import SHA256, is_required
from engine.spec.search import Search, Space
from engine.spec.settings import ModelSource, Spec, Split
from engine.spec.several import SeveralTasks, has_sources, wrong_path
from engine.spec.sources import (
    DataSource,
    ForecastSeries,
    Gathered,
    LabelledSeries,
    RawSeries,
    SensorSeries,
    WatchedSeries,
)
from engine.spec.space import read_space

LEAST_TASKS = 2  # that share a base
EXPECTED: dict[Any, str] = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}


@dataclass(frozen=True)
class SpecFault:
    """One thing wrong with a spec: where, by which rule, and the rule's parameters."""

    path: str
    code: str
    params: dict[str, Params]

    def as_json(self) -> dict[str, Any]:
        """The fault with its sentences in English."""
        sentences = {"message": message(self.code, self.params), "remedy": remedy(self.code, self.params)}
        return {"path": self.path, "code": self.code, "params": self.params, **sentences}


class SpecError(ValueError):
    """A spec that cannot be used; `faults` has everything that is wrong with it."""

    def __init__(self, faults: list[SpecFault]) -> None:
        self.faults = faults
        super().__init__(" ".join(message(fault.code, fault.params) for fault in faults))


def parse(raw: Any) -> Spec:
    """The spec in `raw`, a value as `json.loads` gives it, with defaults filled in.

    Raises:
        SpecError: with every fault found.
    """
    reader = _Reader()
    values = reader.read_object(Spec, raw, "")
    if reader.faults:
        raise SpecError(reader.faults)
    spec = Spec(**values)
    if found := clashes(spec):
        raise SpecError([SpecFault(path, "spec_clash", {"path": path, "other": other}) for path, other in found])
    return spec


def _check_split(split: Split, path: str) -> SpecFault | None:
    total = split.train + split.validation + split.test
    if math.isclose(total, 1, abs_tol=1e-6):
        return None
    return SpecFault(path, "spec_split_sum", {"total": round(total, 6)})


def _check_model(model: ModelSource, path: str) -> SpecFault | None:
    if (model.path is None) != (model.architecture is None):
        return None
    return SpecFault(path, "spec_either", {"one": f"{path}.path", "other": f"{path}.architecture"})


def _check_columns(series: SensorSeries, path: str) -> SpecFault | None:
    if series.columns:
        return None
    return SpecFault(f"{path}.columns", "spec_missing", {"path": f"{path}.columns"})


def _check_watched(series: WatchedSeries, path: str) -> SpecFault | None:
    return _check_columns(series, path) or _check_season(series, path)


def _check_season(series: ForecastSeries | WatchedSeries, path: str) -> SpecFault | None:
    if series.context is None or series.season <= series.context:
        return None
    limits: dict[str, Params] = {"value": str(series.season), "minimum": 1, "maximum": series.context}
    return SpecFault(f"{path}.season", "spec_range", {"path": f"{path}.season", **limits})


def _check_search(search: Search, path: str) -> SpecFault | None:
    if search.space or not search.trials:
        return None
    return SpecFault(f"{path}.space", "spec_missing", {"path": f"{path}.space"})


def _check_names(source: Gathered, path: str) -> SpecFault | None:
    names = source.names
    if repeated := next((name for place, name in enumerate(names) if name in names[:place]), None):
        return SpecFault(f"{path}.sources", "spec_repeated", {"path": f"{path}.sources", "name": repeated})
    if source.left_out is not None and not source.sources:
        return SpecFault(f"{path}.sources", "spec_missing", {"path": f"{path}.sources"})
    if source.left_out not in (None, *names):
        path = f"{path}.left_out"
        return SpecFault(path, "spec_choice", {"path": path, "choices": ", ".join(names)})
    return None


def _check_several(several: SeveralTasks, path: str) -> SpecFault | None:
    path, names = f"{path}.tasks", [each.name for each in several.tasks]
    if len(names) < LEAST_TASKS:
        return SpecFault(path, "spec_few", {"path": path, "needed": LEAST_TASKS})
    if repeated := next((name for place, name in enumerate(names) if name in names[:place]), None):
        return SpecFault(path, "spec_repeated", {"path": path, "name": repeated})
    for place, each in enumerate(several.tasks):
        inside = f"{path}.{place}.data"
        if wrong_path(each):
            return SpecFault(f"{inside}.path", "spec_outside", {"path": f"{inside}.path"})
        if has_sources(each):
            return SpecFault(f"{inside}.sources", "spec_clash", {"path": f"{inside}.sources", "other": "task"})
    return None


def _check_augmentation(augmentation: Augmentation, path: str) -> SpecFault | None:
    needed = {"synonym_file": augmentation.synonyms}
    needed |= dict.fromkeys(("translator", "translator_back"), augmentation.translations)
    for name, share in needed.items():
        if share and getattr(augmentation, name) is None:
            return SpecFault(f"{path}.{name}", "spec_missing", {"path": f"{path}.{name}"})
    return None


# What settings have to do with each other, looked at once each of them fits by itself.
CHECKS: dict[type, Callable[[Any, str], SpecFault | None]] = {
    Split: _check_split,
    ModelSource: _check_model,
    ForecastSeries: _check_season,
    RawSeries: _check_columns,
    LabelledSeries: _check_columns,
    WatchedSeries: _check_watched,
    Search: _check_search,
    Gathered: _check_names,
    SeveralTasks: _check_several,
    Augmentation: _check_augmentation,
}


class _Reader:
    """Walks a value along the dataclasses of the spec and collects what does not fit."""

    def __init__(self) -> None:
        self.faults: list[SpecFault] = []
        self.data: type[DataSource] | None = None  # of the task of the object that is read

    def refuse(self, path: str, code: str, **params: Params) -> None:
        self.faults.append(SpecFault(path, code, {"path": path or "spec", **params}))

    def read_object(self, kind: Any, raw: Any, path: str) -> dict[str, Any]:
        """The values for `kind`'s fields that are written in `raw`, and fit."""
        if not isinstance(raw, dict):
            self.refuse(path, "spec_type", expected="an object in braces")
            return {}
        fields = {field.name: field for field in dataclasses.fields(kind)}
        for name in raw.keys() - fields.keys():
            self.refuse(_join(path, str(name)), "spec_unknown")
        if "task" in fields:
            self.data = _data_of(raw.get("task"))
        hints = get_type_hints(kind)
        values = {}
        for name, field in fields.items():
            if name in raw:
                values[name] = self.read(hints[name], raw[name], _join(path, name), field.metadata)
            elif is_required(field):
                self.refuse(_join(path, name), "spec_missing")
        return values

    def read(self, kind: Any, raw: Any, path: str, limits: Any) -> Any:
        """`raw` as `kind`; what comes back after a refusal is not used."""
        if kind is DataSource:
            if self.data is None:
                return None
            kind = self.data
        if dataclasses.is_dataclass(kind):
            before = len(self.faults)
            values = self.read_object(kind, raw, path)
            return self.make(cast("type[Any]", kind), values, path) if len(self.faults) == before else None
        if get_origin(kind) is UnionType:  # `str | None`
            if raw is None:
                return None
            (kind,) = set(get_args(kind)) - {NoneType}
        if "known" in limits:
            return self.read_choice(tuple(limits["known"]), raw, path)
        if get_origin(kind) is Literal:
            return self.read_choice(get_args(kind), raw, path)
        if get_origin(kind) is tuple:
            return self.read_list(get_args(kind)[0], raw, path)
        if kind == Space:
            return read_space(self, raw, path)
        return self.read_scalar(kind, raw, path, limits)

    def make(self, kind: type[Any], values: dict[str, Any], path: str) -> Any:
        made = kind(**values)
        check = next((CHECKS[each] for each in kind.__mro__ if each in CHECKS), None)
        fault = check(made, path) if check else None
        if fault:
            self.faults.append(fault)
        return made

    def read_list(self, kind: Any, raw: Any, path: str) -> tuple[Any, ...]:
        if kind is str:
            return self.read_texts(raw, path)
        if not isinstance(raw, list):
            self.refuse(path, "spec_type", expected="a list of objects in braces")
            return ()
        return tuple(self.read(kind, each, _join(path, str(place)), {}) for place, each in enumerate(raw))

    def read_texts(self, raw: Any, path: str) -> tuple[str, ...]:
        if not isinstance(raw, list) or not all(isinstance(each, str) and each for each in raw):
            self.refuse(path, "spec_type", expected="a list of texts")
            return ()
        return tuple(raw)

    def read_choice(self, choices: tuple[str, ...], raw: Any, path: str) -> Any:
        if raw not in choices:
            self.refuse(path, "spec_choice", choices=", ".join(choices))
        return raw

    def read_scalar(self, kind: Any, raw: Any, path: str, limits: Any) -> Any:
        fits = isinstance(raw, (int, float) if kind is float else kind) and (kind is bool or not isinstance(raw, bool))
        if not fits or (kind is str and not raw):
            self.refuse(path, "spec_type", expected=EXPECTED[kind])
        elif "minimum" in limits and not limits["minimum"] <= raw <= limits["maximum"]:  # also refuses nan
            self.refuse(path, "spec_range", value=str(raw), minimum=limits["minimum"], maximum=limits["maximum"])
        elif "pattern" in limits and not re.fullmatch(limits["pattern"], raw):
            self.refuse(path, "spec_pattern" if limits["pattern"] == SHA256 else "spec_name")
        else:
            return kind(raw)
        return None


def _data_of(task: Any) -> type[DataSource] | None:
    """What the data of `task` are; without a task nothing can be said of the columns."""
    return TASKS[task].data if isinstance(task, str) and task in TASKS else None


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
