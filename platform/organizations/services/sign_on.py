"""Where an organization's people sign in, set by an owner or by the platform's staff."""

from urllib.parse import urlsplit

from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from organizations.actor import Actor
from organizations.gate import require
from organizations.models import JoinRequest, Organization, SignOn
from organizations.sign_on.sealing import seal


def set_sign_on(organization: Organization, issuer: str, client_id: str, secret: str, *, by: Actor) -> SignOn:
    """Let people sign in at the organization's own server; an empty `secret` keeps the one that is set.

    With another issuer, what the last one vouched for is forgotten: the same number there may be another person.

    Raises:
        NotAllowed: `by` is neither an owner of it nor of the platform's staff.
        ValidationError: the issuer is no https address, there is no secret yet, or no domain is proved.
    """
    yes = require(by, "set_sign_on", organization)
    issuer = issuer.strip().rstrip("/")
    parts = urlsplit(issuer)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ValidationError({"issuer": _("An https address without a question mark: https://id.nordhaven.example.")})
    if not organization.domains.filter(proved_at__isnull=False).exists():
        raise ValidationError(_("Name a mail domain first, and have the platform’s staff confirm it."))
    with transaction.atomic():
        before = SignOn.objects.select_for_update().filter(organization=organization).first()
        if not secret and before is None:
            raise ValidationError({"secret": _("The server gave you a secret along with the client ID.")})
        sign_on = before or SignOn(organization=organization)
        if before and before.issuer != issuer:
            _forget(organization)
        sign_on.issuer, sign_on.client_id = issuer, client_id.strip()
        if secret:
            sign_on.sealed_secret = seal(secret)
        sign_on.full_clean(exclude=["sealed_secret"])
        sign_on.save()
        record(by, "sign_on.set", organization, decision=yes, issuer=issuer, client_id=sign_on.client_id)
    return sign_on


def remove_sign_on(organization: Organization, *, by: Actor) -> None:
    """Let nobody sign in at the organization's server any more.

    Raises:
        NotAllowed: `by` is neither an owner of it nor of the platform's staff.
    """
    yes = require(by, "set_sign_on", organization)
    with transaction.atomic():
        gone, _by_model = SignOn.objects.filter(organization=organization).delete()
        if gone:
            _forget(organization)
            record(by, "sign_on.removed", organization, decision=yes)


def arrive_by_sign_on(organization: Organization, email: str, *, by: Actor) -> JoinRequest | None:
    """What follows when the organization's server vouched for somebody: who has no role there asks the owners for one.

    Raises:
        PermissionDenied: a token asks.
    """
    if by.scopes is not None:
        raise PermissionDenied(_("A person signs in, not a token."))
    if Organization.objects.of(by.user).filter(pk=organization.pk).exists():
        return None
    with transaction.atomic():
        request, made = JoinRequest.objects.get_or_create(
            organization=organization, user=by.user, state=JoinRequest.State.WAITING, defaults={"email": email}
        )
        if made:
            record(by, "member.asked_to_join", organization, email=email, signed_on=True)
    return request


def _forget(organization: Organization) -> None:
    SocialAccount.objects.filter(provider=organization.slug).delete()
