"""Making a version: terms checked, names found, both texts rendered, and the digest that signatures will name."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.errors import Ended
from agreements.models import Agreement, Party, State, TermsVersion
from agreements.rendering import RENDERER_VERSION, render
from agreements.services.naming import named, one_line
from agreements.terms import Terms, canonical, check_terms, digest, period, providers, recipients, signed_document
from organizations.actor import Actor
from organizations.models import Organization
from organizations.slugs import free_slug


def start_agreement(title: str, terms: object, *, by: Actor, amends: Agreement | None = None) -> Agreement:
    """An agreement with its parties and version 1, inside the caller's transaction."""
    title = one_line(title)
    if not title:
        raise ValidationError({"title": _("An agreement needs a title.")})
    checked = check_terms(terms)
    agreement = Agreement(title=title, slug=free_slug(title, Agreement.objects.all()), amends=amends)
    agreement.full_clean(exclude=["current_version", "state_changed_by"])
    agreement.save()
    for organization in Organization.objects.filter(slug__in=checked["parties"]):
        Party.objects.create(agreement=agreement, organization=organization)
    add_version(agreement, checked, by=by)
    return agreement


def add_version(agreement: Agreement, terms: object, *, by: Actor) -> TermsVersion:
    """The next version, made current; the caller has locked the agreement and saves what moves it.

    Raises:
        ValidationError: the terms have faults, or name other parties than the agreement has.
    """
    checked = check_terms(terms)
    number = agreement.versions.count() + 1
    names = named(checked, title=agreement.title, version=number, by=by)
    _settle_sides(agreement, checked)
    text_en, text_zh = render(checked, names)
    version = TermsVersion(
        agreement=agreement,
        number=number,
        terms=dict(checked),
        text_en=text_en,
        text_zh=text_zh,
        renderer_version=RENDERER_VERSION,
        from_draft=agreement.state == State.DRAFT,
        proposed_by=by.user,
        proposed_for=by.organization,
    )
    version.sha256 = digest(bytes_of(version))
    version.save()
    agreement.current_version = version
    agreement.starts_at, agreement.ends_at = period(checked)
    agreement.save(update_fields=["current_version", "starts_at", "ends_at"])
    return version


def bytes_of(version: TermsVersion) -> bytes:
    """The bytes that the digest of this version is made of."""
    return canonical(document_of(version))


def document_of(version: TermsVersion) -> dict[str, Any]:
    """Everything that a signature of this version stands for."""
    return signed_document(
        agreement=str(version.agreement.uid),
        version=version.number,
        terms=terms_of(version),
        text_en=version.text_en,
        text_zh=version.text_zh,
        renderer_version=version.renderer_version,
    )


def terms_of(version: TermsVersion) -> Terms:
    """The stored terms; they were checked when the version was made."""
    terms: Terms = version.terms  # type: ignore[assignment]  # JSON of our own making
    return terms


def current_of(agreement: Agreement) -> TermsVersion:
    """The version that is negotiated or in force; every agreement has one from its draft on."""
    assert agreement.current_version is not None
    return agreement.current_version


def check_time_left(agreement: Agreement) -> None:
    """Raises Ended when the last day of the current terms is over: nobody proposes, agrees or signs for the past."""
    if agreement.ends_at is not None and agreement.ends_at <= timezone.now():
        raise Ended(agreement)


def _settle_sides(agreement: Agreement, terms: Terms) -> None:
    """Write who provides and who receives; the parties themselves never change."""
    parties = {party.organization.slug: party for party in agreement.parties.select_related("organization")}
    if set(terms["parties"]) != set(parties):
        raise ValidationError(
            _("%(path)s: the parties of an agreement don't change; draft another agreement for other parties.")
            % {"path": "parties"}
        )
    for slug, party in parties.items():
        party.provides, party.receives = slug in providers(terms), slug in recipients(terms)
        party.save(update_fields=["provides", "receives"])
