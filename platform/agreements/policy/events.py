"""Who reads which events: one's own, one's organization's, what concerns its agreements, projects and assets.

Everything is compared on the event's own row, so that a page costs the same however much was recorded.
"""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q, QuerySet

from agreements.models import Agreement, Party, Undertaking
from agreements.policy.narrowing import without_standing
from agreements.policy.tables import VERBS, Side
from audit.querysets import ABOUT_THE_PLATFORM, REFUSED
from organizations.actor import Actor
from organizations.models import Role

# What was done to a project itself: its purpose, team and parties, its ethics approvals. What is done within it (asking
# for access, submitting a job) names things that not every party may know; refusals are read as everywhere else.
OF_THE_PROJECT = Q(object_type__in=["agreements.undertaking", "agreements.partyinvitation"]) & ~Q(
    verb__endswith=REFUSED
)


def events_known_to(actor: Actor, agreements: QuerySet[Any, Any]) -> Q:
    """The rule for events; `agreements` are those that the actor may see."""
    if not actor.is_signed_in:
        return Q(pk__in=[])
    known = Q(actor_user_id=actor.user.pk)
    if without_standing(actor):
        return known
    assert actor.organization is not None  # who acts for nobody has no standing
    mine = Party.objects.filter(organization=actor.organization).values("agreement")
    known |= Q(concerns__overlap=_uids(agreements.filter(pk__in=mine)))
    known |= OF_THE_PROJECT & Q(concerns__overlap=_projects(actor))
    if actor.is_reviewer:  # its life, not what the parties do with it
        known |= Q(object_type="agreements.agreement", concerns__overlap=_uids(agreements))
    if actor.roles & VERBS["organization", "see_audit"].sides[Side.ITSELF]:
        known |= Q(organization_id=actor.organization.pk)
    if actor.roles & VERBS["asset", "see_audit"].sides[Side.OWNER]:
        known |= Q(owners__contains=[actor.organization.pk])
    if actor.is_of_operator and Role.STAFF in actor.roles:
        known |= ABOUT_THE_PLATFORM
    return known


def _uids(agreements: QuerySet[Any, Any]) -> ArraySubquery:
    return ArraySubquery(Agreement.objects.filter(pk__in=agreements.values("pk")).order_by().values("uid"))


def _projects(actor: Actor) -> ArraySubquery:
    taking_part = Undertaking.objects.filter(parties__organization=actor.organization)
    return ArraySubquery(taking_part.order_by().values("uid"))
