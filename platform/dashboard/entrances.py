"""Who wants in, and where one is wanted: invitations, requests to join, organizations for staff to look at."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.addresses import proved_addresses
from agreements.policy import VERBS
from agreements.policy.tables import Side
from dashboard.entries import Waiting
from organizations.actor import Actor
from organizations.models import Invitation, JoinRequest, Organization


def entrances_for(actor: Actor) -> Iterator[Waiting]:
    """All of them, in a fixed number of queries."""
    yield from _invitations(actor)
    if actor.verified and actor.roles & VERBS["organization", "answer_join"].sides[Side.ITSELF]:
        yield from _requests(actor)
    if actor.is_of_operator and actor.roles & VERBS["organization", "verify"].sides[Side.OPERATOR]:
        yield from _unverified()


def _invitations(actor: Actor) -> Iterator[Waiting]:
    mine = Invitation.objects.addressed_to(proved_addresses(actor.user)).select_related("organization", "invited_by")
    for one in mine:
        told = {"person": one.invited_by, "roles": ", ".join(one.role_names)}
        why = _("%(person)s invites you to act for it as %(roles)s.") % told
        url = reverse("organizations:accept", args=[one.uid])
        yield Waiting("inbox", one.organization.name, url, why, _("Read and accept"))


def _requests(actor: Actor) -> Iterator[Waiting]:
    waiting = JoinRequest.objects.filter(organization=actor.organization, state=JoinRequest.State.WAITING)
    for one in waiting.select_related("user", "organization"):
        why = _("Asks to act for %(organization)s, with the address %(email)s.")
        url = f"{one.organization.get_absolute_url()}#wait-to-come-in"
        told = {"organization": one.organization, "email": one.email}
        yield Waiting("person", str(one.user), url, why % told, _("Answer"))


def _unverified() -> Iterator[Waiting]:
    for one in Organization.objects.filter(verified_at=None, rejected_at=None).order_by("created_at", "id"):
        url = reverse("admin:organizations_organization_look", args=[one.slug])
        yield Waiting("organization", one.name, url, _("Waits to be verified."), _("Look at it"))
