"""One's own sessions, passkeys and tokens in the API: a person reads and ends them, no token does."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone
from tests.cast import with_proved_address

from organizations.models import Token

SECRET = "correct horse battery"
SESSIONS, PASSKEYS, TOKENS = (f"/api/v1/account/{what}/" for what in ("sessions", "passkeys", "tokens"))


@pytest.fixture
def passkey(partner):
    data = {"name": "my phone", "credential": {"clientExtensionResults": {"credProps": {"rk": True}}}}
    return Authenticator.objects.create(user=partner.user, type=Authenticator.Type.WEBAUTHN, data=data)


@pytest.fixture
def sign_in():
    """Signs a person in as they do, so that the session is noted."""

    def through_the_door(actor):
        if not actor.user.emailaddress_set.exists():
            with_proved_address(actor).user.set_password(SECRET)
            actor.user.save()
        client = Client()
        client.post("/account/login/", {"login": actor.user.email, "password": SECRET})
        return client

    return through_the_door


def test_one_session_is_ended_and_this_one_is_not(partner, stranger, sign_in):
    here, there, theirs = sign_in(partner), sign_in(partner), sign_in(stranger)
    told = here.get(SESSIONS).json()
    key = {one["is_this"]: one["key"] for one in told}

    assert len(told) == 2
    assert "session_key" not in told[0]
    assert here.delete(f"{SESSIONS}{key[True]}/").json()["errors"][0]["code"] == "this_session"
    assert theirs.delete(f"{SESSIONS}{key[False]}/").status_code == 404
    assert here.delete(f"{SESSIONS}{key[False]}/").status_code == 204
    assert there.get(SESSIONS).status_code == 401
    assert here.get(SESSIONS).status_code == 200


def test_all_others_end_at_once(partner, stranger, sign_in):
    here, *others = [sign_in(partner) for _ in range(3)]
    theirs = sign_in(stranger)

    assert here.delete(SESSIONS).status_code == 204

    assert [one.get(SESSIONS).status_code for one in others] == [401, 401]
    assert theirs.get(SESSIONS).status_code == 200
    assert UserSession.objects.filter(user=partner.user).count() == 1


def test_a_passkey_is_listed_and_removed_by_who_just_proved_who_they_are(passkey, partner, stranger, client_for):
    stale = client_for(partner)
    told = stale.get(PASSKEYS).json()
    address = f"{PASSKEYS}{told[0]['key']}/"

    assert (told[0]["name"], told[0]["signs_in_alone"]) == ("my phone", True)
    assert client_for(stranger).delete(address).status_code == 404
    assert stale.delete(address).json()["code"] == "reauthentication_required"
    assert Authenticator.objects.filter(pk=passkey.pk).exists()

    with_proved_address(partner)
    partner.user.set_password(SECRET)
    partner.user.save()
    fresh = client_for(partner)
    fresh.post("/account/reauthenticate/", {"password": SECRET})

    assert fresh.delete(address).status_code == 204
    assert fresh.get(PASSKEYS).json() == []


def test_tokens_are_listed_without_their_secret_and_ended(partner, stranger, api_for, client_for):
    program, browser = api_for(partner), client_for(partner)
    token = Token.objects.get()

    told = browser.get(TOKENS).json()["results"]
    assert told[0]["name"] == "test"
    assert not {"digest", "secret"} & set(told[0])
    assert client_for(stranger).delete(f"{TOKENS}{token.uid}/").status_code == 404
    assert browser.delete(f"{TOKENS}{token.uid}/").status_code == 204

    assert program.get("/api/v1/datasets/").status_code == 401
    assert Token.objects.get().revoked_at <= timezone.now()


@pytest.mark.parametrize("address", [SESSIONS, PASSKEYS, TOKENS])
def test_no_token_reads_or_ends_them_whatever_its_scopes(partner, api_for, address):
    answer = api_for(partner).get(address)

    assert answer.status_code == 403
    assert answer.json()["detail"].startswith("No token may do this")


@pytest.mark.django_db
@pytest.mark.parametrize("address", [SESSIONS, PASSKEYS, TOKENS])
def test_who_is_signed_out_reads_nothing(address):
    assert Client().get(address).status_code == 401


def test_a_foreign_page_ends_nothing(partner, client_for):
    client = client_for(partner)
    client.handler.enforce_csrf_checks = True

    assert client.delete(SESSIONS).status_code == 403
