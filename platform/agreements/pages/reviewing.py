"""What a reviewer sees beside an agreement: the queue, checklist, comments, and whether it is theirs to decide."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from agreements.checklists import POINTS, kind_of
from agreements.models import Agreement, Comment, Review, StaffComment, State
from agreements.pages.talks import talk_of
from agreements.pages.texts import text_of
from agreements.policy import decide, visible
from agreements.rendering import KEEPERS
from agreements.services import inspection
from agreements.services.review import approvals_missing
from agreements.services.versions import current_of
from organizations.actor import Actor

PROMISED_DAYS = 7
ALL_POINTS = {point.code: point.asks for point in POINTS} | inspection.POINTS


class Waiting(NamedTuple):
    """An agreement in the queue; `not_yours` says why this reviewer may not have it."""

    agreement: Agreement
    parties: str
    days: int
    not_yours: str

    @property
    def late_days(self) -> int:
        """Days past what parties are promised."""
        return max(0, self.days - PROMISED_DAYS)


class Said(NamedTuple):
    """A comment as the desk lists it."""

    comment: Comment | StaffComment
    for_staff: bool
    at: datetime


def waiting(agreements: QuerySet[Agreement], reviewer: Actor) -> list[Waiting]:
    """The queue, the oldest first."""
    rows = agreements.filter(state__in=[State.AGREED, State.IN_REVIEW])
    return [
        Waiting(
            agreement,
            " · ".join(party.organization.name for party in agreement.parties.all()),
            (timezone.now() - agreement.state_changed_at).days,
            _not_yours(agreement, reviewer),
        )
        for agreement in rows
    ]


def page_of_review(agreement: Agreement, reviewer: Actor, *, show: str = "") -> dict[str, Any]:
    """The template context of the page on which a reviewer decides; `show` narrows the comments to one kind."""
    version = current_of(agreement)
    text = text_of(version)
    kind = kind_of(agreement)
    reviews = list(
        Review.objects.filter(version__agreement=agreement)
        .select_related("reviewer", "version")
        .prefetch_related("conditions", "points")
    )
    said = comments_of(agreement, reviewer)
    return {
        "agreement": agreement,
        "version": version,
        "text": text,
        "kept": [(keeper, sum(clause.keeper == keeper for clause in text.clauses)) for keeper in KEEPERS],
        "kind": kind,
        "found": list(inspection.findings(agreement)),
        "verdicts": [(one, points_in_words(one)) for one in reviews],
        "given": [one for one in reviews if one.version_id == version.pk],
        "missing": approvals_missing(agreement, version),
        "talk": talk_of(agreement, version, text, reviewer),
        "said": [one for one in said if not show or one.for_staff == (show == "staff")],
        "said_count": {
            "all": len(said),
            "parties": sum(not one.for_staff for one in said),
            "staff": sum(one.for_staff for one in said),
        },
        "show": show,
        "not_yours": _not_yours(agreement, reviewer),
    }


def comments_of(agreement: Agreement, reviewer: Actor) -> list[Said]:
    """What was said to the reviewers or among them, about all versions, in the order of time."""
    open_to_all = visible(reviewer, Comment.objects.filter(version__agreement=agreement), "discover")
    among_staff = visible(reviewer, StaffComment.objects.filter(version__agreement=agreement), "discover")
    said: Iterable[Said] = (
        *(Said(one, False, one.written_at) for one in open_to_all.select_related("author", "organization", "version")),
        *(Said(one, True, one.written_at) for one in among_staff.select_related("author", "version")),
    )
    return sorted(said, key=lambda one: one.at)


def points_in_words(review: Review) -> list[tuple[str, bool, str]]:
    """The checklist as it was kept with a verdict: what was asked, whether it held, what was found."""
    return [(str(ALL_POINTS.get(one.point, one.point)), one.holds, one.says) for one in review.points.all()]


def _not_yours(agreement: Agreement, reviewer: Actor) -> str:
    decision = decide(reviewer, "review", agreement)
    return "" if decision.allowed else decision.sentences(reviewer)[0]
