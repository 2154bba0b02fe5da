"""The conditions of an approval, as pages and API show them: how each stands, and what the reader can do about it."""

from typing import NamedTuple

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, Condition, Fulfilment, TermsVersion
from agreements.policy import decide
from organizations.actor import Actor

OPEN, WAITS, OVERDUE, CONFIRMED = "open", "waits", "overdue", "confirmed"
LOOKS: dict[str, tuple[str, str, Promise]] = {
    OPEN: ("wait", "wait", _("To be met")),
    WAITS: ("run", "run", _("Waits for a reviewer")),
    OVERDUE: ("stop", "warn", _("Overdue")),
    CONFIRMED: ("ok", "ok", _("Met")),
}


class ToldCondition(NamedTuple):
    """A condition with its place among those of its version, where it stands, and what was said of it."""

    number: int
    condition: Condition
    stands: str
    fulfilments: list[Fulfilment]

    @property
    def tone(self) -> str:
        """How its state looks."""
        return LOOKS[self.stands][0]

    @property
    def icon(self) -> str:
        """The state as a picture."""
        return LOOKS[self.stands][1]

    @property
    def word(self) -> Promise:
        """The state in a word."""
        return LOOKS[self.stands][2]

    @property
    def said(self) -> Fulfilment | None:
        """What a reviewer has to answer."""
        return next((one for one in self.fulfilments if one.answer == Fulfilment.Answer.WAITS), None)


def conditions_of(version: TermsVersion) -> list[ToldCondition]:
    """On which conditions reviewers approved a version, in their order."""
    rows = Condition.objects.filter(review__version=version).select_related("review__reviewer")
    return [_told(number, condition) for number, condition in enumerate(with_fulfilments(rows), start=1)]


def with_fulfilments(rows: QuerySet[Condition]) -> QuerySet[Condition]:
    """Conditions with what was said of each."""
    return rows.prefetch_related("fulfilments__said_by", "fulfilments__said_for", "fulfilments__answered_by")


def _told(number: int, condition: Condition) -> ToldCondition:
    said = list(condition.fulfilments.all())
    return ToldCondition(number, condition, stands(condition, said), said)


def stands(condition: Condition, said: list[Fulfilment]) -> str:
    """Confirmed; else overdue from the day after it was due; else waiting for a reviewer, or to be met."""
    answers = {one.answer for one in said}
    if Fulfilment.Answer.CONFIRMED in answers:
        return CONFIRMED
    if condition.due_on is not None and condition.due_on < timezone.now().date():
        return OVERDUE
    return WAITS if Fulfilment.Answer.WAITS in answers else OPEN


class MayDo(NamedTuple):
    """What the reader can do about a condition now."""

    say: bool
    answer: bool


def may_do(agreement: Agreement, told: ToldCondition, reader: Actor) -> MayDo:
    """A party says how it was met while nothing is said; a reviewer answers what is."""
    nothing_said = told.said is None and told.stands != CONFIRMED
    return MayDo(
        say=nothing_said and decide(reader, "meet_condition", agreement).allowed,
        answer=told.said is not None and decide(reader, "confirm_condition", agreement).allowed,
    )
