"""What an agreement asks of its parties, as its page and the dashboard show it: duties, reviews, findings."""

from datetime import datetime
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.text import capfirst

from agreements.keeping.sets import DutyState
from agreements.models import Agreement, ComplianceReview, Duty, Finding
from agreements.policy import decide
from agreements.services.compliance import REVIEWABLE
from organizations.actor import Actor

# How a duty looks: the words of its state are the dashboard's and the pages' alike.
LOOKS = {
    DutyState.AHEAD: ("rest", "rest"),
    DutyState.OPEN: ("wait", "wait"),
    DutyState.OVERDUE: ("stop", "warn"),
    DutyState.FULFILLED: ("ok", "ok"),
}


class ToldDuty(NamedTuple):
    """A duty with how it looks, and whether the reader can fulfil it now."""

    duty: Duty
    tone: str
    icon: str
    word: str
    is_mine: bool


class ComplianceStanding(NamedTuple):
    """When the next review is due, whether it is overdue or has stopped the agreement, and the reviews there were."""

    due_at: datetime | None
    stops_at: datetime | None
    is_overdue: bool
    has_stopped: bool
    reviews: list[ComplianceReview]
    open_findings: list[Finding]


def told_duty(duty: Any, reader: Actor | None) -> ToldDuty:
    """One duty, read with `told()`, as `reader` meets it; nobody's own without one."""
    stands = DutyState(duty.stands)
    is_mine = (
        reader is not None
        and duty.organization == reader.organization
        and stands in (DutyState.OPEN, DutyState.OVERDUE)
    )
    return ToldDuty(duty, *LOOKS[stands], str(capfirst(stands.label)), is_mine)


def obligations_of(agreement: Agreement, reader: Actor) -> dict[str, Any]:
    """The part of the agreement's page on duties and compliance: a fixed number of questions."""
    return {
        "duties": [told_duty(duty, reader) for duty in agreement.duties.told()],
        "compliance": compliance_of(agreement),
    }


def may_open_review(agreement: Agreement, reader: Actor) -> bool:
    """Whether the reader can begin a compliance review now."""
    under_way = agreement.compliance_reviews.filter(concluded_at=None).exists()
    return agreement.state in REVIEWABLE and not under_way and decide(reader, "review_compliance", agreement).allowed


def compliance_of(agreement: Agreement) -> ComplianceStanding:
    """Where the reviews of an agreement stand now; the policy compares the same times."""
    now = timezone.now()
    due_at, stops_at = agreement.compliance_due_at, agreement.compliance_stops_at
    findings = Finding.objects.filter(review__agreement=agreement, closed_at=None)
    return ComplianceStanding(
        due_at,
        stops_at,
        is_overdue=due_at is not None and due_at <= now,
        has_stopped=stops_at is not None and stops_at <= now,
        reviews=list(agreement.compliance_reviews.select_related("opened_by", "opened_for", "concluded_by")),
        open_findings=list(findings.select_related("organization", "review")),
    )
