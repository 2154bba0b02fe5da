"""What an organization says of itself, and what the operator checked of it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from organizations.actor import Actor
from organizations.checks import check_not_public
from organizations.gate import require
from organizations.logos import small_png
from organizations.models import Domain, Logo, Organization

# What the operator looked at when it verified the organization: terms rest on it.
CHECKED = frozenset({"name", "kind", "body", "nonprofit", "country", "ror"})
FREE = frozenset({"description", "requires_second_factor"})


def edit_organization(organization: Organization, *, by: Actor, **changes: Any) -> Organization:
    """Change what the organization says of itself. Once it is verified, what was checked is the operator's to correct.

    Raises:
        NotAllowed: `by` is no owner of it; or, for checked facts of a verified organization, no platform staff.
        ValidationError: a new value is wrong.
    """
    if unknown := changes.keys() - CHECKED - FREE:
        raise TypeError(f"An organization has no {', '.join(sorted(unknown))} to edit.")
    changed = {name: value for name, value in changes.items() if getattr(organization, name) != value}
    verbs = {_verb(organization, name) for name in changed} or {"edit"}
    yes = [require(by, verb, organization) for verb in sorted(verbs)][-1]
    if Organization.Kind.OPERATOR in {changed.get("kind"), organization.kind if "kind" in changed else None}:
        raise ValidationError({"kind": _("The organization that runs the platform is founded with it.")})
    with transaction.atomic():
        organization = Organization.objects.select_for_update().get(pk=organization.pk)
        if CHECKED & changed.keys() and organization.is_verified and "correct" not in verbs:
            raise ValidationError(_("The organization was verified meanwhile. Look at it again."))
        for name, value in changed.items():
            setattr(organization, name, value)
        organization.full_clean()
        organization.save()
        if changed:
            record(
                by,
                "organization.edited",
                organization,
                decision=yes,
                changes={name: str(value) for name, value in changed.items()},
            )
    return organization


def _verb(organization: Organization, name: str) -> str:
    return "correct" if name in CHECKED and organization.is_verified else "edit"


def set_logo(organization: Organization, picture: bytes, *, by: Actor) -> Logo:
    """Show a picture beside the organization's name: not the bytes that came, but what we drew from them.

    Raises:
        NotAllowed: `by` is no owner of it.
        ValidationError: the bytes are no picture that we read, or a far too large one.
    """
    yes = require(by, "edit", organization)
    png, digest = small_png(picture)
    with transaction.atomic():
        logo, _made = Logo.objects.update_or_create(organization=organization, defaults={"png": png, "digest": digest})
        record(by, "organization.logo_set", organization, decision=yes, sha256=digest)
    return logo


def remove_logo(organization: Organization, *, by: Actor) -> None:
    """Show no picture any more.

    Raises:
        NotAllowed: `by` is no owner of it.
    """
    yes = require(by, "edit", organization)
    with transaction.atomic():
        gone, _by_model = Logo.objects.filter(organization=organization).delete()
        if gone:
            record(by, "organization.logo_removed", organization, decision=yes)


def name_domain(organization: Organization, name: str, *, by: Actor) -> Domain:
    """Name a mail domain as the organization's.

    Colleagues can ask to join by it once one of the organization's people has a confirmed address there, or staff
    found it proved; sign-on takes the latter.

    Raises:
        NotAllowed: `by` is no owner of it.
        ValidationError: it is no domain, everybody can have an address there, or it was named already.
    """
    yes = require(by, "edit", organization)
    domain = Domain(organization=organization, name=name.strip().lower().removeprefix("@"))
    domain.full_clean()
    check_not_public(domain.name)
    with transaction.atomic():
        domain.save()
        record(by, "domain.named", organization, decision=yes, domain=domain.name)
    return domain


def drop_domain(domain: Domain, *, by: Actor) -> None:
    """Take a domain back; nobody joins or signs on by it from now on.

    Raises:
        NotAllowed: `by` is no owner of the organization.
    """
    yes = require(by, "edit", domain.organization)
    with transaction.atomic():
        record(by, "domain.dropped", domain.organization, decision=yes, domain=domain.name)
        domain.delete()


def prove_domain(domain: Domain, *, by: Actor) -> Domain:
    """Say for the operator that the domain is the organization's.

    Raises:
        NotAllowed: `by` is not of the operator's staff.
        ValidationError: another organization has proved it.
    """
    yes = require(by, "verify", domain.organization)
    with transaction.atomic():
        domain = Domain.objects.select_for_update().get(pk=domain.pk)
        if domain.proved_at is None:
            domain.proved_at = timezone.now()
            domain.validate_constraints()
            domain.save()
            record(by, "domain.proved", domain.organization, decision=yes, domain=domain.name)
    return domain
