"""What reports say of a project's objectives."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F
from django.urls import reverse

from agreements.models import AssetVersion
from agreements.policy import visible
from collaborations.models import Objective, Project
from collaborations.objectives import Reading
from jobs.models import Job
from organizations.actor import Actor
from organizations.models import Organization
from reports.models import Review


def readings(project: Project, objectives: Sequence[Objective], by: Actor) -> Mapping[int, Sequence[Reading]]:
    """What each report measured that speaks of an objective, with the parties of now that have not signed it off.

    A report whose rows, or whose model, were closed since by a withdrawal says nothing any more.
    """
    parties = list(project.undertaking.organizations.order_by("name"))
    reports = [job for job in _reported(project, by) if not _is_closed(job)]
    return {
        objective.pk: [
            _reading(job, value, parties) for job in reports if (value := _measured(job, objective)) is not None
        ]
        for objective in objectives
    }


def _reported(project: Project, by: Actor) -> Sequence[Any]:
    """Only what objectives read of the results, which also hold curves and examples."""
    jobs = Job.objects.wholes().filter(project=project, result__isnull=False)
    told = jobs.select_related(
        "item", "dataset_version__version__asset", "result__model_version__version__asset"
    ).defer("result__results")
    task, tuned = F("result__results__task"), F("result__results__contenders__tuned")
    return list(visible(by, told.annotate(task=task, tuned=tuned).prefetch_related("report_reviews"), "discover"))


def _is_closed(job: Any) -> bool:
    return any(_is_withdrawn(each.version) for each in (job.dataset_version, job.result.model_version))


def _is_withdrawn(version: AssetVersion) -> bool:
    return bool({0, version.number} & set(version.asset.withdrawn))


def _measured(job: Any, objective: Objective) -> float | None:
    """The figure on the rows and of the task that the objective names; None where the report tells none."""
    rows = objective.dataset_id in (None, job.dataset_version.version.asset_id)
    if not rows or job.task != objective.task:
        return None
    value: float | None = (job.tuned or {}).get(objective.metric, [None])[0]  # before its interval
    return value


def _reading(job: Any, value: float, parties: list[Organization]) -> Reading:
    signed = {each.organization_id for each in job.report_reviews.all() if each.verdict == Review.Verdict.SIGNED_OFF}
    missing = tuple(party.name for party in parties if party.pk not in signed)
    return Reading(value, job.name, reverse("reports:report", args=[job.uid]), missing)
