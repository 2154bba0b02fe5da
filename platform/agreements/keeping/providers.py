"""What is shared for a project's purpose, and whose confirmation that rests on."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from agreements.models import Grant, Party, PurposeMatch, State, Undertaking, UndertakingParty
from organizations.models import Organization

IN_FORCE = (State.ACTIVE, State.SUSPENDED)


def granted_for(undertaking: Undertaking, *, confirmed: bool) -> QuerySet[Grant]:
    """What agreements in force grant the parties for its purpose, which the provider has confirmed as it is, or not."""
    given = undertaking.confirmations.filter(
        purpose=undertaking.purpose_id, revision=undertaking.revision, organization=OuterRef("provider")
    )
    granted = _fitting(undertaking).filter(agreement__state=State.ACTIVE)
    return granted.filter(Exists(given) if confirmed else ~Exists(given))


def providers_for(undertaking: Undertaking) -> QuerySet[UndertakingParty]:
    """The parties whose confirmation what is shared for it rests on: by terms that name it, and by those that its
    purpose fits. All, where nobody shares anything yet.
    """
    named = Party.objects.filter(
        provides=True,
        agreement__current_version__terms__purposes__project=undertaking.slug,
        agreement__state__in=IN_FORCE,
    )
    fitting = _fitting(undertaking).filter(agreement__state__in=IN_FORCE)
    providers = undertaking.parties.filter(
        Q(organization__in=named.values("organization")) | Q(organization__in=fitting.values("provider"))
    )
    return providers if providers.exists() else undertaking.parties.all()


def resting_on(provider: Organization) -> QuerySet[Undertaking]:
    """The projects that it takes part in and shares something for: where `providers_for` names it."""
    shares = Party.objects.filter(organization=provider, provides=True, agreement__state__in=IN_FORCE)
    named = shares.values_list("agreement__current_version__terms__purposes__project", flat=True)
    given = Grant.objects.filter(
        provider=provider,
        conditional=True,
        agreement__state__in=IN_FORCE,
        terms_version=OuterRef("terms_version"),
        organization=OuterRef("recipient"),
    )
    fits = PurposeMatch.objects.filter(
        Exists(given), purpose=OuterRef("purpose"), recipient__undertakings=OuterRef("pk"), matches=True
    )
    return Undertaking.objects.filter(Q(slug__in=set(named)) | Exists(fits), parties__organization=provider)


def _fitting(undertaking: Undertaking) -> QuerySet[Grant]:
    """What any terms grant its parties for a purpose that it has."""
    fits = PurposeMatch.objects.filter(
        purpose=undertaking.purpose_id,
        terms_version=OuterRef("terms_version"),
        recipient=OuterRef("organization"),
        matches=True,
    )
    parties = undertaking.parties.values("organization")
    return Grant.objects.filter(Exists(fits), conditional=True, organization__in=parties)
