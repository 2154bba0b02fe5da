"""Ways in: a signed-in client for pages, a token for the API."""

import time
from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.utils import is_mfa_enabled
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from organizations.actor import Actor
from organizations.models import SECOND_FACTOR, Scope
from organizations.services import issue_token

ClientFor = Callable[[Actor], Client]


@pytest.fixture
def client_for(db: None) -> ClientFor:
    """A client signed in as the actor, with the second factor that their roles ask for."""

    def sign_in(actor: Actor) -> Client:
        client = Client()
        client.force_login(actor.user, backend="accounts.backends.SignIn")
        if actor.roles & SECOND_FACTOR and not is_mfa_enabled(actor.user):
            TOTP.activate(actor.user, generate_totp_secret())
        if actor.organization is not None:
            session = client.session
            session["acting_for"] = actor.organization.slug
            session.save()
        return client

    return sign_in


def still_it_is_they(client: Client) -> None:
    """Whoever is signed in has just proved once more that it is they, and will have for an hour."""
    session = client.session
    shown = {"method": "password", "at": time.time() + 3600, "reauthenticated": True}
    session["account_authentication_methods"] = [shown]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()


@pytest.fixture
def api_for(db: None) -> Callable[..., APIClient]:
    """A client of the API with a token of the actor: of every scope, unless some are named."""

    def with_token(actor: Actor, scopes: Iterable[str] = tuple(Scope.values)) -> APIClient:
        assert actor.organization is not None
        _token, secret = issue_token(
            actor.user, actor.organization, scopes, name="test", expires_at=timezone.now() + timedelta(hours=1)
        )
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
        return client

    return with_token
