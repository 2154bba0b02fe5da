"""The fields of a new job's settings; their types, ranges and defaults come from the engine's schema."""

from typing import Any

import numpy as np
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engine.spec import describe, describe_data
from engine.spec.clashes import HEADED, LIGHTER, PORTABLE, TAUGHT, changes_for
from jobs.helpers import PINNED
from jobs.offers import Offer
from jobs.settings_words import SETTINGS
from jobs.specs import FILES
from jobs.value_words import choice_name


class PlainNumber(forms.FloatField):
    """A number that is shown as people write it: 0.00001, without an exponent."""

    def prepare_value(self, value: Any) -> Any:
        """What stands in the field."""
        return np.format_float_positional(value, trim="-") if isinstance(value, float) else value


FIELDS: dict[str, type[forms.Field]] = {
    "integer": forms.IntegerField,
    "number": PlainNumber,
    "string": forms.CharField,
}
GROUPS = {  # by the beginning of a setting's path; the method and the task are chosen by themselves
    "data.": gettext_lazy("Data"),
    "training.": gettext_lazy("Training"),
    "adapter.": gettext_lazy("Adapters and prompts"),
    "privacy.": gettext_lazy("Privacy"),
    "augmentation.": gettext_lazy("Augmentation"),
    "distillation.": gettext_lazy("Distillation"),
    "lighter": gettext_lazy("Other forms of the model"),
    "onnx": gettext_lazy("Other forms of the model"),
    "split.": gettext_lazy("Split and seed"),
    "seed": gettext_lazy("Split and seed"),
}
PART, BY_SHARES = "data.part", "shares:"  # a column called so would have to be chosen by the API
OFFERED = [path for path in SETTINGS if path == "method" or (path.startswith(tuple(GROUPS)) and path not in PINNED)]
TASKS_OF = {  # settings that go with some tasks only, by the beginning of their paths
    "training.head": HEADED,
    "distillation.": TAUGHT,
    "lighter": LIGHTER,
    "onnx": PORTABLE,
}


def setting_fields(offer: Offer | None) -> dict[str, forms.Field]:
    """The fields by the settings' paths: those of every job, and those of the task's data."""
    fields = {path: _field(path, described_at(path), *SETTINGS[path]) for path in OFFERED if _has(offer, path)}
    return fields | _data_fields(offer) if offer else fields


def _has(offer: Offer | None, path: str) -> bool:
    if path.startswith("augmentation."):
        return offer is not None and path.removeprefix("augmentation.") in changes_for(offer.task)
    tasks = next((tasks for beginning, tasks in TASKS_OF.items() if path.startswith(beginning)), None)
    return tasks is None or (offer is not None and offer.task in tasks)


def asked_of_data(task: str) -> dict[str, dict[str, Any]]:
    """What the task asks about its data beside columns: steps that are read, say. Each as the engine describes it."""
    return {
        name: each
        for name, each in describe_data(task)["properties"].items()
        if name not in FILES and "column" not in each["title"].lower()  # the dataset says which are for what
    }


def _data_fields(offer: Offer) -> dict[str, forms.Field]:
    return _part_field(offer) | {
        f"data.{name}": _field(
            f"data.{name}",
            {**each, "default": offer.data.get(name, each.get("default"))},
            _(each["title"]),
            _(each["description"]),
        )
        for name, each in asked_of_data(offer.task).items()
    }


def _part_field(offer: Offer) -> dict[str, forms.Field]:
    """Whether rows are split as the dataset itself says, where it does."""
    if "part" not in offer.data:
        return {}
    own = _("as column “%(column)s” says") % {"column": offer.data["part"]}
    choices = [(offer.data["part"], own), (BY_SHARES, _("by the shares of the split"))]
    return {PART: forms.ChoiceField(label=_("Rows are split"), choices=choices, required=False)}


def described_at(path: str) -> dict[str, Any]:
    """The setting at `path` as the engine describes it, with its default."""
    described: dict[str, Any] = describe()
    default: Any = None
    for name in path.split("."):
        described = described["properties"][name]
        default = described.get("default", default[name] if isinstance(default, dict) else None)
    return {**described, "default": default}


def _field(path: str, described: dict[str, Any], title: Any, help_text: Any) -> forms.Field:
    options = {"label": title, "help_text": help_text, "initial": described["default"], "required": False}
    if "enum" in described:
        return forms.ChoiceField(
            choices=[(choice, choice_name(path, choice)) for choice in described["enum"]], **options
        )
    if described["type"] == "boolean":
        return forms.BooleanField(**options)
    kind = described["type"] if isinstance(described["type"], str) else described["type"][0]  # the other one is null
    widget = forms.TextInput(attrs={"class": "input-short", **({} if kind == "string" else {"inputmode": "decimal"})})
    return FIELDS[kind](widget=widget, **options)
