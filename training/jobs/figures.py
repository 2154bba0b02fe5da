"""Figures that say how good a model is, in words: of tasks whose models name classes, and of all others."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from collaborations.metrics import Metric
from jobs.settings_words import Words
from jobs.task_words import task_name

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
    "mean_score": _("Mean of the tasks’ scores"),
}
OF_CLASSES = ("accuracy", "macro_f1")
OF_WRITING = ("nats_per_token", "perplexity")
OF_TASKS: dict[str, tuple[str, ...]] = {  # what results of each task tell of the test rows
    "text-classification": OF_CLASSES,
    "multi-label-classification": ("f1", "macro_f1", "precision", "recall"),
    "token-classification": ("f1", "precision", "recall"),
    "multi-task": ("mean_score",),
    "causal-language-modelling": OF_WRITING,
    "masked-language-modelling": OF_WRITING,
    "instruction-tuning": OF_WRITING,
    "sequence-to-sequence": ("chrf",),
    "image-classification": OF_CLASSES,
    "image-pretraining": ("mean_absolute_error",),
    "object-detection": ("map_50", "map"),
    "series-forecasting": ("mae", "rmse"),
    "series-classification": OF_CLASSES,
    "series-anomaly": ("auroc", "average_precision", "f1"),
    "series-pretraining": ("mean_absolute_error",),
}
NO_SHARES = {*OF_WRITING, "mean_absolute_error", "mae", "rmse"}
SHARES = ("accuracy", "f1", "map_50", "skill")  # of what validation is judged by; other scores are minus the loss


class Score(NamedTuple):
    """A figure's name and its value, as pages write them."""

    name: str
    value: str


def figure_name(name: str) -> str:
    """What a figure is called; one that the engine may add later has no name here yet."""
    return str(FIGURES.get(name, name))


def offered() -> list[Metric]:
    """What an objective of a project can be measured by."""
    return [
        Metric(task, code, task_name(task), figure_name(code), code not in NO_SHARES)
        for task, codes in OF_TASKS.items()
        for code in codes
    ]


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
