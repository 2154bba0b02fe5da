"""The same rule for many: which rows of a queryset the actor may do something to, as SQL."""

from datetime import datetime
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from agreements.models import (
    FROM_REVIEW_ON,
    Agreement,
    Asset,
    AssetVersion,
    Party,
    Review,
    State,
    TermsVersion,
    UndertakingParty,
)
from agreements.operations import Operation
from agreements.policy.events import events_known_to
from agreements.policy.excerpts import EVERYTHING, Excerpt
from agreements.policy.narrowing import out_of_scope, without_standing
from agreements.policy.preparing import narrowed
from agreements.policy.searching import AssetSearch
from agreements.policy.talking import RULES
from agreements.policy.things import Ground, ground_of, undertaking_behind
from audit.models import Event
from notifications.models import Notice
from organizations.actor import Actor
from organizations.models import Organization, Scope

AnyModel = TypeVar("AnyModel", bound=models.Model)


def visible(
    actor: Actor,
    queryset: QuerySet[AnyModel],
    operation: str,
    *,
    project: Any = None,
    at: datetime | None = None,
    only: Excerpt = EVERYTHING,
) -> QuerySet[AnyModel]:
    """The rows of `queryset` for which `decide` says yes.

    With `only`, which speaks of assets: no row whose asset does not fit, and the first so many in its order among
    them, for the caller to order and slice. A first page then costs about the same however much there is.
    """
    ground = ground_of(queryset.model)
    if ground is None or operation not in Operation.values:
        return queryset.none()
    if ground.model in (Asset, AssetVersion):
        search = AssetSearch(actor, Operation(operation), undertaking_behind(project), at or timezone.now())
        return narrowed(queryset, search, ground, only)
    if operation != Operation.DISCOVER or out_of_scope(actor, Scope.READ):
        return queryset.none()
    if ground.model is Organization:
        return queryset.filter(_known_organizations(actor, ground))
    if ground.model is Event:
        return queryset.filter(events_known_to(actor, _agreements(actor)))
    if ground.model is Notice:
        return queryset.filter(pk__in=Notice.objects.to(actor).values("pk"))
    if without_standing(actor, unverified=ground.model is Agreement):
        return queryset.none()
    if ground.model in RULES:
        rows = ground.model._default_manager.filter(RULES[ground.model](actor, _agreements(actor))).values("pk")
    else:
        rows = _agreements(actor) if ground.model is Agreement else _undertakings(actor)
    return queryset.filter(Q(**{ground.key("in"): rows}) if ground.path else Q(pk__in=rows))


def _known_organizations(actor: Actor, ground: Ground) -> Q:
    """Everybody signed in knows the verified ones; their own they know in any case; the operator knows all."""
    if not actor.is_signed_in:
        return Q(pk__in=[])
    if actor.is_of_operator:
        return Q()
    known = Q(**{ground.key("verified_at__isnull"): False})
    if actor.organization:
        known |= Q(**{ground.key("pk"): actor.organization.pk})
    return known


def _undertakings(actor: Actor) -> QuerySet[Any, Any]:
    """What the organization takes part in."""
    return UndertakingParty.objects.filter(organization=actor.organization).values("undertaking")


def _agreements(actor: Actor) -> QuerySet[Any, Any]:
    """What the organization is a party to, another's draft excepted; for reviewers, what came to the review too.

    Before it is verified, an organization has its own drafts and nothing else.
    """
    mine = Q(pk__in=Party.objects.filter(organization=actor.organization).values("agreement"))
    shown = ~Q(state=State.DRAFT) | Q(
        pk__in=TermsVersion.objects.filter(proposed_for=actor.organization).values("agreement")
    )
    known = mine & shown if actor.verified else mine & shown & Q(state=State.DRAFT)
    if actor.is_reviewer:
        known |= Q(state__in=FROM_REVIEW_ON) | Q(pk__in=Review.objects.values("version__agreement"))
    return Agreement.objects.filter(known).order_by().values("pk")
