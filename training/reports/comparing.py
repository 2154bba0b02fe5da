"""Several runs side by side: what they were told, what they measured, and whether a difference is more than chance."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq
from django.core.cache import cache
from django.utils.translation import gettext as _

from agreements.policy import decide
from catalog.services import rows_of
from engine.faults import JobFault
from jobs.budgets import learning
from jobs.models import Job
from jobs.paths import value_at
from jobs.settings_words import SETTINGS
from jobs.value_words import tell_value
from organizations.actor import Actor
from reports.figures import Figure, judge_of
from reports.formats import duration
from vault.services import open_blob

MOST = 8
SERIES = 6
SHOWN = 20  # rows on which they disagree
KEPT_SECONDS = 24 * 3600
LEVEL = 0.05
TUNED = "tuned"


class Run(NamedTuple):
    """A job that succeeded, and how its line is drawn."""

    job: Job
    series: int
    dashed: bool

    @property
    def results(self) -> dict[str, Any]:
        """What the engine measured."""
        results: dict[str, Any] = self.job.result.results
        return results

    @property
    def main(self) -> list[float]:
        """The figure that its verdict rests on: value, low, high."""
        figure: list[float] = self.results["contenders"][TUNED][judge_of(self.results).key]
        return figure


class Pair(NamedTuple):
    """The test of two runs: `one` minus `other` with its interval, and its p, corrected for all pairs."""

    one: Run
    other: Run
    difference: list[float]
    p: float
    only_one: int | None
    only_other: int | None


class Setting(NamedTuple):
    """A setting that is not the same in all runs."""

    title: str
    values: list[tuple[Run, Any]]


class Disagreement(NamedTuple):
    """A test row of which the runs do not say the same; what it says is for who may preview the dataset."""

    row: int
    text: str
    found: str
    said: list[tuple[Run, str]]


@dataclass(frozen=True)
class Comparison:
    """The runs, best first, and all that sets them apart; `why_not` says why nothing could be tested."""

    runs: list[Run]
    pairs: list[Pair]
    settings: list[Setting]
    differing: int | None
    disagreements: list[Disagreement]
    hidden: list[str]
    why_not: str

    @property
    def judge(self) -> Figure:
        """The figure by which they are ordered."""
        return judge_of(self.runs[0].results)

    def against_best(self, run: Run) -> Pair | None:
        """The test of the best run and `run`; None where there is none."""
        both = {self.runs[0].job.pk, run.job.pk}
        return next((pair for pair in self.pairs if {pair.one.job.pk, pair.other.job.pk} == both), None)


def compare_jobs(jobs: Sequence[Job], *, by: Actor) -> Comparison:
    """Two to eight jobs that succeeded, as `by` may see them."""
    measured = [Run(job, place % SERIES + 1, place >= SERIES) for place, job in enumerate(jobs)]
    compared = _compared(jobs)
    by_uid = {str(run.job.uid): run for run in measured}
    order = sorted(range(len(measured)), key=lambda place: _rank(measured[place]))
    runs = [measured[place] for place in order]
    found, hidden = _disagreements(compared, measured, order, by=by)
    rows = compared.get("disagreements")
    return Comparison(
        runs=runs,
        pairs=[_pair(each, by_uid) for each in compared.get("pairs", [])],
        settings=[
            Setting(title, [(measured[place], values[place]) for place in order]) for title, values in _settings(jobs)
        ],
        differing=None if rows is None else len(rows),
        disagreements=found,
        hidden=hidden,
        why_not=_why_not(compared),
    )


def _rank(run: Run) -> float:
    return -run.main[0] if judge_of(run.results).greater_is_better else run.main[0]


def _compared(jobs: Sequence[Job]) -> dict[str, Any]:
    """What the engine says of them, kept for a day: results never change. `what` differs where nothing can be said."""
    key = "comparison:" + ":".join(str(job.uid) for job in jobs)
    kept: dict[str, Any] | None = cache.get(key)
    if kept is None:
        kept = _compare(jobs)
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def _compare(jobs: Sequence[Job]) -> dict[str, Any]:
    from engine.compare import Tested, compare_tested  # SciPy takes its second only where it is needed
    from engine.outputs import Output

    tested = []
    for job in jobs:
        if job.result.predictions is None:
            return {"what": "predictions"}
        with open_blob(job.result.predictions) as file:
            tested.append(Tested(Output(Path(str(job.uid)), job.result.results), pq.read_table(file)))
    try:
        return compare_tested(tested)
    except JobFault as fault:
        return {"what": fault.params["what"]}


def _why_not(compared: dict[str, Any]) -> str:
    words = {
        "predictions": _("Of one of them no predictions are kept: it was private, or they were deleted by a duty."),
        "task": _("They did not learn the same task."),
        "data": _("They learned from different data or different versions of it, so their test rows are not the same."),
        "labels": _("They do not tell the same classes apart."),
        "test rows": _("They were not tested on the same rows."),
    }
    return words[compared["what"]] if "what" in compared else ""


def _pair(told: dict[str, Any], runs: dict[str, Run]) -> Pair:
    return Pair(
        one=runs[told["one"]],
        other=runs[told["other"]],
        difference=told["difference"],
        p=told["p_corrected"],
        only_one=told.get("only_one_right"),
        only_other=told.get("only_other_right"),
    )


def _settings(jobs: Sequence[Job]) -> Iterator[tuple[str, list[Any]]]:
    """What differs, inputs first and what it cost last."""
    yield from _where_they_differ(_("Dataset"), [str(job.dataset_version) for job in jobs])
    yield from _where_they_differ(_("Base model"), [str(job.model_version or _("a new model")) for job in jobs])
    for path, (title, _help) in SETTINGS.items():
        values = [tell_value(path, value_at(job.result.results["recipe"], path)) for job in jobs]
        yield from _where_they_differ(str(title), values)
    took = [duration(job.result.results["seconds"].get("training")) for job in jobs]
    yield from _where_they_differ(_("Training took"), took)


def _where_they_differ(title: str, values: list[Any]) -> Iterator[tuple[str, list[Any]]]:
    if any(value != values[0] for value in values):
        yield title, values


def _disagreements(
    compared: dict[str, Any], runs: Sequence[Run], order: list[int], *, by: Actor
) -> tuple[list[Disagreement], list[str]]:
    """The first rows of which they do not say the same, for who may look at them; else why not."""
    rows = [each for each in compared.get("disagreements") or [] if "label" in each][:SHOWN]
    if not rows:
        return [], []
    version, project = runs[0].job.dataset_version, runs[0].job.project.undertaking
    preview = learning(runs[0].job)(decide(by, "preview", version.version, project=project))
    if not preview.allowed:
        return [], preview.sentences(by)
    labels = runs[0].results["labels"]
    texts = rows_of(version, [each["row"] for each in rows], by=by, project=project)
    return [
        Disagreement(
            row=text.number,
            text=str(text.values.get(version.text_column) or ""),
            found=labels[each["label"]],
            said=[(runs[place], labels[each["predicted"][place]]) for place in order],
        )
        for each, text in zip(rows, texts, strict=True)
    ], []
