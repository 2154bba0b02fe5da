"""Named sets of grants. Whether a grant can be used is said once, here: `decide` and `visible` both read it."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.utils import timezone

from organizations.actor import Actor

if TYPE_CHECKING:
    from agreements.models import Grant, Undertaking  # noqa: F401


class Standing(models.TextChoices):
    """What keeps a grant from being used, the first thing that does; or nothing."""

    USABLE = "usable"
    SUSPENDED = "suspended"
    ENDED = "ended"
    NOT_STARTED = "not_started"
    NO_PROJECT = "no_project"
    NOT_A_PARTY = "not_a_party"
    NOT_IN_TEAM = "not_in_team"
    OTHER_PURPOSE = "other_purpose"
    UNCONFIRMED = "unconfirmed"


class GrantQuerySet(models.QuerySet["Grant"]):
    """Sets of grants."""

    def standing(self, actor: Actor, *, project: "Undertaking | None" = None, at: datetime | None = None) -> Self:
        """Grants to the actor's organization, each with what keeps it from being used at the moment `at`."""
        at = at or timezone.now()
        return self.filter(organization=actor.organization).annotate(
            standing=Case(
                When(agreement__state="suspended", then=Value(Standing.SUSPENDED)),
                When(~Q(agreement__state="active") | Q(ends_at__lte=at), then=Value(Standing.ENDED)),
                When(starts_at__gt=at, then=Value(Standing.NOT_STARTED)),
                When(conditional=False, then=Value(Standing.USABLE)),
                *(_keeps_to_purpose(actor, project) if project else []),
                default=Value(Standing.USABLE if project else Standing.NO_PROJECT),
                output_field=models.CharField(),
            )
        )

    def usable(self, actor: Actor, *, project: "Undertaking | None" = None, at: datetime | None = None) -> Self:
        """Those of the actor's organization that nothing keeps from being used."""
        return self.standing(actor, project=project, at=at).filter(standing=Standing.USABLE)


def _keeps_to_purpose(actor: Actor, project: "Undertaking") -> list[When]:
    """What a conditional grant asks of a project: our part in it, a fitting purpose, the provider's confirmation."""
    from agreements.models import ConfirmedPurpose, PurposeMatch, TeamMember, UndertakingParty

    party = UndertakingParty.objects.filter(undertaking=project.pk, organization=actor.organization)
    team = TeamMember.objects.filter(undertaking=project.pk, organization=actor.organization, user=actor.user.pk)
    match = PurposeMatch.objects.filter(
        terms_version=OuterRef("terms_version"), purpose__undertaking=project.pk, matches=True
    )
    confirmed = ConfirmedPurpose.objects.filter(
        undertaking=project.pk,
        undertaking__revision=F("revision"),
        undertaking__purpose=F("purpose"),
        organization=OuterRef("provider"),
    )
    return [
        When(~Exists(party), then=Value(Standing.NOT_A_PARTY)),
        When(~Exists(team), then=Value(Standing.NOT_IN_TEAM)),
        When(~Exists(match), then=Value(Standing.OTHER_PURPOSE)),
        When(~Exists(confirmed), then=Value(Standing.UNCONFIRMED)),
    ]
