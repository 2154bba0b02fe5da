"""The fields of a new job's settings; their types, ranges and defaults come from the engine's schema."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engine.spec import describe, describe_data
from engine.spec.clashes import HEADED, changes_for
from jobs.offers import Offer
from jobs.settings_words import SETTINGS
from jobs.specs import FILES

FIELDS: dict[str, type[forms.Field]] = {
    "integer": forms.IntegerField,
    "number": forms.FloatField,
    "string": forms.CharField,
}
GROUPS = {  # by the beginning of a setting's path; the method and the task are chosen by themselves
    "data.": gettext_lazy("Data"),
    "training.": gettext_lazy("Training"),
    "adapter.": gettext_lazy("Adapters and prompts"),
    "privacy.": gettext_lazy("Privacy"),
    "augmentation.": gettext_lazy("Augmentation"),
    "split.": gettext_lazy("Split and seed"),
    "seed": gettext_lazy("Split and seed"),
}
PART, BY_SHARES = "data.part", "shares:"  # a column called so would have to be chosen by the API
ELSEWHERE = ("augmentation.synonym", "augmentation.translat")  # they need files of their own
OFFERED = [
    path for path in SETTINGS if path == "method" or (path.startswith(tuple(GROUPS)) and not path.startswith(ELSEWHERE))
]


def setting_fields(offer: Offer | None) -> dict[str, forms.Field]:
    """The fields by the settings' paths: those of every job, and those of the task's data."""
    fields = {path: _field(_described(path), *SETTINGS[path]) for path in OFFERED if _has(offer, path)}
    return fields | _data_fields(offer) if offer else fields


def _has(offer: Offer | None, path: str) -> bool:
    if path.startswith("augmentation."):
        return offer is not None and path.removeprefix("augmentation.") in changes_for(offer.task)
    return path != "training.head" or offer is None or offer.task in HEADED


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
            {**each, "default": offer.data.get(name, each.get("default"))}, _(each["title"]), _(each["description"])
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


def _described(path: str) -> dict[str, Any]:
    described: dict[str, Any] = describe()
    default: Any = None
    for name in path.split("."):
        described = described["properties"][name]
        default = described.get("default", default[name] if isinstance(default, dict) else None)
    return {**described, "default": default}


def _field(described: dict[str, Any], title: Any, help_text: Any) -> forms.Field:
    options = {"label": title, "help_text": help_text, "initial": described["default"], "required": False}
    if "enum" in described:
        return forms.ChoiceField(choices=[(choice, choice) for choice in described["enum"]], **options)
    if described["type"] == "boolean":
        return forms.BooleanField(**options)
    kind = described["type"] if isinstance(described["type"], str) else described["type"][0]  # the other one is null
    widget = forms.TextInput(attrs={"class": "input-short", **({} if kind == "string" else {"inputmode": "decimal"})})
    return FIELDS[kind](widget=widget, **options)
