"""Figures that say how good a model is, in words: of tasks whose models name classes, and of all others."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from jobs.settings_words import Words

FIGURES: dict[str, Words] = {
    "accuracy": _("Accuracy"),
    "macro_f1": _("Macro F1"),
    "f1": _("F1"),
    "precision": _("Precision"),
    "recall": _("Recall"),
    "map_50": _("Mean average precision at 0.5"),
    "map": _("Mean average precision"),
    "auroc": _("AUROC"),
    "average_precision": _("Average precision"),
    "mae": _("Mean absolute error"),
    "rmse": _("Root mean squared error"),
    "mean_absolute_error": _("Mean absolute error"),
    "nats_per_token": _("Nats a token"),
    "perplexity": _("Perplexity"),
    "chrf": _("chrF"),
    "skill": _("Skill beyond the last value"),
}
SHARES = ("accuracy", "f1", "map_50", "skill")  # of what validation is judged by; other scores are minus the loss


class Score(NamedTuple):
    """A figure's name and its value, as pages write them."""

    name: str
    value: str


def figure_name(name: str) -> str:
    """What a figure is called; one that the engine may add later has no name here yet."""
    return str(FIGURES.get(name, name))


def evaluated(said: Mapping[str, Any]) -> Score | None:
    """What an evaluation on the validation rows said beside the loss; before they named a metric, it was accuracy."""
    metric = said.get("metric", "accuracy")
    if metric not in SHARES or said.get(metric) is None:
        return None
    return Score(figure_name(metric), f"{number_format(100 * said[metric], 1)}\u00a0%")


def reached(results: Mapping[str, Any]) -> Score:
    """What the tuned model reached on the test rows, by the figure that the verdict rests on."""
    metric = results.get("metric", "accuracy")
    value = results["contenders"]["tuned"][metric][0]
    if results.get("metrics", {}).get(metric, {}).get("unit", "share") == "share":
        return Score(figure_name(metric), f"{number_format(100 * value, 1)}\u00a0%")
    return Score(figure_name(metric), number_format(value, 3 if abs(value) < 100 else 0))
