"""What a reviewer answers before a verdict."""

from agreements.checklists import points_for
from agreements.models import Agreement, Review
from agreements.services.review import review
from organizations.actor import Actor


def all_hold(agreement: Agreement) -> dict[str, bool]:
    """Every point of the checklist of the agreement as it stands, answered with yes."""
    return {point.code: True for point in points_for(Agreement.objects.get(pk=agreement.pk))}


def approve(agreement: Agreement, *, by: Actor, reason: str = "Purpose and protection are clear.") -> Review:
    """The reviewer's approval, with nothing left open."""
    return review(agreement, "approve", reason=reason, by=by, answers=all_hold(agreement))
