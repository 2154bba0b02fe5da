"""How a version does among people: how much is asked, how often it is right, whether what it is asked has changed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from agreements.policy import decide
from organizations.actor import Actor
from organizations.models import Organization
from registry.models import ModelVersion
from serving.answerable import threshold_of
from serving.feedback.drift import Drift, drift, spread_over
from serving.models import Alarm, Feedback, Prediction

MOST = 5_000  # answers, and what was found of them, that are looked at: the newest


@dataclass(frozen=True)
class Figures:
    """Of the last `days`; shares as [value, low, high] where they have an interval.

    Of all that was `answered` the newest are looked at, `looked_at` in number.
    """

    days: float
    answered: int
    looked_at: int
    silent: float | None
    judged: int
    accuracy: list[float] | None
    in_report: list[float] | None
    judged_by_several: int
    agreement: float | None
    drifts: list[Drift]

    @property
    def is_less_right(self) -> bool:
        """Whether it is right less often than its report says, beyond what chance explains."""
        enough = self.judged >= settings.FEEDBACK_LEAST
        return bool(enough and self.accuracy and self.in_report and self.accuracy[2] < self.in_report[1])

    def crossed(self) -> dict[str, float]:
        """The figures that are beyond their thresholds, by the kind of alarm."""
        found: dict[str, float] = {each.kind: each.value for each in self.drifts if each.is_crossed}
        if self.is_less_right and self.accuracy:
            found[Alarm.Kind.ACCURACY] = self.accuracy[0]
        return found


def figures_of(version: ModelVersion, *, by: Actor, only: Organization | None = None) -> Figures:
    """The figures of a version, `only` those of an organization's own answers where it is named.

    What is asked is compared with the data behind the report where `by` may see rows of it.
    """
    since = timezone.now() - timedelta(days=settings.FEEDBACK_DAYS)
    answers = Prediction.objects.filter(model_version=version, asked_at__gte=since)
    found = Feedback.objects.filter(prediction__model_version=version, prediction__asked_at__gte=since)
    if only:
        answers, found = answers.filter(organization=only), found.filter(prediction__organization=only)
    told = list(answers.order_by("-asked_at").values_list("label", "confidence", "length")[:MOST])
    judged = _by_answer(found.order_by("-pk").values_list("prediction", "right", "label")[:MOST])
    several = [said for said in judged.values() if len(said) > 1]
    result = getattr(version, "result", None)
    results: dict[str, Any] = result.results if result else {}
    threshold = threshold_of(results)
    silent = sum(sure < threshold for _label, sure, _length in told) if threshold is not None else 0
    return Figures(
        days=settings.FEEDBACK_DAYS,
        answered=answers.count(),
        looked_at=len(told),
        silent=silent / len(told) if told and threshold is not None else None,
        judged=len(judged),
        accuracy=_accuracy(judged.values()),
        in_report=results.get("contenders", {}).get("tuned", {}).get("accuracy"),
        judged_by_several=len(several),
        agreement=sum(len(set(said)) == 1 for said in several) / len(several) if several else None,
        drifts=_drifts(told, version, results, by=by),
    )


def _by_answer(found: Iterable[tuple[int, bool, str]]) -> dict[int, list[tuple[bool, str]]]:
    said: dict[int, list[tuple[bool, str]]] = defaultdict(list)
    for prediction, right, label in found:
        said[prediction].append((right, label))
    return said


def _accuracy(judged: Iterable[Sequence[tuple[bool, str]]]) -> list[float] | None:
    """The share of answers that most people found right, with the interval of Wilson (1927) at 95 %."""
    from scipy.stats import binomtest  # it takes its second only where it is needed

    right = [2 * sum(was_right for was_right, _label in said) > len(said) for said in judged]
    if not right:
        return None
    found = binomtest(sum(right), len(right)).proportion_ci(method="wilson")
    return [sum(right) / len(right), float(found.low), float(found.high)]


def _drifts(
    told: Sequence[tuple[str, float, int | None]], version: ModelVersion, results: dict[str, Any], *, by: Actor
) -> list[Drift]:
    """Against the report's test rows: confidence and classes; against the data behind it: the lengths of texts."""
    found = []
    if bins := (results.get("calibration") or {}).get("bins"):
        edges = [each["low"] for each in bins[1:]]
        sure = spread_over([sure for _label, sure, _length in told], edges)
        found.append(drift(Alarm.Kind.CONFIDENCE, [each["count"] for each in bins], sure))
    if confusion := results.get("confusion"):
        said = Counter(label for label, _sure, _length in told)
        columns = [sum(column) for column in zip(*confusion, strict=True)]
        found.append(drift(Alarm.Kind.CLASSES, columns, [said[label] for label in results["labels"]]))
    if lengths := _lengths_of_data(version, results, by=by):
        edges, rows = lengths
        asked = spread_over([length for _label, _sure, length in told if length is not None], edges)
        found.append(drift(Alarm.Kind.INPUTS, rows, asked))
    return [each for each in found if each]


def _lengths_of_data(
    version: ModelVersion, results: dict[str, Any], *, by: Actor
) -> tuple[list[float], list[int]] | None:
    """Rows by length of their text, in steps that end at these edges; for who may see rows of the data."""
    column_name = results.get("recipe", {}).get("data", {}).get("text")
    if not column_name or results["recipe"]["data"].get("second"):
        return None
    dataset = version.result.job.dataset_version
    profile = getattr(dataset, "profile", None)
    column = profile.column(column_name) if profile else {}
    if not column.get("spread") or not decide(by, "preview", dataset.version, project=version.project).allowed:
        return None
    steps, low, high = len(column["spread"]), column["shortest"], column["longest"]
    return [low + (high - low) * step / steps for step in range(1, steps)], column["spread"]
