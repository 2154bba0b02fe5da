"""What people do with jobs: submit one, cancel one."""

import re
from statistics import median
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from agreements.errors import SitesApart
from agreements.policy import Decision, apart, permitted, require, sites_of
from agreements.services.licences import stated_licence
from audit.services import record
from catalog.models import DatasetVersion
from collaborations.models import Project
from engine import __version__ as engine_version
from jobs.errors import KeyReused
from jobs.fine_tuning import FineTuning
from jobs.models import Job, needs_of
from jobs.specs import pin
from organizations.actor import Actor
from registry.models import ModelVersion
from work.models import State
from work.services.queueing import Asks, enqueue, request_cancel

LONGEST_KEY = 100
LAST_TIMES = 5


def submit_job(
    *,
    project: Project,
    model: ModelVersion,
    dataset: DatasetVersion,
    spec: dict[str, Any],
    by: Actor,
    name: str = "",
    idempotency_key: str = "",
) -> Job:
    """Queue a fine-tuning job; the same `idempotency_key` again gives the job it gave before.

    Raises:
        NotAllowed: the policy refuses the submission or one of the inputs; nothing is queued.
        ValidationError: every fault of the spec, KeyReused, LicenceConflict or SitesApart; nothing is queued.
    """
    pinned = pin(spec, model=model, dataset=dataset)
    _check(name, idempotency_key)
    asked = Job(
        project=project,
        model_version=model,
        dataset_version=dataset,
        name=name or _next_name(project, dataset),
        spec=pinned.resolved(),
        spec_sha256=pinned.digest(),
        engine_version=engine_version,
        submitted_by=by.user,
        idempotency_key=idempotency_key,
    )
    if earlier := _submitted_before(asked):
        return earlier
    undertaking = project.undertaking
    try:
        with permitted(by, [("submit", undertaking), *needs_of(model, dataset)], project=undertaking) as yes:
            stated_licence([model.version.asset, dataset.version.asset], yes.rests_on.agreements)
            asked.item = enqueue(FineTuning.name, by=by, rests_on=yes.rests_on, asks=_asks(asked, yes, by))
            asked.save(force_insert=True)
            record(by, "job.submitted", asked, decision=yes, spec_sha256=asked.spec_sha256)
    except IntegrityError:
        if earlier := _submitted_before(asked):  # the same key at the same moment
            return earlier
        raise
    return asked


def _asks(job: Job, yes: Decision, by: Actor) -> Asks:
    """What the job asks of the queue: sites that all its agreements name, and as long as the last ones like it took."""
    sites = sites_of(yes)
    if sites == []:
        raise SitesApart(apart(yes).sentence(by))
    alike = Job.objects.filter(
        model_version=job.model_version, dataset_version=job.dataset_version, item__state=State.SUCCEEDED
    )
    times = alike.annotate(took=F("item__finished_at") - F("item__taken_at")).order_by("-item_id")
    took = [time.total_seconds() for time in times.values_list("took", flat=True)[:LAST_TIMES] if time]
    return Asks(undertaking=job.project.undertaking, sites=sites or (), expected_seconds=median(took) if took else None)


def _check(name: str, idempotency_key: str) -> None:
    faults = {}
    if len(name) > 120:
        faults["name"] = _("The name has more than 120 characters. Shorten it.")
    if not re.fullmatch(rf"[\x21-\x7e]{{0,{LONGEST_KEY}}}", idempotency_key):
        faults["idempotency_key"] = _(
            "The Idempotency-Key may have up to 100 letters, digits and signs without spaces."
        )
    if faults:
        raise ValidationError(faults)


def _next_name(project: Project, dataset: DatasetVersion) -> str:
    runs = Job.objects.filter(project=project).count()
    return _("%(dataset)s, run %(number)d") % {"dataset": dataset.version.asset.name[:100], "number": runs + 1}


def _submitted_before(asked: Job) -> Job | None:
    if not asked.idempotency_key:
        return None
    earlier = Job.objects.told().filter(submitted_by=asked.submitted_by, idempotency_key=asked.idempotency_key).first()
    same = ("project_id", "model_version_id", "dataset_version_id", "spec_sha256")
    if earlier and any(getattr(earlier, field) != getattr(asked, field) for field in same):
        raise KeyReused(
            {"idempotency_key": _("This Idempotency-Key belongs to another job. Take a new one for a new job.")}
        )
    return earlier


def cancel_job(job: Job, *, by: Actor) -> Job:
    """Cancel a job that waits, is held, or runs: then its worker stops it within seconds.

    Raises:
        NotAllowed: `by` may not cancel it.
    """
    yes = require(by, "cancel", job)
    with transaction.atomic():
        job.item = request_cancel(job.item)
        record(by, "job.cancel_requested", job, decision=yes)
    return job
