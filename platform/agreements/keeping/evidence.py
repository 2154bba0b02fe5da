"""Evidence for a compliance review: who used what, how often, drawn from the audit; apps above add what they know."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Max, Q

from agreements.models import Agreement
from audit.models import Event
from audit.querysets import Span
from organizations.models import Organization

MOST_ROWS = 200


class Used(NamedTuple):
    """One line of evidence: who did what to which thing, how often and when last. `verb` is a deed of the audit."""

    organization: str
    person: str
    verb: str
    what: str
    times: int
    last_at: str

    def as_json(self) -> dict[str, Any]:
        """As a review keeps it."""
        return self._asdict()


class Spent(NamedTuple):
    """What was used up: `code` and numbers, made words for whoever reads."""

    code: str
    organization: str
    amount: float
    times: int

    def as_json(self) -> dict[str, Any]:
        """As a review keeps it."""
        return self._asdict()


Answerer = Callable[[Agreement, datetime], Iterable[Spent]]

_answerers: dict[str, Answerer] = {}


def register(name: str, answerer: Answerer) -> None:
    """Let an app above say what was spent under an agreement since a moment."""
    _answerers[name] = answerer


def evidence_of(agreement: Agreement, since: datetime) -> list[dict[str, Any]]:
    """All evidence since then, the most frequent use first."""
    spent = [line.as_json() for answer in _answerers.values() for line in answer(agreement, since)]
    return [*spent, *(line.as_json() for line in _used(agreement, since))]


def _used(agreement: Agreement, since: datetime) -> Iterable[Used]:
    """What the recipients did by this agreement's yes; each event of the audit carries the decision it rests on.

    The record's index of what concerns the agreement leads to them, so that others' events cost nothing. Events from
    before a decision told all that it rests on name one agreement.
    """
    by_it = Q(decision__agreements__contains=str(agreement.uid)) | Q(decision__agreement=str(agreement.uid))
    names = dict(Organization.objects.filter(agreements=agreement).values_list("pk", "name"))
    counted = (
        Event.objects.about(agreement.uid, Span.between(since, None))
        .filter(by_it, organization_id__in=names)
        .order_by()
        .values_list("organization_id", "actor_name", "verb", "object_name")
        .annotate(times=Count("pk"), last_at=Max("at"))
        .order_by("-times", "organization_id", "actor_name", "verb", "object_name")[:MOST_ROWS]
    )
    for organization, person, verb, what, times, last_at in counted:
        yield Used(names[organization], person, verb, what, times, last_at.isoformat())
