"""Invitations: a link to one address, good once and for some days. Only its digest is kept."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.addresses import proved_addresses
from audit.services import record
from organizations.actor import Actor
from organizations.errors import UnknownRole
from organizations.gate import require
from organizations.models import Invitation, Organization, Role
from organizations.services.founding import roles_of
from organizations.services.members import give_roles

DAYS = 7


def invite(organization: Organization, email: str, roles: Iterable[str], *, site: str, by: Actor) -> Invitation:
    """Send `email` a link that lets its reader act for the organization; `site` is where the link begins.

    Nothing that this does or says depends on whether somebody here has the address.

    Raises:
        NotAllowed: `by` is no owner of it.
        UnknownRole: the organization has no such role.
        ValidationError: no role, or no address.
    """
    yes = require(by, "invite", organization)
    asked = [role for role in Role.values if role in set(roles)]
    if unknown := set(roles) - {str(role) for role in roles_of(organization)}:
        raise UnknownRole(organization, sorted(unknown)[0])
    if not asked:
        raise ValidationError({"roles": _("Choose at least one role.")})
    validate_email(email)
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        invitation = Invitation.objects.create(
            organization=organization,
            email=email,
            roles=asked,
            digest=_digest(secret),
            invited_by=by.user,
            expires_at=timezone.now() + timedelta(days=DAYS),
        )
        record(by, "member.invited", organization, decision=yes, email=email, roles=asked)
        address = site.rstrip("/") + reverse("organizations:invitation", args=[secret])
        transaction.on_commit(partial(_send, invitation, address))
    return invitation


def _send(invitation: Invitation, address: str) -> None:
    told = {"invitation": invitation, "address": address, "days": DAYS}
    subject = _("%(organization)s invites you to Entente") % {"organization": invitation.organization}
    text = render_to_string("organizations/mail/invitation.txt", told)
    send_mail(" ".join(subject.split()), text, None, [invitation.email])


def find_invitation(secret: str) -> Invitation | None:
    """The open invitation behind a link's secret."""
    return Invitation.objects.open().select_related("organization").filter(digest=_digest(secret)).first()


def accept_invitation(invitation: Invitation, *, by: Actor) -> Organization:
    """Let the person act for the organization that invited them.

    Raises:
        PermissionDenied: a token asks, or the person has not proved the address that was invited.
        ValidationError: the invitation was used, taken back or is too old.
    """
    if not is_invited(invitation, by):
        raise PermissionDenied(_("This invitation was sent to another address than yours."))
    with transaction.atomic():
        open_still = Invitation.objects.open().filter(pk=invitation.pk)
        if not open_still.update(accepted_at=timezone.now()):
            raise ValidationError(_("This invitation was used already, was taken back or is too old."))
        give_roles(invitation.organization, by.user, invitation.roles)
        came = Actor.of(by.user, invitation.organization)
        record(came, "member.came_in", invitation.organization, email=invitation.email, roles=invitation.roles)
    return invitation.organization


def is_invited(invitation: Invitation, by: Actor) -> bool:
    """Whether the person has proved the address that was invited, and is there in person."""
    return by.is_signed_in and by.scopes is None and invitation.email.lower() in proved_addresses(by.user)


def revoke_invitation(invitation: Invitation, *, by: Actor) -> None:
    """Make an invitation's link useless at once.

    Raises:
        NotAllowed: `by` is no owner of the organization.
    """
    yes = require(by, "invite", invitation.organization)
    with transaction.atomic():
        if Invitation.objects.open().filter(pk=invitation.pk).update(revoked_at=timezone.now()):
            record(by, "invitation.revoked", invitation.organization, decision=yes, email=invitation.email)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
