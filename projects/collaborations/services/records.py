"""What people write down of a project: risks and differences of interest, how they were settled, and decisions."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.policy import permitted
from agreements.services.deeds import record
from collaborations.models import Decision, Project, Risk
from organizations.actor import Actor


def raise_risk(project: Project, *, kind: str, words: str, by: Actor) -> Risk:
    """Write down what may go wrong, or where the parties want different things.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: there is nothing in it, or there is no such kind.
    """
    with permitted(by, [("plan", project.undertaking)]) as yes:
        assert by.organization is not None  # who acts for nobody has been refused
        risk = Risk(project=project, kind=kind, words=words.strip(), raised_by=by.user, raised_for=by.organization)
        risk.full_clean()
        risk.save()
        record(by, "risk.raised", project.undertaking, decision=yes, risk=str(risk.uid), kind=kind)
    return risk


def settle_risk(risk: Risk, *, resolution: str, by: Actor) -> Risk:
    """Say how it was settled; that stands.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: there is nothing in it, or it was settled before.
    """
    with permitted(by, [("plan", risk)]) as yes:
        now = Risk.objects.select_for_update(of=("self",)).get(pk=risk.pk)
        if now.settled_at:
            raise ValidationError(_("This is settled already. If it has come up again, raise it anew."))
        if not resolution.strip():
            raise ValidationError({"resolution": _("Write how it was settled: the others read it.")})
        now.resolution, now.settled_at = resolution.strip(), timezone.now()
        now.settled_by, now.settled_for = by.user, by.organization
        now.full_clean()
        now.save()
        record(by, "risk.settled", risk.project.undertaking, decision=yes, risk=str(risk.uid), kind=risk.kind)
    return now


def record_decision(project: Project, *, words: str, decided_on: date, by: Actor, reason: str = "") -> Decision:
    """Add a decision to the log. It is never changed: who decides otherwise adds another one.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: there is nothing in it, or its day is to come.
    """
    with permitted(by, [("plan", project.undertaking)]) as yes:
        assert by.organization is not None  # who acts for nobody has been refused
        if decided_on > timezone.localdate():
            raise ValidationError({"decided_on": _("This day is to come. Write the day on which it was decided.")})
        said = {"words": words.strip(), "reason": reason.strip(), "decided_on": decided_on}
        decision = Decision(project=project, **said, recorded_by=by.user, recorded_for=by.organization)
        decision.full_clean()
        decision.save()
        record(by, "decision.recorded", project.undertaking, decision=yes, logged=str(decision.uid))
    return decision
