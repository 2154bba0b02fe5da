"""Inventions: disclosed by who works on the project, decided by the party that answers for them."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import AssetVersion
from agreements.noticing.people import who_may, working_on
from agreements.policy import permitted
from audit.services import record
from collaborations.models import Project
from jobs.models import Job
from knowledge.foreground import check_foreground, filing_of
from knowledge.models import Basis, Deadline, Invention, Inventor, Licence, Stage
from knowledge.models.inventions import NEXT
from knowledge.noticing import KNOWLEDGE
from notifications.services import Recipient, publish
from organizations.actor import Actor
from organizations.countries import CODES
from organizations.models import Organization

DAYS_TO_DECIDE = 60  # where no agreement says within how many days it has to be filed
AHEAD = timedelta(days=14)


class Part(NamedTuple):
    """An inventor, for which party, and their part in percent."""

    name: str
    organization: Organization
    percent: Decimal


def disclose_invention(
    project: Project,
    *,
    title: str,
    description: str,
    inventors: Iterable[Part],
    by: Actor,
    background: str = "",
    jobs: Iterable[Job] = (),
    versions: Iterable[AssetVersion] = (),
) -> Invention:
    """Say what was invented, by whom and from what. Papers on the same are frozen until it is decided.

    Who decides, and until when, follows from the agreements behind it; else it is the organization acted for.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: it came from nothing here, or the parts don't add up to 100 % or are not those that an
            agreement gives each party.
    """
    parts, jobs, versions = list(inventors), list(jobs), list(versions)
    needs = [("discover", thing) for thing in (*jobs, *versions)]
    with permitted(by, [("disclose_invention", project.undertaking), *needs]) as yes:
        assert by.organization is not None  # a party
        _check_bases(project, jobs, versions)
        _check_parts(parts, project)
        bases = [Basis(job=job) for job in jobs] + [Basis(version=version) for version in versions]
        check_foreground(project, bases, parts)
        decider, days = filing_of(project, bases) or (by.organization, DAYS_TO_DECIDE)
        invention = Invention(project=project, organization=decider, disclosed_by=by.user)
        invention.title, invention.description, invention.background = title.strip(), description.strip(), background
        invention.decide_by = timezone.now().date() + timedelta(days=days)
        invention.full_clean()
        invention.save()
        for basis in bases:
            basis.invention = invention
        Basis.objects.bulk_create(bases)
        Inventor.objects.bulk_create(Inventor(invention=invention, **part._asdict()) for part in parts)
        record(by, "invention.disclosed", invention, decision=yes, title=invention.title)
        _tell("invention.disclosed", invention, by)
    return invention


def move_invention(
    invention: Invention,
    to: str,
    *,
    by: Actor,
    reason: str = "",
    number: str = "",
    jurisdictions: Iterable[str] = (),
) -> Invention:
    """Take the next step: review, filing, grant, or letting it go. Filing and letting go end the freeze of papers.

    Raises:
        NotAllowed: the policy refuses; only the party that answers for it decides.
        ValidationError: the step doesn't follow, or something that it needs is missing.
    """
    with permitted(by, [("decide_invention", invention)]) as yes:
        invention = Invention.objects.select_for_update(of=("self",)).get(pk=invention.pk)
        _check_step(invention, to, reason, number, jurisdictions)
        invention.stage = to
        invention.number = number.strip() or invention.number
        invention.jurisdictions = sorted(set(jurisdictions)) or invention.jurisdictions
        if not invention.freezes and invention.decided_at is None:
            invention.decided_at = timezone.now()
        invention.full_clean()
        invention.save()
        record(by, f"invention.{to}", invention, decision=yes, reason=reason.strip())
        _tell(f"invention.{to}", invention, by, reason=reason.strip())
    return invention


def set_deadline(invention: Invention, what: str, due_on: date, *, by: Actor) -> Deadline:
    """A day by which something has to be done; who decides about the invention is reminded two weeks before.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: it doesn't say what, or the day is over.
    """
    with permitted(by, [("decide_invention", invention)]) as yes:
        if due_on < timezone.now().date():
            raise ValidationError({"due_on": _("This day is over. Choose one to come.")})
        deadline = Deadline(invention=invention, what=what.strip(), due_on=due_on)
        deadline.full_clean()
        deadline.save()
        record(by, "invention.deadline_set", invention, decision=yes, due_on=due_on.isoformat())
    return deadline


def finish_deadline(deadline: Deadline, *, by: Actor) -> None:
    """Say that it is done.

    Raises:
        NotAllowed: the policy refuses.
    """
    with permitted(by, [("decide_invention", deadline.invention)]) as yes:
        if deadline.done_at is None:
            deadline.done_at = timezone.now()
            deadline.save(update_fields=["done_at"])
            record(by, "invention.deadline_met", deadline.invention, decision=yes, what=deadline.what)


def grant_licence(
    invention: Invention, organization: Organization, covers: str, *, by: Actor, exclusive: bool = False
) -> Licence:
    """Let an organization use what was filed or granted.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: it was not filed, or there is an exclusive licence already.
    """
    with permitted(by, [("decide_invention", invention)]) as yes:
        if invention.stage not in (Stage.FILED, Stage.GRANTED):
            raise ValidationError(_("Only what was filed or granted can be licensed."))
        if not invention.project.undertaking.parties.filter(organization=organization).exists():
            told = {"names": str(organization)}
            raise ValidationError({"organization": _("%(names)s takes no part in this project.") % told})
        if invention.licences.filter(exclusive=True).exists() or (exclusive and invention.licences.exists()):
            raise ValidationError(_("An exclusive licence is the only one, and there is one already."))
        licence = Licence(invention=invention, organization=organization, covers=covers.strip(), exclusive=exclusive)
        licence.full_clean()
        licence.save()
        record(by, "invention.licensed", invention, decision=yes, to=str(organization), exclusive=exclusive)
    return licence


def remind_of_deadlines() -> int:
    """Tell who decides about an invention of each deadline that comes near, once; how many."""
    near = Deadline.objects.filter(done_at=None, reminded_at=None, due_on__lte=timezone.now().date() + AHEAD)
    found = list(near.select_related("invention"))
    for deadline in found:
        if Deadline.objects.filter(pk=deadline.pk, reminded_at=None).update(reminded_at=timezone.now()):
            people = who_may("decide_invention", "undertaking", [deadline.invention.organization_id])
            publish(KNOWLEDGE.code, "deadline.near", deadline.invention, to=people, reason=deadline.what)
    return len(found)


def _check_bases(project: Project, jobs: list[Job], versions: list[AssetVersion]) -> None:
    """Raises ValidationError unless it came from something: a report of this project, or a version."""
    if not jobs and not versions:
        raise ValidationError({"bases": _("Name what it came from.")})
    if any(job.project_id != project.pk or not hasattr(job, "result") for job in jobs):
        raise ValidationError({"bases": _("Choose a job of this project that has its report.")})


def _check_parts(parts: list[Part], project: Project) -> None:
    """Raises ValidationError unless parties of the project have 100 % together."""
    total = sum((part.percent for part in parts), Decimal())
    if total != 100:
        told = {"total": f"{total.normalize():f}"}
        raise ValidationError({"inventors": _("The parts add up to %(total)s %%; they have to make 100 %%.") % told})
    parties = set(project.undertaking.parties.values_list("organization", flat=True))
    outside = sorted({str(part.organization) for part in parts if part.organization.pk not in parties})
    if outside:
        told = {"names": ", ".join(outside)}
        raise ValidationError({"inventors": _("%(names)s takes no part in this project.") % told})


def _check_step(invention: Invention, to: str, reason: str, number: str, jurisdictions: Iterable[str]) -> None:
    faults: dict[str, Any] = {}
    if to not in NEXT[Stage(invention.stage)]:
        faults["to"] = _("This step does not follow where the invention stands.")
    elif to == Stage.RELEASED and not reason.strip():
        faults["reason"] = _("Say why no patent is sought: the parties read it.")
    elif to == Stage.FILED and not (number.strip() and list(jurisdictions)):
        faults["number"] = _("Write the number of the application, and where it was filed.")
    unknown = sorted(set(jurisdictions) - CODES - {"EP", "WO"})
    if unknown:
        faults["jurisdictions"] = _("“%(code)s” is no code of a country, nor EP or WO.") % {"code": unknown[0]}
    if faults:
        raise ValidationError(faults)


def _tell(verb: str, invention: Invention, by: Actor, **params: str) -> None:
    """Who decides, and who works on the project for the other parties."""
    told: set[Recipient] = set(working_on(invention.project.undertaking, but=by.organization))
    told |= set(who_may("decide_invention", "undertaking", [invention.organization_id]))
    people = [one for one in told if one.user != by.user.pk]
    publish(
        KNOWLEDGE.code, verb, invention, to=people, by=str(by.organization), **{k: v for k, v in params.items() if v}
    )
