"""What an agreement asks of somebody after it is signed: duties to delete, reviews that are due, findings to mend."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from agreements.keeping.sets import DutyState
from agreements.models import Agreement, ComplianceReview, Condition, Duty, Finding, Fulfilment, State
from agreements.policy import VERBS, visible
from agreements.policy.tables import Side
from dashboard.entries import Waiting
from organizations.actor import Actor
from organizations.models import Organization

if TYPE_CHECKING:
    from agreements.keeping.rows import ToldRow

AHEAD = timedelta(days=30)


def owed_by(actor: Actor, organization: Organization) -> Iterator[Waiting]:
    """All of it, in a fixed number of questions."""
    if actor.roles & VERBS["agreement", "fulfil_duty"].sides[Side.PARTY]:
        yield from _duties(actor, organization)
        yield from _findings(actor, organization)
        yield from _conditions(actor, organization)
    if actor.roles & VERBS["agreement", "review_compliance"].sides[Side.PARTY]:
        yield from _reviews(actor, organization)
    if actor.is_reviewer:
        yield from _said_of_conditions(actor)


def _duties(actor: Actor, organization: Organization) -> Iterator[Waiting]:
    rows = visible(actor, Duty.objects.to_do().filter(organization=organization), "discover")
    for duty in cast("Iterable[ToldRow]", rows):
        day = _day(duty.due_at)
        why = (
            _("Overdue since %(day)s: what was shared under it has to be deleted.")
            if duty.stands == DutyState.OVERDUE
            else _("It is over: what was shared under it has to be deleted until %(day)s.")
        )
        yield Waiting("agreement", str(duty.agreement), duty.get_absolute_url(), why % {"day": day}, _("Read and do"))


def _findings(actor: Actor, organization: Organization) -> Iterator[Waiting]:
    mine = Finding.objects.filter(organization=organization, mended_at=None, closed_at=None)
    rows = mine.select_related("review__agreement").order_by("due_on", "id")
    for finding in visible(actor, rows, "discover"):
        why = _("A review found something to mend until %(day)s.") % {"day": date_format(finding.due_on)}
        review = finding.review
        yield Waiting("agreement", str(review.agreement), review.get_absolute_url(), why, _("Read and mend"))


def _conditions(actor: Actor, organization: Organization) -> Iterator[Waiting]:
    """Conditions of approvals with a day, of which nothing is said that was enough."""
    said = Fulfilment.objects.filter(condition=OuterRef("pk")).exclude(answer=Fulfilment.Answer.NOT_ENOUGH)
    agreements = visible(actor, Agreement.objects.filter(parties__organization=organization), "discover")
    rows = Condition.objects.filter(
        ~Exists(said), due_on__isnull=False, review__version__current_of__in=agreements.values("pk")
    ).select_related("review__version__agreement")
    for condition in rows.order_by("due_on", "id"):
        agreement, due_on = condition.review.version.agreement, condition.due_on
        assert due_on is not None  # it was asked for
        why = (
            _("A condition of its approval is overdue since %(day)s: %(condition)s")
            if due_on < timezone.now().date()
            else _("A condition of its approval has to be met by %(day)s: %(condition)s")
        )
        told = {"day": date_format(due_on), "condition": condition.text}
        yield Waiting("agreement", str(agreement), agreement.get_absolute_url(), why % told, _("Read and meet"))


def _said_of_conditions(actor: Actor) -> Iterator[Waiting]:
    """What parties say of conditions, for the reviewers to answer."""
    rows = Fulfilment.objects.filter(answer=Fulfilment.Answer.WAITS).select_related(
        "condition__review__version__agreement", "said_for"
    )
    for said in visible(actor, rows, "discover"):
        agreement = said.condition.review.version.agreement
        why = _("%(organization)s says that a condition is met: %(condition)s") % {
            "organization": said.said_for,
            "condition": said.condition.text,
        }
        yield Waiting("agreement", str(agreement), agreement.get_absolute_url(), why, _("Read and answer"))


def _reviews(actor: Actor, organization: Organization) -> Iterator[Waiting]:
    now = timezone.now()
    answered = ComplianceReview.objects.filter(
        agreement=OuterRef("pk"), concluded_at=None, answers__has_key=organization.slug
    )
    mine = Agreement.objects.filter(~Exists(answered), parties__organization=organization, parties__receives=True)
    alive = mine.filter(Q(ends_at=None) | Q(ends_at__gt=now), state=State.ACTIVE)
    for agreement in visible(actor, alive.filter(compliance_due_at__lt=now + AHEAD), "discover"):
        due_at = agreement.compliance_due_at
        assert due_at is not None  # it was asked for
        why = (
            _("Its compliance review is overdue since %(day)s.")
            if due_at <= now
            else _("Its compliance review is due on %(day)s.")
        )
        yield Waiting(
            "agreement", str(agreement), agreement.get_absolute_url(), why % {"day": _day(due_at)}, _("Read and answer")
        )


def _day(at: datetime | None) -> str:
    return date_format(localtime(at)) if at else ""
