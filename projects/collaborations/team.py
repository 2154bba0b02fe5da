"""The team of a project, as pages and the API tell it: by organization."""

from typing import NamedTuple

from django.db.models import QuerySet

from agreements.models import TeamMember, Undertaking
from agreements.policy import decide
from organizations.actor import Actor
from organizations.models import Organization


class House(NamedTuple):
    """The people of one party, and whether the reader changes what they do."""

    organization: Organization
    members: list[TeamMember]
    may_change: bool


def team_of(undertaking: Undertaking) -> QuerySet[TeamMember]:
    """Everybody in it, by organization and name."""
    return undertaking.team.select_related("user", "organization", "undertaking").order_by(
        "organization__name", "user__name", "id"
    )


def members_of(undertaking: Undertaking, actor: Actor) -> QuerySet[TeamMember]:
    """Those whom the organization acted for brought along: only it changes what they do."""
    return team_of(undertaking).filter(organization=actor.organization)


def houses_of(undertaking: Undertaking, reader: Actor) -> list[House]:
    """Every party with its people, the reader's own first; a party without any is told as well."""
    may = decide(reader, "edit", undertaking).allowed
    everybody = list(team_of(undertaking))
    parties = [each.organization for each in undertaking.parties.select_related("organization")]
    parties.sort(key=lambda each: (each != reader.organization, each.name))
    return [
        House(party, [one for one in everybody if one.organization == party], may and party == reader.organization)
        for party in parties
    ]
