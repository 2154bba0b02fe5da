"""Keeps the stored matches of purposes and terms complete: the policy joins them, and no row is a no."""

from collections.abc import Iterable

from django.db.models import QuerySet

from agreements.matcher import MATCHER_VERSION, Use, match
from agreements.models import PurposeMatch, State, TermsVersion, Undertaking
from agreements.policy.permitting import lock_for_share
from organizations.models import Organization

# A grant on what was made outlasts its agreement.
ONCE_IN_FORCE = (State.ACTIVE, State.SUSPENDED, State.EXPIRED, State.TERMINATED)


def match_terms(version: TermsVersion) -> None:
    """Match terms that come into force with the purpose of each undertaking of their parties."""
    match_each(_undertakings_of(version), [version])


def hold_undertakings(version: TermsVersion) -> None:
    """Keep them for `match_terms`: who joins or leaves meanwhile either is seen there, or sees these terms.

    Call it before the epoch moves, as those do who change an undertaking.
    """
    lock_for_share(Undertaking, _undertakings_of(version).order_by().values_list("pk", flat=True))


def _undertakings_of(version: TermsVersion) -> QuerySet[Undertaking]:
    return Undertaking.objects.filter(organizations__in=version.agreement.organizations.all()).distinct()


def match_undertaking(undertaking: Undertaking) -> None:
    """Match an undertaking's purpose, or its new parties, with the terms that were signed between its parties."""
    parties = undertaking.organizations.all()
    versions = TermsVersion.objects.filter(
        current_of__state__in=ONCE_IN_FORCE, agreement__organizations__in=parties
    ).distinct()
    match_each([undertaking], versions)


def match_each(undertakings: Iterable[Undertaking], versions: Iterable[TermsVersion]) -> None:
    """Match each purpose with each of the terms, for each of their recipients."""
    versions = list(versions)
    for undertaking in undertakings:
        for version in versions:
            for recipient in Organization.objects.filter(grants__terms_version=version).distinct():
                found = match(version.terms["purposes"], use_of(undertaking, version, recipient))
                PurposeMatch.objects.update_or_create(
                    purpose=undertaking.purpose,
                    terms_version=version,
                    recipient=recipient,
                    defaults={
                        "recipient_is_nonprofit": recipient.nonprofit,
                        "matches": found.matches,
                        "rationale": found.rationale,
                        "matcher_version": MATCHER_VERSION,
                    },
                )


def use_of(undertaking: Undertaking, version: TermsVersion, recipient: Organization) -> Use:
    """What the recipient would do within the undertaking, in the matcher's words."""
    purpose = undertaking.purpose
    taking_part = set(undertaking.organizations.values_list("slug", flat=True))
    return Use(
        codes=frozenset(purpose.codes),
        commercial=purpose.commercial,
        project=undertaking.slug,
        recipient=recipient.slug,
        recipient_is_nonprofit=recipient.nonprofit,
        providers_take_part={share["provider"] for share in version.terms["shares"]} <= taking_part,
        region=purpose.region.strip().upper(),
        diseases=frozenset(purpose.diseases),
    )
