"""The fields of a new job for a search: how many trials, and for some settings between which values, or which ones."""

import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from math import isfinite
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jobs.setting_fields import described_at
from jobs.settings_words import SETTINGS
from jobs.specs import MOST_TRIALS
from jobs.value_words import choice_name

SEARCHED = (  # what is worth a search nearly always; all others by the API
    "training.learning_rate",
    "training.batch_size",
    "training.epochs",
    "training.weight_decay",
    "training.warmup",
    "adapter.rank",
)
TRIALS, SAMPLER, PRUNER, SPACE = "search.trials", "search.sampler", "search.pruner", "search.space"
NUMBER = r"[0-9.]+(?:e[+-]?[0-9]+)?"
RANGE = re.compile(rf"({NUMBER})\s*(?:–|—|~|～|\.\.|…|to|到|至|-)\s*({NUMBER})", re.IGNORECASE)
MANY_TIMES = 100  # from so many times as much on, each power of ten is as likely as another


class SpaceField(forms.CharField):
    """“1e-5 to 1e-3” is a range, “8, 16, 32” are choices."""

    def clean(self, value: Any) -> dict[str, Any] | None:
        """As a spec has it; None where nothing is searched."""
        words = super().clean(value).strip()
        if not words:
            return None
        if found := RANGE.fullmatch(words):
            low, high = (_number(word) for word in found.groups())
            return {"low": low, "high": high, "log": 0 < low * MANY_TIMES <= high}
        return {"choices": [_number(word.strip()) for word in re.split("[,，;；]", words) if word.strip()]}


def _number(word: str) -> int | float:
    with suppress(ValueError):
        number = int(word) if word.isdecimal() else float(word)
        if isfinite(number):
            return number
    words = _("“%(word)s” is no number. Write a range such as 1e-5 to 1e-3, or values such as 8, 16, 32.")
    raise ValidationError(words % {"word": word})


def search_fields() -> dict[str, forms.Field]:
    """By their paths in the spec."""
    trials = forms.IntegerField(
        label=gettext_lazy("Trials"),
        required=False,
        min_value=0,
        max_value=MOST_TRIALS,
        widget=forms.TextInput(attrs={"class": "input-short", "inputmode": "numeric"}),
        help_text=gettext_lazy("Empty: no search. Each trial is a job of its own and draws on the same budgets."),
    )
    sampler = _choice(
        SAMPLER, gettext_lazy("TPE: after ten, trials that begin learn from those that have ended. Random: none do.")
    )
    pruner = _choice(
        PRUNER,
        gettext_lazy(
            "ASHA: a trial ends early that, after 1, 3, 9 or more evaluations, is not in the best third of those that "
            "had come as far when it began."
        ),
    )
    fields: dict[str, forms.Field] = {TRIALS: trials, SAMPLER: sampler, PRUNER: pruner}
    for path in SEARCHED:
        fields[f"{SPACE}.{path}"] = SpaceField(label=str(SETTINGS[path][0]), required=False, max_length=200)
    return fields


def _choice(path: str, help_text: Any) -> forms.Field:
    choices = [(value, choice_name(path, value)) for value in described_at(path)["enum"]]
    return forms.ChoiceField(label=str(SETTINGS[path][0]), required=False, choices=choices, help_text=help_text)


def search_of(chosen: Mapping[str, Any]) -> dict[str, Any]:
    """The spec's part that was chosen in these fields; nothing where there is no search, or a field has a fault."""
    if not {TRIALS, *(f"{SPACE}.{path}" for path in SEARCHED)} <= chosen.keys():
        return {}
    space = {path: chosen[f"{SPACE}.{path}"] for path in SEARCHED if chosen.get(f"{SPACE}.{path}")}
    trials = chosen.get(TRIALS) or 0
    how = {path.rpartition(".")[2]: chosen[path] for path in (SAMPLER, PRUNER) if chosen.get(path)}
    return {"search": {"trials": trials, "space": space, **how}} if trials or space else {}


def field_at(path: str, fields: Collection[str]) -> str | None:
    """The field where a fault at `path` of the spec is shown: that of the setting, or the search as a whole."""
    while path:
        if path in fields:
            return path
        if path == "search":
            return TRIALS
        path = path.rpartition(".")[0]
    return None
