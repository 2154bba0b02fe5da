"""The parties of a project and who is invited into it, as pages and the API tell it."""

from typing import NamedTuple

from django.db.models import QuerySet

from agreements.models import PartyInvitation, Undertaking, UndertakingParty
from agreements.policy import decide, visible
from organizations.actor import Actor
from organizations.models import Organization


class Part(NamedTuple):
    """A party, and whether the reader may end its part."""

    party: UndertakingParty
    may_end: bool


def parts_of(undertaking: Undertaking, reader: Actor) -> list[Part]:
    """Every party by name. Who may end the part of their own organization may end those it brought along as well."""
    rows = undertaking.parties.select_related("organization", "brought_by", "undertaking")
    parties = list(rows.order_by("organization__name"))
    own = next((party for party in parties if party.organization == reader.organization), None)
    may = own is not None and decide(reader, "end_part", own).allowed
    return [Part(party, may and reader.organization in (party.organization, party.brought_by)) for party in parties]


def open_invitations(undertaking: Undertaking, reader: Actor) -> QuerySet[PartyInvitation]:
    """Those that wait for an answer."""
    rows = undertaking.invitations.waiting().select_related("organization", "invited_by", "invited_for")
    return visible(reader, rows, "discover")


def invitations_to(reader: Actor) -> QuerySet[PartyInvitation]:
    """Every invitation that the reader may know of, with what it tells."""
    rows = PartyInvitation.objects.select_related("undertaking__purpose", "organization", "invited_by", "invited_for")
    return visible(reader, rows, "discover")


def who_can_join(undertaking: Undertaking) -> QuerySet[Organization]:
    """Verified organizations that take no part yet and are not invited."""
    rows = Organization.objects.verified().exclude(kind=Organization.Kind.OPERATOR)
    asked = undertaking.invitations.waiting().values("organization")
    return rows.exclude(pk__in=undertaking.parties.values("organization")).exclude(pk__in=asked).order_by("name")
