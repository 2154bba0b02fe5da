"""What can be learned from a dataset: the engine's tasks that its columns' uses allow, and the bases that fit each."""

from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from catalog.models import DatasetVersion, Profile
from engine.data import PLACES
from engine.spec import ARCHITECTURES, TASKS, kind_of
from jobs.inputs import ALBUM, DATA_FILE

NUMBERS = ("target", "value")  # the roles of what a sensor has measured


@dataclass(frozen=True)
class Offer:
    """A task that fits, and what the spec says of the data's columns for it."""

    task: str
    data: dict[str, Any]


@dataclass(frozen=True)
class _Rule:
    """Settings of a task's data by the role of the column that they name; those in `lists` name all such columns."""

    task: str
    needs: dict[str, str]
    may: dict[str, str] = field(default_factory=dict)
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)


RULES = [  # what says more of a dataset comes first: the first that fits is what a form begins with
    _Rule("multi-label-classification", {"text": "text", "label": "labels"}, {"second": "second"}),
    _Rule("text-classification", {"text": "text", "label": "label"}, {"second": "second"}),
    _Rule("token-classification", {"tokens": "tokens", "tags": "tags"}),
    _Rule("instruction-tuning", {"messages": "messages"}),
    _Rule("instruction-tuning", {"prompt": "prompt", "answer": "answer"}, {"context": "context"}),
    _Rule("sequence-to-sequence", {"source": "text", "target": "second"}),
    _Rule("object-detection", {"picture": "picture", "boxes": "boxes"}),
    _Rule("image-classification", {"picture": "picture", "label": "label"}),
    _Rule("image-pretraining", {"picture": "picture"}),
    _Rule("series-classification", {"time": "time", "label": "label"}, {"group": "group"}, {"columns": NUMBERS}),
    _Rule("series-anomaly", {"time": "time", "label": "label"}, {"group": "group"}, {"columns": NUMBERS}),
    _Rule("series-forecasting", {"time": "time", "target": "target"}, {"group": "group"}, {"others": ("value",)}),
    _Rule("series-pretraining", {"time": "time"}, {"group": "group"}, {"columns": NUMBERS}),
    _Rule("masked-language-modelling", {"text": "text"}),
    _Rule("causal-language-modelling", {"text": "text"}),
]


def offers_of(dataset: DatasetVersion) -> list[Offer]:
    """The tasks that `dataset` can be used for, the likeliest first; with its own split, if it has one."""
    columns = [(_role(column), column["name"]) for column in dataset.columns]
    split = _split_of(dataset)
    return [
        Offer(rule.task, _with_files(rule.task, found, dataset) | split)
        for rule in RULES
        if (found := _columns(rule, columns, dataset)) is not None
    ]


def _columns(rule: _Rule, columns: list[tuple[str, str]], dataset: DatasetVersion) -> dict[str, Any] | None:
    named: dict[str, str] = {}
    for role, name in columns:
        named.setdefault(role, name)
    if any(role not in named for role in rule.needs.values()):
        return None
    if "label" in rule.needs.values() and len(dataset.classes) < 2:
        return None
    found: dict[str, Any] = {setting: named[role] for setting, role in rule.needs.items()}
    found |= {setting: named[role] for setting, role in rule.may.items() if role in named}
    for setting, roles in rule.lists.items():
        found[setting] = [name for each in roles for role, name in columns if role == each]
    return None if found.get("columns") == [] else found


def _split_of(dataset: DatasetVersion) -> dict[str, str]:
    """The column that says which rows are to train and which to test on; none where the profile knows that it doesn't.

    A version without rows to validate on is split all the same: the engine takes some of those to train on.
    """
    name = next((column["name"] for column in dataset.columns if column.get("role") == "split"), "")
    if not name:
        return {}
    profile = Profile.objects.filter(pk=dataset.pk).first()
    counted = profile.column(name).get("values") if profile and profile.finished_at else None
    told = [PLACES.get(str(value).lower(), -1) for value, _rows in counted or []]
    unfit = counted is not None and (-1 in told or not {PLACES["train"], PLACES["test"]} <= {*told})
    return {} if unfit else {"part": name}


def _role(column: dict[str, Any]) -> str:
    """What a column is for; one with lists of classes has several labels in each."""
    role: str = column.get("role", "")
    return "labels" if role == "label" and column["kind"] == "list" else role


def _with_files(task: str, columns: dict[str, Any], dataset: DatasetVersion) -> dict[str, Any]:
    """`columns`, and what else the data of `task` need: where pictures are, what most steps of a series are called."""
    if task == "object-detection":
        return {"images": ALBUM, "annotations": DATA_FILE}
    if "picture" in columns:
        return {**columns, "images": ALBUM, "table": DATA_FILE}
    if task == "series-anomaly":
        return {**columns, "normal": max(dataset.classes, key=dataset.classes.__getitem__)}
    return columns


def teaching() -> Q:
    """Of versions of datasets: those whose columns any task can use, as far as the database can tell."""
    return reduce(or_, (_needed(rule) for rule in RULES))


def _needed(rule: _Rule) -> Q:
    found = Q()
    for role in rule.needs.values():
        has = Q(columns__contains=[{"role": role}])
        found &= has | Q(columns__contains=[{"role": "label", "kind": "list"}]) if role == "labels" else has
    return found


def fits(task: str, architecture: str) -> bool:
    """Whether a base can learn `task`, by its class or the engine's name of a new one; of an unknown family, it may."""
    bases, kind = TASKS[task].bases, kind_of_base(architecture)
    return bases is None or kind is None or kind in bases


def kind_of_base(architecture: str) -> str | None:
    """What a base of that class, or a new one, does; None where nobody knows."""
    return ARCHITECTURES[architecture].kind if architecture in ARCHITECTURES else kind_of(architecture)


def new_bases(task: str) -> list[str]:
    """The engine's architectures that can learn `task` from nothing."""
    return [name for name in ARCHITECTURES if fits(task, name)]
