"""Enough corrections set a job off: the settings of the one before, on its data and the corrections together.

The job is submitted for whoever set the rule, with the roles that they have by then: agreement and budget hold for it
as for any other.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.errors import NotAllowed
from agreements.policy import permitted, require
from audit.services import record
from catalog.making.fusing import NAME_OF_SOURCE
from catalog.making_words import UNKNOWN, WORDS
from catalog.models import DatasetVersion
from catalog.services.fusions import Part, fuse_sources
from jobs.models import Job
from jobs.services import submit_job
from jobs.specs import chosen_in
from notifications.services import Recipient, publish
from organizations.actor import Actor
from registry.models import Model
from serving.feedback.alarms import FEEDBACK
from serving.feedback.gathering import accepted_of, corrections_dataset, gather_corrections
from serving.models import Retraining, RetrainRule
from work.errors import JobFault
from work.models import State

USES = ("text", "second", "label")  # of columns that corrections have, too


def set_rule(model: Model, *, rows: int, by: Actor) -> RetrainRule:
    """Have the model trained again once `rows` corrections more are accepted, for `by` and in the project it is of.

    Raises:
        NotAllowed: `by` may not review corrections, or submits nothing in the project.
        ValidationError: no job here has made the model.
    """
    require(by, "review_corrections", model.asset)
    job = _job_of(model)
    with permitted(by, [("review_corrections", model.asset), ("submit", job.project.undertaking)]) as yes:
        assert by.organization is not None  # the yes says so
        told = {
            "rows": rows,
            "project": job.project,
            "set_by": by.user,
            "organization": by.organization,
            "fault": "",
            "is_on": True,
            "begun_for": 0,
        }
        rule, _made = RetrainRule.objects.update_or_create(model=model, defaults=told)
        record(by, "retraining.set", model.asset, decision=yes, rows=rows)
    follow_rule(model)
    return rule


def drop_rule(model: Model, *, by: Actor) -> None:
    """Train it no more by itself; what is under way goes on. Raises NotAllowed."""
    with permitted(by, [("review_corrections", model.asset)]) as yes:
        RetrainRule.objects.filter(model=model).update(is_on=False)
        record(by, "retraining.dropped", model.asset, decision=yes)


def new_rows(model: Model, rule: RetrainRule | None) -> int:
    """Corrections that were accepted, beyond those that a job has trained on."""
    last = rule.retrainings.exclude(job=None).select_related("corrections").first() if rule else None
    return max(0, int(accepted_of(model).count()) - (last.accepted if last else 0))


def follow_rule(model: Model) -> None:
    """Do what the model's rule asks for by now: nothing, begin, or go on; a refusal stands on it in a sentence."""
    rules = RetrainRule.objects.select_related("set_by", "organization", "project__undertaking")
    rule = rules.filter(model=model).first()
    if rule is None:
        return
    try:
        _follow(rule)
    except NotAllowed as no:
        _keep_refusal(rule, " ".join(no.decision.sentences(_who(rule))))
    except ValidationError as fault:
        _keep_refusal(rule, " ".join(fault.messages))
    except JobFault as fault:
        _keep_refusal(rule, str(WORDS.get(fault.code, UNKNOWN)) % {"code": fault.code, **fault.params})


def _follow(rule: RetrainRule) -> None:
    under_way = _under_way(rule)
    if under_way and under_way.fusion.made:
        _submit(under_way)
    elif not under_way and rule.is_on and new_rows(rule.model, rule) >= rule.rows and _is_first(rule):
        _begin(rule)


def _is_first(rule: RetrainRule) -> bool:
    """Whether nobody began with as many as are accepted by now: of two who accept at once, one does.

    What failed is begun again with the next correction, or when the rule is set once more. Their number can fall, too:
    what was asked is forgotten after a while.
    """
    accepted = accepted_of(rule.model).count()
    return bool(RetrainRule.objects.filter(pk=rule.pk).exclude(begun_for=accepted).update(begun_for=accepted))


def follow_arrival(version: DatasetVersion, _by: Actor) -> None:
    """A version came in: once it is committed, those rules go on that had it made."""
    transaction.on_commit(lambda: _follow_made(version), robust=True)


def _follow_made(version: DatasetVersion) -> None:
    for retraining in Retraining.objects.filter(fusion__made=version, job=None).select_related("rule__model"):
        follow_rule(retraining.rule.model)


def _begin(rule: RetrainRule) -> None:
    """Gather what was accepted, and have it combined with the data before."""
    by, job = _who(rule), _job_of(rule.model)
    accepted = accepted_of(rule.model)
    if accepted.filter(gathered_in=None).exists():
        corrections = gather_corrections(rule.model, by=by)
    else:
        corrections = corrections_dataset(rule.model).latest  # type: ignore[union-attr]  # all are gathered in it
    data = job.dataset_version
    columns = [
        {"name": column["name"], "kind": column["kind"], "role": column["role"]}
        for column in data.columns
        if column.get("role") in USES
    ]
    names = {column["name"]: column["name"] for column in columns}
    last = rule.retrainings.exclude(fusion__made=None).select_related("fusion__made__version__asset__dataset").first()
    told: dict[str, Any] = {"data": data.version.asset.name[:80], "model": rule.model.asset.name[:80]}
    about = {
        "name": _("%(data)s, with corrections of %(model)s") % told,
        "changes": _("With the corrections that were accepted since."),
    }
    fusion = fuse_sources(
        [Part(corrections, names), Part(data, names)],  # of rows that are in both, the corrected one stays
        columns=columns,
        about=about,
        by=by,
        distinct=[column["name"] for column in columns if column["role"] != "label"],
        dataset=last.fusion.made.dataset if last else None,  # type: ignore[union-attr]
        project=rule.project.undertaking,
    )
    Retraining.objects.create(rule=rule, before=job, corrections=corrections, accepted=accepted.count(), fusion=fusion)


def _submit(retraining: Retraining) -> None:
    rule, before = retraining.rule, retraining.before
    assert retraining.fusion.made is not None  # asked before
    spec = chosen_in(before)
    spec["data"] = {**spec["data"], "slices": [NAME_OF_SOURCE]}  # so its report tells old rows and new ones apart
    retraining.job = submit_job(
        project=rule.project,
        model=before.model_version,
        dataset=retraining.fusion.made,
        spec=spec,
        by=_who(rule),
        name=_("%(model)s, with corrections") % {"model": rule.model.asset.name[:100]},
        idempotency_key=f"retraining-{retraining.pk}",
        clone_of=before,
    )
    retraining.save(update_fields=["job"])
    RetrainRule.objects.filter(pk=rule.pk).update(fault="")
    publish(FEEDBACK.code, "training_again.submitted", rule.model.asset, to=_to(rule))


def _under_way(rule: RetrainRule) -> Retraining | None:
    """What was begun and has neither a job nor failed."""
    begun = rule.retrainings.filter(job=None).select_related("fusion__item", "before", "rule__model__asset")
    found: Retraining | None = begun.exclude(
        fusion__item__state__in=[State.FAILED, State.CANCELLED, State.REFUSED]
    ).first()
    return found


def _job_of(model: Model) -> Job:
    result = getattr(model.latest, "result", None)
    if result is None:
        raise ValidationError(_("No job here has made this model, so none can be made like it."))
    job: Job = result.job
    return job


def _who(rule: RetrainRule) -> Actor:
    return Actor.of(rule.set_by, rule.organization)


def _to(rule: RetrainRule) -> list[Recipient]:
    return [Recipient(rule.set_by_id, rule.organization_id)]


def _keep_refusal(rule: RetrainRule, why: str) -> None:
    if why != rule.fault:
        RetrainRule.objects.filter(pk=rule.pk).update(fault=why)
        publish(FEEDBACK.code, "training_again.refused", rule.model.asset, to=_to(rule), why=why)
