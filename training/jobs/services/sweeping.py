"""The trials of a job that searches: each a job of the queue, under the same agreements and budgets."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.policy.answers import RestsOn
from catalog.models import DatasetVersion
from engine.draws import drawn
from engine.spec import Spec
from jobs.fine_tuning import FineTuning
from jobs.helpers import Helpers
from jobs.models import Helper, Job, Trial
from jobs.paths import with_settings
from jobs.specs import SEARCH, pin
from organizations.actor import Actor
from registry.models import ModelVersion
from work.services.queueing import Asks, enqueue


@dataclass(frozen=True)
class Draw:
    """Settings that were drawn; without a spec they don't go together, for the reason in `fault`."""

    number: int
    settings: dict[str, Any]
    spec: Spec | None = None
    fault: str = ""


def draws_of(
    pinned: Spec, chosen: Mapping[str, Any], *, model: ModelVersion | None, dataset: DatasetVersion, helpers: Helpers
) -> list[Draw]:
    """All that is tried for a spec with a search, drawn before any of it begins; none for a spec without one.

    Where trials learn, what they learn from is not there yet: they are drawn once more when they begin.

    Raises:
        ValidationError: no draw has settings that go together.
    """
    plain = {name: value for name, value in chosen.items() if name != SEARCH}
    draws = []
    for number in range(1, pinned.search.trials + 1):
        settings = drawn(pinned.search, pinned.seed, number)
        try:
            spec = pin(with_settings(plain, settings), model=model, dataset=dataset, helpers=helpers)
        except ValidationError as error:
            draws.append(Draw(number, settings, fault=" ".join(error.messages)[:400]))
        else:
            draws.append(Draw(number, settings, spec))
    if draws and not any(draw.spec for draw in draws):
        raise ValidationError({f"spec.{SEARCH}.space": draws[0].fault})
    return draws


def start_trials(
    job: Job, draws: Sequence[Draw], *, by: Actor, rests_on: RestsOn, asks: Asks, helpers: Helpers
) -> None:
    """Queue a trial for each draw, as parts of `job`, in the transaction that submits it."""
    asks = dataclasses.replace(asks, parent=job.item, expected_bytes=0)
    for draw in draws:
        trains = _job_of(job, draw.number, draw.spec) if draw.spec else None
        if trains:
            trains.item = enqueue(FineTuning.name, by=by, rests_on=rests_on, asks=asks)
            trains.save(force_insert=True)
            Helper.objects.bulk_create(Helper(job=trains, role=role, version=each) for role, each in helpers.items())
        Trial.objects.create(search=job, number=draw.number, settings=draw.settings, job=trains, fault=draw.fault)


def _job_of(job: Job, number: int, spec: Spec) -> Job:
    return Job(
        project=job.project,
        model_version=job.model_version,
        dataset_version=job.dataset_version,
        name=_("%(job)s, trial %(number)d") % {"job": job.name[:100], "number": number},
        spec=spec.resolved(),
        spec_sha256=spec.digest(),
        engine_version=job.engine_version,
        submitted_by=job.submitted_by,
    )
