"""What others ask of a person: to answer a request for access, to ask in another way, to take part in a project."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import AccessRequest, PartyInvitation
from agreements.policy import VERBS, visible
from agreements.policy.tables import Side
from dashboard.entries import Waiting
from organizations.actor import Actor
from organizations.models import Organization

# For so long a refusal stands among what waits for who asked.
TOLD_FOR = timedelta(days=14)


def asked_of(actor: Actor, organization: Organization) -> Iterator[Waiting]:
    """What was asked of the organization and waits for an answer, and what was refused to this person of late."""
    to_answer = Q(state=AccessRequest.State.OPEN, asset__owner=organization)
    to_read = Q(state=AccessRequest.State.REFUSED, asked_by=actor.user.pk, answered_at__gte=timezone.now() - TOLD_FOR)
    requests = AccessRequest.objects.filter(to_answer | to_read).select_related("asset", "organization", "asked_by")
    answers = bool(actor.roles & VERBS["asset", "answer_access"].sides[Side.OWNER])
    for request in visible(actor, requests.order_by("id"), "discover"):
        where = (request.asset.name, request.get_absolute_url())
        if request.state == AccessRequest.State.REFUSED:
            why = _("Your request was refused: %(reason)s") % {"reason": request.reason}
            yield Waiting("key", *where, why, _("Read how to ask again"))
        elif answers:
            why = _("%(person)s of %(organization)s asks: %(operation)s.") % {
                "person": request.asked_by,
                "organization": request.organization,
                "operation": request.get_operation_display(),
            }
            yield Waiting("key", *where, why, _("Read and answer"))


def invited_into(actor: Actor, organization: Organization) -> Iterator[Waiting]:
    """Projects that the organization is invited into, for who may answer."""
    if not actor.roles & VERBS["partyinvitation", "answer_invitation"].sides[Side.ITSELF]:
        return
    waits = PartyInvitation.objects.filter(organization=organization, state=PartyInvitation.State.OPEN)
    rows = visible(actor, waits.select_related("undertaking", "invited_for").order_by("id"), "discover")
    for one in rows:
        why = _("%(organization)s invites your organization to take part.") % {"organization": one.invited_for}
        yield Waiting("project", str(one), one.get_absolute_url(), why, _("Read and answer"))
