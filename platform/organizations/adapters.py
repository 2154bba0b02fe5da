"""allauth's accounts with what organizations add: invitations open the sign-up, and a sign-on brings people in."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.adapter import AccountAdapter as ClosedAdapter
from organizations.actor import Actor
from organizations.middleware import SESSION_KEY
from organizations.models import Invitation
from organizations.services import arrive_by_sign_on, find_invitation
from organizations.sign_on.adapter import organization_of

INVITED = "invitation"


class AccountAdapter(ClosedAdapter):
    """Who was invited may make an account, with the address that was invited."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether strangers may make an account, or this one was invited."""
        return super().is_open_for_signup(request) or self._invitation() is not None

    def clean_email(self, email: str) -> str:
        """Where strangers may not sign up, only the invited address may."""
        invitation = self._invitation()
        closed = self.request is not None and not super().is_open_for_signup(self.request)
        signing_up = self.request is not None and self.request.path == reverse("account_signup")
        if closed and signing_up and invitation and invitation.email.lower() != email.lower():
            raise ValidationError(_("Take the address that the invitation was sent to."))
        return str(super().clean_email(email))

    def is_email_verified(self, request: HttpRequest, email: str) -> bool:
        """The link came by mail to the invited address, so that address is proved."""
        invitation = self._invitation()
        invited = invitation is not None and invitation.email.lower() == email.lower()
        return invited or bool(super().is_email_verified(request, email))

    def post_login(self, request: HttpRequest, user: Any, **given: Any) -> HttpResponse:
        """Who comes by an organization's sign-on acts for it, or asks its owners."""
        if sociallogin := (given.get("signal_kwargs") or {}).get("sociallogin"):
            organization = organization_of(sociallogin)
            email = sociallogin.email_addresses[0].email
            arrive_by_sign_on(organization, email, by=Actor.of(user, None))
            request.session[SESSION_KEY] = organization.slug
        response: HttpResponse = super().post_login(request, user, **given)
        return response

    def _invitation(self) -> Invitation | None:
        secret = self.request.session.get(INVITED) if self.request is not None else None
        return find_invitation(secret) if secret else None
