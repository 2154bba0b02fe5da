"""May this job run? Asked of the policy for who submitted it, at every turn of the job's life."""

from collections.abc import Sequence
from functools import reduce
from operator import and_
from typing import Any

from agreements.models import AssetVersion
from agreements.policy import Decision, decide, placed
from catalog.models import DatasetVersion
from collaborations.models import Project
from jobs.budgets import kept_to
from jobs.models import Job, needs_of
from organizations.actor import Actor
from registry.models import ModelVersion


def submitter(job: Job) -> Actor:
    """Who submitted the job, with the roles that they have by now in the organization they acted for."""
    return Actor.of(job.submitted_by, job.item.organization)


def all_needs(job: Job) -> list[tuple[str, Any]]:
    """What has to be allowed for it to go on: who submitted it works in the project, and may do this to its inputs."""
    return [("submit", job.project.undertaking), *job.needs()]


def may_run(job: Job) -> Decision:
    """Whether who submitted `job` still works in its project, and may do to its inputs what it does.

    Where a budget of privacy binds it, what it spends has to be reserved.
    """
    by = submitter(job)
    together = decide(by, "submit", job.project.undertaking) & decide_all(by, job.needs(), project=job.project)
    return kept_to(job)(together)


def may_train(actor: Actor, model: ModelVersion | None, dataset: DatasetVersion, project: Project) -> Decision:
    """Whether `actor` may train `model` on `dataset` in `project`."""
    return decide_all(actor, needs_of(model, dataset), project=project)


def decide_all(actor: Actor, needs: Sequence[tuple[str, AssetVersion]], *, project: Project) -> Decision:
    """One answer to several questions: a yes when each is one and they have a site in common, else every reason."""
    answers = (decide(actor, operation, version, project=project.undertaking) for operation, version in needs)
    return placed(reduce(and_, answers))
