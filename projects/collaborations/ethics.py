"""Ethics approvals of a project, as a reader meets them."""

from typing import NamedTuple

from django.utils import timezone

from agreements.models import EthicsApproval, Undertaking
from agreements.policy import decide, visible
from organizations.actor import Actor
from organizations.models import Organization


class ToldApproval(NamedTuple):
    """An approval, whether it still holds, who accepted it, and whether the reader can."""

    approval: EthicsApproval
    holds: bool
    accepted_by: list[Organization]
    may_accept: bool


def ethics_of(undertaking: Undertaking, reader: Actor) -> list[ToldApproval]:
    """Those that the reader may see, the latest first."""
    filed = EthicsApproval.objects.filter(undertaking=undertaking).select_related("organization", "undertaking")
    known = visible(reader, filed.prefetch_related("acceptances__organization"), "discover")
    accepts = decide(reader, "accept_ethics_approval", undertaking).allowed
    return [_told(approval, reader, accepts=accepts) for approval in known]


def _told(approval: EthicsApproval, reader: Actor, *, accepts: bool) -> ToldApproval:
    """One of them. Who accepts any in this project accepts all that another party filed."""
    holds = approval.expires_at > timezone.now()
    accepted_by = [each.organization for each in approval.acceptances.all()]
    may_accept = accepts and holds and reader.organization not in (approval.organization, *accepted_by)
    return ToldApproval(approval, holds, accepted_by, may_accept)
