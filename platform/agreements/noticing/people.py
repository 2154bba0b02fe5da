"""The people who can act on something: by the roles that the policy's tables name, in the organizations concerned."""

from collections.abc import Iterable
from typing import Any

from agreements.downloads import DOWNLOADS
from agreements.models import (
    Agreement,
    Asset,
    AssetAncestor,
    AssetGroupPermission,
    Party,
    State,
    TeamMember,
    Undertaking,
)
from agreements.policy.tables import VERBS, WORKERS, Side
from audit.models import Event
from notifications.services import Recipient
from organizations.models import Organization, OrgRole, Role

# Who uses what an agreement shares, or answers for it: what begins or stops concerns them.
CONCERNED = WORKERS | {Role.SIGNATORY}


def who_may(verb: str, kind: str, organizations: Any, *, side: Side = Side.PARTY) -> list[Recipient]:
    """The people of verified organizations whose role lets them do `verb` to a thing of this kind."""
    return people_of(organizations, VERBS[kind, verb].sides[side])


def people_of(organizations: Any, roles: Iterable[str]) -> list[Recipient]:
    """The people of verified organizations who have one of these roles there."""
    held = OrgRole.objects.filter(
        organization__in=organizations,
        organization__verified_at__isnull=False,
        role__in=list(roles),
        group__memberships__user__is_active=True,
    )
    rows = held.order_by().values_list("group__memberships__user", "organization").distinct()
    return [Recipient(*row) for row in rows]


def parties_of(agreement: Agreement, *, but: Organization | None = None, side: str = "") -> Any:
    """The parties' ids: all, those on one side (`provides`, `receives`), or all but one; of a draft, none."""
    if agreement.state == State.DRAFT:
        return Party.objects.none().values("organization")
    parties = Party.objects.filter(agreement=agreement, **({side: True} if side else {}))
    return parties.exclude(organization=but).values("organization")


def unsigned(agreement: Agreement) -> Any:
    """The parties whose signature is missing under the terms as they stand."""
    parties = Party.objects.filter(agreement=agreement)
    return parties.exclude(signatures__version=agreement.current_version_id).values("organization")


def reviewers(verb: str = "review") -> list[Recipient]:
    """The platform's reviewers."""
    operator = Organization.objects.filter(kind=Organization.Kind.OPERATOR)
    return who_may(verb, "agreement", operator.values("pk"), side=Side.OPERATOR)


def working_on(undertaking: Undertaking, *, but: Organization | None = None) -> list[Recipient]:
    """Who works on it for the other parties."""
    team = undertaking.team.filter(role__in=TeamMember.WORKING).exclude(organization=but)
    return [Recipient(*row) for row in team.values_list("user", "organization")]


def sharing_in(asset: Any) -> Any:
    """The organizations that an agreement in force or suspended gives something of the asset, and its owner."""
    rows = AssetGroupPermission.objects.filter(
        content_object=asset, grant__agreement__state__in=[State.ACTIVE, State.SUSPENDED]
    )
    return {asset.owner_id, *rows.values_list("organization", flat=True)}


def having_used(asset: Asset) -> set[int]:
    """The organizations that made something of the asset, or downloaded a file of it."""
    made = AssetAncestor.objects.filter(ancestor=asset).values_list("asset__owner", flat=True)
    of_it = Event.objects.filter(verb__in=DOWNLOADS, object_type=Asset._meta.label_lower, object_id=str(asset.pk))
    took = of_it.order_by().values_list("organization_id", flat=True).distinct()
    return {*made, *(pk for pk in took if pk is not None)}
