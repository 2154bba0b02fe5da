"""What can be chosen in the composer: only what the drafter may know of."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from accounts.models import User
from agreements.models import Asset, TeamMember, Undertaking
from agreements.policy import visible
from agreements.terms import Terms
from organizations.actor import Actor
from organizations.models import Organization

MOST = 500


@dataclass(frozen=True)
class Choices:
    """The parties by address and name, and what they could share, work on, and with whom."""

    parties: dict[str, str]
    assets: dict[tuple[str, str], Asset]
    projects: dict[str, str]
    people: dict[str, str]

    def grouped_assets(self) -> list[Any]:
        """The assets by their owner, as a select shows them."""
        return [
            (name, [(f"{key[0]}/{key[1]}", one.name) for key, one in self.assets.items() if one.owner.slug == party])
            for party, name in self.parties.items()
        ]


def choices_for(parties: list[str], by: Actor, named: Terms | None = None) -> Choices:
    """What `by` can choose between these parties; whom and what the terms `named` before stays to be chosen."""
    found = {one.slug: one.name for one in Organization.objects.filter(slug__in=parties)}
    owned = visible(by, Asset.objects.filter(owner__slug__in=parties), "discover").select_related("owner")
    projects = visible(by, Undertaking.objects.filter(organizations__slug__in=parties), "discover").distinct()
    return Choices(
        {slug: found[slug] for slug in parties if slug in found},
        {(asset.kind, asset.slug): asset for asset in owned.order_by("name", "id")[:MOST]},
        {one.slug: one.name for one in projects.order_by("name", "id")[:MOST]},
        _people(parties, by, named["purposes"]["people"] if named else []),
    )


def _people(parties: list[str], by: Actor, named: list[str]) -> dict[str, str]:
    """The drafter's own colleagues, and those of the other parties who work with them in a project."""
    shared = visible(by, Undertaking.objects.all(), "discover")
    working = TeamMember.objects.filter(undertaking__in=shared, organization__slug__in=parties)
    own = Q(memberships__group__org_role__organization=by.organization)
    known = User.objects.filter(own | Q(pk__in=working.values("user")) | Q(uid__in=named), is_active=True).distinct()
    return {str(person.uid): str(person.name or person) for person in known.order_by("name", "id")[:MOST]}


def partners(by: Actor) -> list[tuple[str, str]]:
    """The organizations that an agreement can be drafted with."""
    others = visible(by, Organization.objects.verified(), "discover").exclude(kind=Organization.Kind.OPERATOR)
    if by.organization is not None:
        others = others.exclude(pk=by.organization.pk)
    return list(others.order_by("name", "id").values_list("slug", "name")[:MOST])
