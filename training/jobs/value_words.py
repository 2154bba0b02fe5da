"""The values of settings as people call them: choices that a spec writes as codes, and numbers."""

from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from agreements.policy.names import in_figures
from jobs.settings_words import METHOD_NAMES, Words

WHETHER: dict[str, Words] = {
    "auto": gettext_lazy("Chosen by the engine"),
    "always": gettext_lazy("Always"),
    "never": gettext_lazy("Never"),
    "yes": gettext_lazy("yes"),
    "no": gettext_lazy("no"),
}
NONE: dict[str, Words] = {"none": pgettext_lazy("no such thing", "None")}
VALUES: dict[str, dict[str, Words]] = {  # by the last name of the setting's path
    "method": METHOD_NAMES,
    "optimizer": {"adamw": "AdamW", "adam": "Adam", "adagrad": "Adagrad", "sgd": "SGD", "adafactor": "Adafactor"},
    "schedule": {
        "linear": gettext_lazy("It falls evenly to 0"),
        "cosine": gettext_lazy("It falls to 0 as a cosine does"),
        "constant": gettext_lazy("It stays"),
        "inverse_sqrt": gettext_lazy("It falls as the root of the steps grows"),
    },
    "class_weights": NONE | {"balanced": gettext_lazy("Balanced")},
    "sampling": {"all": gettext_lazy("Each row once"), "balanced": gettext_lazy("Balanced")},
    "adversarial": NONE | {"fgm": gettext_lazy("FGM, one step"), "pgd": gettext_lazy("PGD, three steps")},
    "head": {
        "own": gettext_lazy("The architecture’s own"),
        "linear": gettext_lazy("Linear"),
        "mlp": gettext_lazy("With a hidden layer"),
        "attention": gettext_lazy("With attention"),
        "parallel": gettext_lazy("These three in parallel"),
    },
    "precision": WHETHER
    | {"float32": gettext_lazy("32 bits (float32)"), "bfloat16": gettext_lazy("16 bits (bfloat16)")},
    "compile": WHETHER,
    "gradient_checkpointing": WHETHER,
    "parallel": {
        "ddp": gettext_lazy("The whole model in each (DDP)"),
        "fsdp": gettext_lazy("A share of the weights in each (FSDP)"),
    },
    "lighter": NONE | {"int8": gettext_lazy("In 8 bits (int8)")},
    "sampler": {"tpe": "TPE", "random": gettext_lazy("Random")},
    "pruner": NONE | {"asha": "ASHA"},
    "device": {"cpu": gettext_lazy("the processor"), "cuda": gettext_lazy("a GPU")},
    "attention": {
        "eager": gettext_lazy("transformers’ own"),
        "sdpa": gettext_lazy("torch’s scaled dot product"),
        "fast_dropout": gettext_lazy("the engine’s own"),
    },
}


def tell_value(path: str, value: Any) -> Any:
    """The value of the setting at `path` as a page shows it; None is what the engine chooses."""
    if value is None:
        return _("chosen by the engine")
    if isinstance(value, bool):
        return WHETHER["yes" if value else "no"]
    if isinstance(value, float):
        return in_figures(value) if abs(value) < 0.01 else number_format(value, use_l10n=True)
    return choice_name(path, value) if isinstance(value, str) else value


def choice_name(path: str, value: str) -> Words:
    """What a choice of the setting at `path` is called; what has no words is as it is."""
    return VALUES.get(path.rpartition(".")[2], {}).get(value, value)


def in_words(params: Mapping[str, Any]) -> dict[str, Any]:
    """What a sentence of the engine speaks of, by the settings' names, as people call it."""
    told = dict(params)
    for name, value in params.items():
        if isinstance(value, float):
            told[name] = in_figures(value)
        elif isinstance(value, str):
            told[name] = choice_name(name, value)
    return told


def weights(count: int) -> str:
    """How many numbers a model has: in millions where there are that many, else as they are."""
    if count < 100_000:
        return _("%(count)s weights") % {"count": f"{count:,}"}
    return _("%(millions)s M weights") % {"millions": f"{count / 1e6:,.1f}"}
