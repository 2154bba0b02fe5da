"""Submitting a job."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, replace
from statistics import median
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import F
from django.utils.translation import gettext as _

from agreements.errors import SitesApart
from agreements.policy import Decision, apart, permitted, sites_of
from agreements.services.licences import stated_licence
from audit.services import record
from catalog.models import DatasetVersion
from collaborations.models import Project
from engine import __version__ as engine_version
from engine.spec.search import Search
from jobs.budgets import let_in, loss_of
from jobs.errors import KeyReused
from jobs.fine_tuning import FineTuning
from jobs.helpers import NO_HELPERS, PINNED, Helpers, needs_of_helpers
from jobs.models import Helper, Job, needs_of
from jobs.paths import value_at
from jobs.priorities import Priority
from jobs.services.sweeping import Draw, draws_of, start_trials
from jobs.specs import chosen_in, pin
from jobs.wishes import NO_WISHES, Wishes
from organizations.actor import Actor
from privacy.ledger import reserve
from registry.models import ModelVersion
from registry.services import size_of
from work import reasons
from work.errors import JobFault, PredecessorEnded
from work.models import State
from work.services.queueing import Asks, enqueue

LONGEST_KEY = 100
LAST_TIMES = 5


def submit_job(
    *,
    project: Project,
    model: ModelVersion | None,
    dataset: DatasetVersion,
    spec: dict[str, Any],
    by: Actor,
    name: str = "",
    idempotency_key: str = "",
    wishes: Wishes = NO_WISHES,
    clone_of: Job | None = None,
    helpers: Helpers = NO_HELPERS,
) -> Job:
    """Queue a fine-tuning job; the same `idempotency_key` again gives the job it gave before.

    Without `model` the spec names the architecture of a new one, as `{"model": {"architecture": "resnet-small"}}`.
    `clone_of` is the job whose settings it was started from. With `wishes.from_result` the model is that which the job
    before makes: `model` only stands for it until it is there. `helpers` are a teacher and the like. Where `spec` has a
    search, its trials are queued, and the job itself when all of them have ended.

    Raises:
        NotAllowed: the policy refuses the submission or one of the inputs, a budget of privacy has too little left
            for it, or a column that it learns from is masked; nothing is queued.
        ValidationError: every fault of the spec, KeyReused, LicenceConflict or SitesApart; nothing is queued.
    """
    model = wishes.base(model)
    pinned = pin(spec, model=model, dataset=dataset, helpers=helpers)
    _check(name, idempotency_key)
    if pinned.search.trials and wishes.from_result:
        raise ValidationError(
            {"spec.search": _("Trials need a model that is there. Choose one, or leave the search out.")}
        )
    draws = draws_of(pinned, spec, model=model, dataset=dataset, helpers=helpers)
    pinned, search = replace(pinned, search=Search()), pinned.search
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
        clone_of=clone_of,
        from_result=wishes.from_result,
        search=json.loads(json.dumps(asdict(search))) if draws else {},
    )
    if earlier := _submitted_before(asked, draws, wishes):
        return earlier
    wishes.check(project)
    undertaking = project.undertaking
    needs = [("submit", undertaking), *needs_of(model, dataset), *needs_of_helpers(helpers), *wishes.needs()]
    if wishes.priority > Priority.NORMAL:
        needs.append(("prioritise", undertaking))
    spends = loss_of(asked.spec)
    try:
        with permitted(by, needs, project=undertaking, also=let_in(asked, by, helpers)) as yes:
            helping = [version.asset for version in helpers.values()]
            made_of = [dataset.version.asset, *helping, *(source.asset for _need, source in wishes.needs())]
            if model is not None:
                made_of.insert(0, model.version.asset)
            stated_licence(made_of, yes.rests_on.agreements)
            asks = _asks(asked, wishes, yes, by)
            waits = replace(asks, awaits_children=bool(draws))
            asked.item = enqueue(FineTuning.name, by=by, rests_on=yes.rests_on, asks=waits)
            asked.save(force_insert=True)
            Helper.objects.bulk_create(Helper(job=asked, role=role, version=each) for role, each in helpers.items())
            if spends:
                reserve(yes, spends, by=by, item=asked.item)
            if asked.from_result and asked.item.state == State.QUEUED:  # the job before may have succeeded just now
                FineTuning().unblock(asked.item)
            start_trials(asked, draws, by=by, rests_on=yes.rests_on, asks=asks, helpers=helpers)
            record(by, "job.submitted", asked, decision=yes, about=helping, spec_sha256=asked.spec_sha256)
    except PredecessorEnded as ended:
        raise ValidationError({"after": _("That job has ended without success. Choose another.")}) from ended
    except JobFault as fault:
        raise ValidationError({"spec": str(reasons.WORDS[fault.code])}) from fault
    except IntegrityError:
        if earlier := _submitted_before(asked, draws, wishes):  # the same key at the same moment
            return earlier
        raise
    return asked


def _asks(job: Job, wishes: Wishes, yes: Decision, by: Actor) -> Asks:
    """What the job asks of the queue: sites that all its agreements name, time and storage as the last ones like it.

    Before there was one, its results are taken to be as large as its base model.
    """
    sites = sites_of(yes)
    if sites == []:
        raise SitesApart(apart(yes).sentence(by))
    if sites and wishes.sites and not set(sites) & set(wishes.sites):
        words = _("The agreements let it run at %(sites)s only. Choose among these, or leave the sites out.")
        raise ValidationError({"sites": words % {"sites": ", ".join(sites)}})
    alike = Job.objects.filter(
        model_version=job.model_version, dataset_version=job.dataset_version, item__state=State.SUCCEEDED
    )
    times = alike.annotate(took=F("item__finished_at") - F("item__taken_at")).order_by("-item_id")
    last = list(times.values_list("took", "item__stored_bytes")[:LAST_TIMES])
    took = [time.total_seconds() for time, _bytes in last if time]
    kept = [size for _time, size in last if size]
    return Asks(
        undertaking=job.project.undertaking,
        priority=wishes.priority,
        places=job.spec["training"]["processes"],
        memory_gib=wishes.memory_gib,
        sites=sites or (),
        wished_sites=wishes.sites,
        expected_seconds=median(took) if took else None,
        expected_bytes=int(median(kept)) if kept else _size_of_base(job),
        after=wishes.after.item if wishes.after else None,
    )


def _size_of_base(job: Job) -> int:
    return size_of(job.model_version) if job.model_version else 0  # a new model's is known once it is trained


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
    runs = Job.objects.wholes().filter(project=project).count()
    return _("%(dataset)s, run %(number)d") % {"dataset": dataset.version.asset.name[:100], "number": runs + 1}


def _submitted_before(asked: Job, draws: Sequence[Draw], wishes: Wishes) -> Job | None:
    if not asked.idempotency_key:
        return None
    earlier = Job.objects.filter(submitted_by=asked.submitted_by, idempotency_key=asked.idempotency_key).first()
    if not earlier:
        return None
    same = ["project_id", "dataset_version_id", "from_result", "search"]
    if not asked.from_result:  # its model was filled in when the job before had made it
        same.append("model_version_id")
    before = wishes.after.pk if wishes.after else None
    if (
        any(getattr(earlier, field) != getattr(asked, field) for field in same)
        or earlier.item.after_id != before
        or not _has_settings(earlier, asked, draws)
    ):
        raise KeyReused(
            {"idempotency_key": _("This Idempotency-Key belongs to another job. Take a new one for a new job.")}
        )
    return Job.objects.told().get(pk=earlier.pk)


def _has_settings(earlier: Job, asked: Job, draws: Sequence[Draw]) -> bool:
    """Whether it was submitted with the same: a search by its trials', for its own are the best one's by now."""
    if draws:
        trials = earlier.trials.filter(drawn_from=None).values_list("number", "job__spec_sha256")  # as they were drawn
        asked_for = {draw.number: draw.spec and draw.spec.digest() for draw in draws}
        return dict(trials).items() <= asked_for.items()
    if asked.from_result:
        return [chosen_in(earlier), *_helping(earlier)] == [chosen_in(asked), *_helping(asked)]
    return earlier.spec_sha256 == asked.spec_sha256


def _helping(job: Job) -> list[Any]:
    return [value_at(job.spec, path) for path in PINNED]
