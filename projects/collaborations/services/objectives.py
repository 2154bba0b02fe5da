"""What people do with objectives: state one, change it, say what they expect of it, agree to it, drop it."""

import math
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext as _

from agreements.models import Asset
from agreements.policy import permitted
from agreements.services.deeds import record
from collaborations.errors import ObjectiveChanged
from collaborations.metrics import metrics
from collaborations.models import Expectation, Objective, ObjectiveAgreement, Project
from organizations.actor import Actor


def state_objective(
    project: Project,
    *,
    name: str,
    task: str,
    metric: str,
    comparison: str,
    target: float,
    due_on: date,
    by: Actor,
    dataset: Asset | None = None,
    expectation: str = "",
) -> Objective:
    """Say what shall be reached; it counts once every party has agreed. `expectation` is that of one's own side.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: no such figure, a target that it can't have, or a name that is missing.
    """
    said = {"name": name.strip(), "task": task, "metric": metric, "comparison": comparison, "target": target}
    with permitted(by, [("plan", project.undertaking)]) as yes:
        objective = Objective(project=project, **said, dataset=dataset, due_on=due_on, stated_by=by.user)
        _check(objective)
        objective.save()
        if expectation.strip():
            _expect(objective, expectation, by)
        _record(by, "objective.stated", objective, yes)
    return objective


def change_objective(objective: Objective, *, by: Actor, **changes: Any) -> Objective:
    """Change what shall be reached: every party is asked again.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: as when it is stated; or it is what stands there already.
    """
    with permitted(by, [("plan", objective)]) as yes:
        now = _locked(objective)
        before = {name: getattr(now, name) for name in changes}
        if before == changes:
            raise ValidationError(_("This is what the objective says already."))
        for name, value in changes.items():
            setattr(now, name, value)
        now.revision += 1
        _check(now)
        now.save()
        _record(by, "objective.changed", now, yes)
    return now


def expect(objective: Objective, words: str, *, by: Actor) -> None:
    """Say what the organization acted for expects of it: every party is asked again.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: there is nothing in it, or it is what stands there already.
    """
    with permitted(by, [("plan", objective)]) as yes:
        now = _locked(objective)
        if not words.strip():
            raise ValidationError({"words": _("Write what your organization expects of it.")})
        if now.expectations.filter(organization=by.organization, words=words.strip()).exists():
            raise ValidationError({"words": _("This is what your organization expects already.")})
        _expect(now, words, by)
        Objective.objects.filter(pk=now.pk).update(revision=F("revision") + 1)
        _record(by, "objective.changed", now, yes)


def agree_to_objective(objective: Objective, *, revision: int, by: Actor) -> None:
    """Agree for the organization acted for to the objective as it was read.

    Raises:
        NotAllowed: the policy refuses.
        ObjectiveChanged: it has changed since it was read.
    """
    with permitted(by, [("agree_objective", objective)]) as yes:
        now = _locked(objective)
        if now.revision != revision:
            raise ObjectiveChanged(now)
        _row, made = ObjectiveAgreement.objects.get_or_create(
            objective=now, revision=revision, organization=by.organization, defaults={"agreed_by": by.user}
        )
        if made:
            _record(by, "objective.agreed", now, yes)


def drop_objective(objective: Objective, *, by: Actor) -> None:
    """Take an objective away that not all have agreed to.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: every party has agreed to it as it stands.
    """
    with permitted(by, [("plan", objective)]) as yes:
        now = _locked(objective)
        agreed = now.agreements.filter(revision=now.revision).values("organization")
        if not now.project.undertaking.parties.exclude(organization__in=agreed).exists():
            raise ValidationError(_("Every party has agreed to this objective. Change it, and they are asked again."))
        _record(by, "objective.dropped", now, yes)
        now.delete()


def _check(objective: Objective) -> None:
    known = {(each.task, each.code): each for each in metrics()}
    metric = known.get((objective.task, objective.metric))
    faults: dict[str, str] = {}
    if metric is None:
        told = ", ".join(each.code for each in known.values() if each.task == objective.task)
        faults["metric"] = _("“%(task)s” is not measured by “%(metric)s”. Choose one of: %(known)s.") % {
            "task": objective.task,
            "metric": objective.metric,
            "known": told or _("none"),
        }
    elif not math.isfinite(objective.target) or (metric.is_share and not 0 <= objective.target <= 1):
        faults["target"] = _("%(metric)s is a share: write a number from 0 to 1, such as 0.9 for 90 %%.") % {
            "metric": metric.name
        }
    if faults:
        raise ValidationError(faults)
    objective.full_clean()


def _expect(objective: Objective, words: str, by: Actor) -> None:
    Expectation.objects.update_or_create(
        objective=objective, organization=by.organization, defaults={"words": words.strip(), "written_by": by.user}
    )


def _locked(objective: Objective) -> Objective:
    """The objective as it is now: who changes it and who agrees to it wait for each other."""
    found = Objective.objects.select_for_update(of=("self",)).select_related("project__undertaking")
    now = found.filter(pk=objective.pk).first()
    if now is None:
        raise ValidationError(_("This objective is no longer there."))
    return now


def _record(by: Actor, verb: str, objective: Objective, yes: Any) -> None:
    undertaking = objective.project.undertaking
    record(by, verb, undertaking, decision=yes, objective=str(objective.uid), name=objective.name)
