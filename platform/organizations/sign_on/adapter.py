"""allauth's view of an organization's sign-on: which provider there is, whom it may speak for, who comes in."""

from typing import Any

import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount import app_settings
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.addresses import proved_addresses
from accounts.models import User
from organizations.checks import domain_of
from organizations.models import Organization, SignOn
from organizations.sign_on import outbound
from organizations.sign_on.sealing import unseal

PROVIDER = "openid_connect"
CONNECT = "connect"


class SignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    """Providers are the sign-ons of verified organizations, each for the domains that its organization has proved."""

    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[Any]:
        """The one provider that was asked for, by its organization's address or, in mid sign-on, by its client.

        Nobody needs a list of all.
        """
        found = SignOn.objects.select_related("organization").filter(organization__verified_at__isnull=False)
        if provider != PROVIDER:
            found = found.filter(organization__slug=provider)
        else:  # several may have called us the same; the account, not this app, says whose provider vouched
            found = found.filter(client_id=client_id).order_by("pk")[:1]
        return [_app(one) for one in found]

    def get_requests_session(self) -> requests.Session:
        """How the provider is asked."""
        return outbound.session(app_settings.REQUESTS_TIMEOUT)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Whom the organization vouches for may have an account, whether or not strangers may."""
        return True

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        """Whether the provider's word is enough to sign in an account that was here before.

        Not for who acts for others too: one organization's server would open the others' doors. They sign in as
        they are used to, and connect the provider themselves.
        """
        organization = organization_of(login)
        others = Organization.objects.exclude(pk=organization.pk)
        return not others.filter(org_roles__group__memberships__user__email__iexact=email).exists()

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Send away whoever the organization can't speak for."""
        organization = organization_of(sociallogin)
        domains = _domains(organization)
        given = [address.email.lower() for address in sociallogin.email_addresses]
        if not given or not all(domain_of(email) in domains for email in given):
            sentence = _("%(organization)s can sign in only people with an address at a domain that it has proved.")
            messages.error(request, sentence % {"organization": organization})
            raise ImmediateHttpResponse(redirect("account_login"))
        if sociallogin.state.get("process") == CONNECT and not set(given) <= set(proved_addresses(request.user)):
            sentence = _("%(organization)s vouched for another address than yours, so nothing was connected.")
            messages.error(request, sentence % {"organization": organization})
            raise ImmediateHttpResponse(redirect("socialaccount_connections"))

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        """A new account has the name that the organization knows."""
        user: User = super().populate_user(request, sociallogin, data)
        user.name = str(data.get("name") or "")[:150]
        return user


def organization_of(sociallogin: SocialLogin) -> Organization:
    """Whose provider vouches for the person."""
    return Organization.objects.get(slug=sociallogin.account.provider)


def _domains(organization: Organization) -> set[str]:
    return set(organization.domains.filter(proved_at__isnull=False).values_list("name", flat=True))


def _app(sign_on: SignOn) -> SocialApp:
    organization = sign_on.organization
    return SocialApp(
        provider=PROVIDER,
        provider_id=organization.slug,
        name=organization.name,
        client_id=sign_on.client_id,
        secret=unseal(sign_on.sealed_secret),
        settings={
            "server_url": sign_on.issuer,
            "oauth_pkce_enabled": True,
            "verified_email": sorted(_domains(organization)),
            "email_authentication": None,  # `can_authenticate_by_email` answers
        },
    )
