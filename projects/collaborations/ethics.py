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
    return [told(approval, reader) for approval in known]


def told(approval: EthicsApproval, reader: Actor) -> ToldApproval:
    """One of them."""
    holds = approval.expires_at > timezone.now()
    accepted_by = [each.organization for each in approval.acceptances.all()]
    open_to_reader = holds and reader.organization not in accepted_by
    may_accept = open_to_reader and decide(reader, "accept_ethics_approval", approval).allowed
    return ToldApproval(approval, holds, accepted_by, may_accept)
