"""Keeps the stored matches of purposes and terms complete: the policy joins them, and no row is a no."""

from collections.abc import Iterable

from agreements.matcher import MATCHER_VERSION, Use, match
from agreements.models import PurposeMatch, State, TermsVersion, Undertaking
from organizations.models import Organization

IN_FORCE = (State.ACTIVE, State.SUSPENDED)
NON_PROFIT = frozenset({Organization.Kind.ACADEMIC})


def match_terms(version: TermsVersion) -> None:
    """Match terms that come into force with the purpose of each undertaking of their parties."""
    parties = version.agreement.organizations.all()
    _store(Undertaking.objects.filter(organizations__in=parties).distinct(), [version])


def match_undertaking(undertaking: Undertaking) -> None:
    """Match an undertaking's purpose, or its new parties, with the terms in force between its parties."""
    parties = undertaking.organizations.all()
    versions = TermsVersion.objects.filter(
        current_of__state__in=IN_FORCE, agreement__organizations__in=parties
    ).distinct()
    _store([undertaking], versions)


def _store(undertakings: Iterable[Undertaking], versions: Iterable[TermsVersion]) -> None:
    versions = list(versions)
    for undertaking in undertakings:
        for version in versions:
            found = match(version.terms["purposes"], _use(undertaking, version))
            PurposeMatch.objects.update_or_create(
                purpose=undertaking.purpose,
                terms_version=version,
                defaults={
                    "matches": found.matches,
                    "rationale": found.rationale,
                    "matcher_version": MATCHER_VERSION,
                },
            )


def _use(undertaking: Undertaking, version: TermsVersion) -> Use:
    purpose = undertaking.purpose
    shares = version.terms["shares"]
    recipients = Organization.objects.filter(slug__in={share["recipient"] for share in shares})
    taking_part = set(undertaking.organizations.values_list("slug", flat=True))
    return Use(
        codes=frozenset(purpose.codes),
        commercial=purpose.commercial,
        has_ethics_approval=bool(purpose.ethics_approval.strip()),
        project=undertaking.slug,
        recipients_are_non_profit=all(one.kind in NON_PROFIT for one in recipients),
        providers_take_part={share["provider"] for share in shares} <= taking_part,
    )
