"""Everything the page of a comparison shows."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from agreements.policy import visible
from jobs.models import Job
from organizations.actor import Actor
from reports.charts import Chart, loss_of_all
from reports.comparing import MOST, Comparison, Run
from reports.contenders import p_value
from reports.told_apart import evidence_of, figure, sentence_of, towards

OFFERED = 20


class Line(NamedTuple):
    """A run in the table of measures: its main figure, all its figures, and its test against the best."""

    run: Run
    figure: str
    range: str
    difference: str
    difference_range: str
    p: str
    without: str


def jobs_called(uids: Sequence[str], *, by: Actor) -> list[Job]:
    """The jobs with results that `by` may know of among these, in this order; words that are no id are none."""
    asked = [uid for uid in dict.fromkeys(map(_uid, uids)) if uid]
    known = {job.uid: job for job in _reported(by).filter(item__uid__in=asked)}
    return [known[uid] for uid in asked if uid in known]


def comparison_page(comparison: Comparison | None, chosen: list[Job], *, by: Actor) -> dict[str, Any]:
    """The context of the page's template."""
    told: dict[str, Any] = {
        "comparison": comparison,
        "chosen": [(job, address_of([each for each in chosen if each != job])) for job in chosen],
        "offered": _offered(chosen, by=by) if len(chosen) < MOST else [],
        "most": MOST,
    }
    if comparison is not None:
        told |= {
            "sentence": sentence_of(comparison),
            "evidence": evidence_of(comparison),
            "lines": [_line(comparison, run, chosen) for run in comparison.runs],
            "chart": _chart(comparison),
            "seeds": all(run.results.get("seeds") for run in comparison.runs),
        }
    return told


def address_of(jobs: Sequence[Job]) -> str:
    """The page that compares these."""
    return f"{reverse('reports:compare')}?{urlencode([('job', job.uid) for job in jobs])}"


def _reported(by: Actor) -> Any:
    return visible(by, Job.objects.told().filter(result__isnull=False), "discover")


def _offered(chosen: list[Job], *, by: Actor) -> list[tuple[Job, str]]:
    """Runs to add: of the same data, once there is one to compare with."""
    found = _reported(by).exclude(pk__in=[job.pk for job in chosen])
    if chosen:
        found = found.filter(dataset_version=chosen[0].dataset_version_id)
    return [(job, address_of([*chosen, job])) for job in found[:OFFERED]]


def _line(comparison: Comparison, run: Run, chosen: list[Job]) -> Line:
    pair = comparison.against_best(run)
    difference = [-each for each in towards(comparison, comparison.runs[0], run)] if pair else []
    ends = [difference[0], difference[2], difference[1]] if difference else []
    return Line(
        run=run,
        figure=figure(comparison, run),
        range=comparison.judge.interval(run.main),
        difference=comparison.judge.ahead(ends[0]) if ends else "",
        difference_range=comparison.judge.interval(ends) if ends else "",
        p=p_value(pair.p) if pair else "",
        without=address_of([job for job in chosen if job != run.job]),
    )


def _chart(comparison: Comparison) -> Chart | None:
    curves = [(run.job.name, run.series, run.dashed, run.results) for run in comparison.runs]
    return loss_of_all(curves) if all(results["curve"]["validation"] for *_how, results in curves) else None


def _uid(word: str) -> UUID | None:
    try:
        return UUID(word)
    except ValueError:
        return None
