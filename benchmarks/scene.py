"""The demonstration up to its signed agreement, in a benchmark's own site."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jobs.models import Job


def set_the_scene(spec: dict[str, Any] | None = None) -> "Callable[[], Job]":
    """Everything but its job; what submits one, with these settings."""
    from entente.demo import shared
    from entente.demo.cast import RESEARCHER
    from entente.demo.people import actor, seed_people
    from entente.demo.table import sample
    from jobs.services import submit_job

    table = sample()
    seed_people()
    model, dataset, project = shared.seed_base_model(), shared.seed_dataset(table), shared.seed_project(table)
    shared.carry_through(shared.draft(table, dataset, project), project)
    by = actor(RESEARCHER)
    return lambda: submit_job(project=project, model=model.latest, dataset=dataset.latest, spec=spec or {}, by=by)
