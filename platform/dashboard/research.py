"""What waits for a person of papers and inventions: manuscripts to read, inventions to decide, deadlines."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements.policy import VERBS, visible
from agreements.policy.tables import Side
from dashboard.entries import Waiting
from knowledge.models import Deadline, Invention, ManuscriptReading
from organizations.actor import Actor
from organizations.models import Organization

AHEAD = timedelta(days=30)


def waiting_of_research(actor: Actor, organization: Organization) -> Iterator[Waiting]:
    """All of it, in a fixed number of questions."""
    if actor.roles & VERBS["undertaking", "answer_manuscript"].sides[Side.PARTY]:
        yield from _manuscripts(actor, organization)
    if actor.roles & VERBS["undertaking", "decide_invention"].sides[Side.PARTY]:
        yield from _inventions(actor, organization)
        yield from _deadlines(actor, organization)


def _manuscripts(actor: Actor, organization: Organization) -> Iterator[Waiting]:
    """The latest of each paper, that it was given and has not answered."""
    rows = ManuscriptReading.objects.annotate(latest=Max("manuscript__paper__manuscripts__number"))
    mine = rows.filter(organization=organization, answer="", manuscript__number=F("latest"))
    of_paper = "manuscript__paper__"
    waits = Q(**{f"{of_paper}submitted_at": None}) | Q(given_at__gt=F(f"{of_paper}submitted_at"))
    mine = mine.filter(waits, **{f"{of_paper}published_at": None}).select_related(f"{of_paper}project__undertaking")
    for reading in visible(actor, mine.order_by("given_at", "id"), "discover"):
        paper = reading.manuscript.paper
        why = _("Its authors gave it to you on %(day)s: until your days are over you can object, or agree earlier.")
        told = {"day": date_format(timezone.localtime(reading.given_at))}
        yield Waiting("paper", str(paper), f"{paper.get_absolute_url()}#readers", why % told, _("Read and answer"))


def _inventions(actor: Actor, organization: Organization) -> Iterator[Waiting]:
    mine = Invention.objects.undecided().filter(organization=organization).select_related("project__undertaking")
    for invention in visible(actor, mine.order_by("decide_by", "id"), "discover"):
        why = _("Decide by %(day)s whether it is filed. Papers on the same wait for it.")
        told = {"day": date_format(invention.decide_by)}
        yield Waiting("key", str(invention), invention.get_absolute_url(), why % told, _("Read and decide"))


def _deadlines(actor: Actor, organization: Organization) -> Iterator[Waiting]:
    near = Deadline.objects.filter(done_at=None, due_on__lte=timezone.now().date() + AHEAD)
    mine = near.filter(invention__organization=organization).select_related("invention__project__undertaking")
    for deadline in visible(actor, mine, "discover"):
        why = _("%(what)s: until %(day)s.") % {"what": deadline.what, "day": date_format(deadline.due_on)}
        address = f"{deadline.invention.get_absolute_url()}#deadlines"
        yield Waiting("key", str(deadline.invention), address, why, _("Read and do"))
