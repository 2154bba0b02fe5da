"""A manuscript's way out of the project: given to its readers, answered, submitted, published.

Whether it may leave is asked of the policy at that moment; no row says so.
"""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.noticing.people import who_may, working_on
from agreements.policy import Reader, permitted, readers_by, terms_on
from audit.services import record
from knowledge.models import Manuscript, ManuscriptReading, Paper
from knowledge.noticing import KNOWLEDGE
from notifications.services import Recipient, publish
from organizations.actor import Actor

Answer = ManuscriptReading.Answer


def readers_of(paper: Paper) -> list[Reader]:
    """Who may read it before it is submitted, by the terms that bind what it rests on."""
    return readers_by(terms_on(paper.organization, paper.assets()), paper.organization)


def give_manuscript(paper: Paper, *, by: Actor) -> list[ManuscriptReading]:
    """Give the latest manuscript to those of its readers who have not got it: their days run from now on.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: there is no manuscript, nobody is left to give it to, or a reader is not in the project.
    """
    with permitted(by, [("write_paper", paper)]) as yes:
        latest = paper.latest
        if latest is None:
            raise ValidationError(_("There is no manuscript yet. Add one first."))
        readers = _left(paper)
        given = [_give(latest, reader, timezone.now()) for reader in readers]
        record(
            by, "paper.given", paper, decision=yes, number=latest.number, to=[str(one.organization) for one in given]
        )
        people = who_may("answer_manuscript", "undertaking", [one.organization_id for one in given])
        _tell("paper.given", paper, people, by)
    return given


def answer_manuscript(
    reading: ManuscriptReading, answer: str, *, by: Actor, reason: str = "", asks: str = ""
) -> ManuscriptReading:
    """Agree before the days have ended, or object: why, and what should change.

    Raises:
        NotAllowed: the policy refuses; each reader answers for itself.
        ValidationError: an objection has no reason or doesn't say what should change, or the days to object are over.
    """
    with permitted(by, [("answer_manuscript", reading)]) as yes:
        paper = reading.manuscript.paper
        objects = answer == Answer.OBJECTS
        if objects:
            _check_objection(reading, paper, reason, asks)
        reading.answer, reading.reason, reading.asks = answer, reason.strip(), asks.strip()
        reading.answered_by, reading.answered_at = by.user, timezone.now()
        reading.full_clean()
        reading.save()
        verb = "paper.objected" if objects else "paper.agreed"
        record(by, verb, paper, decision=yes, number=reading.manuscript.number, reason=reading.reason)
        _tell(verb, paper, _writers(paper), by)
    return reading


def submit_paper(paper: Paper, *, by: Actor) -> Paper:
    """Say that it was submitted.

    Raises:
        NotAllowed: the policy refuses: a reader has days left or objects, an embargo or an invention keeps it in, or
            what it rests on may not be used now.
        ValidationError: there is no manuscript, or it was submitted before.
    """
    return _let_out(paper, "submitted", by=by)


def publish_paper(paper: Paper, *, by: Actor) -> Paper:
    """Say that it is published; a version that came after the submission is asked about like the first.

    Raises:
        NotAllowed: as for submitting.
        ValidationError: it was not submitted, or was published before.
    """
    return _let_out(paper, "published", by=by)


def _let_out(paper: Paper, step: str, *, by: Actor) -> Paper:
    with permitted(by, [("publish_paper", paper)]) as yes:
        paper = Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
        latest = paper.latest
        if latest is None:
            raise ValidationError(_("There is no manuscript yet. Add one first."))
        if step == "published" and paper.submitted_at is None:
            raise ValidationError(_("The paper was not submitted yet."))
        if getattr(paper, f"{step}_at"):
            raise ValidationError(_("That is said already."))
        setattr(paper, f"{step}_at", timezone.now())
        paper.save(update_fields=[f"{step}_at"])
        record(by, f"paper.{step}", paper, decision=yes, number=latest.number, sha256=latest.file.sha256)
        _tell(f"paper.{step}", paper, working_on(paper.project.undertaking, but=by.organization), by)
    return paper


def _left(paper: Paper) -> list[Reader]:
    """Readers who have not got the latest manuscript."""
    have, undertaking = paper.readings(), paper.project.undertaking
    left = [reader for reader in readers_of(paper) if reader.organization.pk not in have]
    if not left:
        raise ValidationError(_("Nobody is left to give it to: no agreement gives anybody else days to read it."))
    parties = set(undertaking.parties.values_list("organization", flat=True))
    outside = [str(reader.organization) for reader in left if reader.organization.pk not in parties]
    if outside:
        told = {"names": ", ".join(outside)}
        raise ValidationError(_("%(names)s may read it and takes no part in the project: invite it first.") % told)
    return left


def _give(manuscript: Manuscript, reader: Reader, at: datetime) -> ManuscriptReading:
    return ManuscriptReading.objects.create(manuscript=manuscript, organization=reader.organization, given_at=at)


def _check_objection(reading: ManuscriptReading, paper: Paper, reason: str, asks: str) -> None:
    faults = {}
    if not reason.strip():
        faults["reason"] = _("Say why: the authors read it.")
    if not asks.strip():
        faults["asks"] = _("Say what should change, so that the authors can do it.")
    if faults:
        raise ValidationError(faults)
    given_days = {reader.organization.pk: reader.days for reader in readers_of(paper)}
    ended_at = reading.given_at + timedelta(days=given_days.get(reading.organization_id, 0))
    if not reading.is_open or ended_at <= timezone.now():
        raise ValidationError(_("Your days to object are over, or the paper was submitted. Write to its authors."))


def _writers(paper: Paper) -> list[Recipient]:
    """Who works on the project for the organization that publishes it."""
    team = paper.project.undertaking.team.filter(organization=paper.organization_id)
    return [Recipient(*row) for row in team.values_list("user", "organization")]


def _tell(verb: str, paper: Paper, people: list[Recipient], by: Actor) -> None:
    publish(KNOWLEDGE.code, verb, paper, to=[one for one in people if one.user != by.user.pk], by=str(by.organization))
