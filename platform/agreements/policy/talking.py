"""Who reads what is said and asked: versions, comments, readings, requests for access, invitations into projects.

Each has a rule of its own, because seeing an agreement is not enough to read all that is said about it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from agreements.models import (
    AccessRequest,
    Comment,
    Party,
    PartyInvitation,
    Reading,
    StaffComment,
    TermsVersion,
    UndertakingParty,
)
from organizations.actor import Actor
from organizations.models import Organization

Agreements = QuerySet[Any, Any]


def _versions(actor: Actor, agreements: Agreements) -> Q:
    """What was proposed; what was replaced while it was a draft, only for whose draft it was."""
    later_drafts = TermsVersion.objects.filter(
        agreement=OuterRef("agreement"), number__gt=OuterRef("number"), from_draft=True
    )
    return Q(agreement__in=agreements) & (~Exists(later_drafts) | Q(proposed_for=actor.organization))


def _comments(actor: Actor, agreements: Agreements) -> Q:
    """The parties read all; reviewers what was meant for them too."""
    for_both = Q(audience=Comment.Audience.REVIEWERS)
    return _about(actor, agreements) & (for_both | Q(version__agreement__in=_own(actor)))


def _staff_comments(actor: Actor, agreements: Agreements) -> Q:
    """Reviewers only, and none who belongs to a party, whomever they act for."""
    if not actor.is_reviewer:
        return Q(pk__in=[])
    of_mine = Party.objects.filter(organization__in=Organization.objects.of(actor.user)).values("agreement")
    return Q(version__agreement__in=agreements) & ~Q(version__agreement__in=of_mine)


def _readings(actor: Actor, agreements: Agreements) -> Q:
    """The parties."""
    return _about(actor, agreements) & Q(version__agreement__in=_own(actor))


def _access_requests(actor: Actor, _agreements: Agreements) -> Q:
    """Who asked, and the asset's owner."""
    return Q(organization=actor.organization) | Q(asset__owner=actor.organization)


def _party_invitations(actor: Actor, _agreements: Agreements) -> Q:
    """The project's parties; and who is invited, for as long as it can be answered."""
    to_us = PartyInvitation.objects.waiting().filter(organization=actor.organization)
    ours = UndertakingParty.objects.filter(organization=actor.organization)
    return Q(pk__in=to_us.values("pk")) | Q(undertaking__in=ours.values("undertaking"))


def _about(actor: Actor, agreements: Agreements) -> Q:
    """Of a version that the actor may read."""
    return Q(version__in=TermsVersion.objects.filter(_versions(actor, agreements)).values("pk"))


def _own(actor: Actor) -> Agreements:
    return Party.objects.filter(organization=actor.organization).values("agreement")


# By the model: which of its rows an actor with standing reads, given the agreements they may see.
RULES: Mapping[type[models.Model], Callable[[Actor, Agreements], Q]] = {
    TermsVersion: _versions,
    Comment: _comments,
    StaffComment: _staff_comments,
    Reading: _readings,
    AccessRequest: _access_requests,
    PartyInvitation: _party_invitations,
}
