"""Signing in: slowed down for who guesses, and silent on who has an account."""

import re

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client
from django.urls import reverse
from tests.cast import with_proved_address
from uuid_utils.compat import uuid7

from accounts.models import User
from organizations.actor import Actor

pytestmark = pytest.mark.django_db
SECRET = "correct horse battery"


@pytest.fixture(autouse=True)
def no_attempts_yet(settings):
    """Attempts are counted in a corner of the cache that is this test's alone."""
    fresh(settings)


def fresh(settings):
    settings.CACHES = settings.CACHES | {"default": settings.CACHES["default"] | {"KEY_PREFIX": f"test-{uuid7()}"}}


@pytest.fixture
def wen() -> User:
    user = User.objects.create_user("wen@nordhaven.example", SECRET, name="Wen Jiahui")
    with_proved_address(Actor.of(user, None))
    return user


def sign_in(client, password, email="wen@nordhaven.example"):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_guessing_ends_after_five_attempts_even_with_the_right_password(client, wen):
    for attempt in range(5):
        sign_in(client, f"guess {attempt}")

    page = sign_in(client, SECRET)

    assert page.status_code == 200
    assert "Too many failed login attempts" in page.text
    assert "_auth_user_id" not in client.session


def test_guessing_at_an_account_that_is_not_there_ends_alike(client, wen, settings):
    told = [
        sign_in(client, f"guess {attempt}", "nobody@nordhaven.example").context["form"].errors for attempt in range(6)
    ]
    fresh(settings)
    same = [sign_in(client, f"guess {attempt}").context["form"].errors for attempt in range(6)]

    assert told == same


def test_signing_up_answers_the_same_whoever_has_the_address(client, settings, wen):
    settings.OPEN_SIGN_UP = True
    account = {"name": "N", "password1": SECRET, "password2": SECRET}

    answers = [
        Client().post(reverse("account_signup"), account | {"email": email})
        for email in (wen.email, wen.email.upper(), "new@nordhaven.example")
    ]

    assert {(answer.status_code, answer.url) for answer in answers} == {
        (302, reverse("account_email_verification_sent"))
    }
    assert "account" in mail.outbox[0].body  # tells its owner, and nobody else
    assert User.objects.filter(email__iexact=wen.email).get().name == "Wen Jiahui"


def test_asking_for_a_new_password_answers_the_same_whoever_has_the_address(client, wen):
    answers = [
        client.post(reverse("account_reset_password"), {"email": email}) for email in (wen.email, "no@body.example")
    ]

    assert {(answer.status_code, answer.url) for answer in answers} == {(302, reverse("account_reset_password_done"))}


def test_asking_for_new_passwords_is_slowed(client, wen):
    statuses = [client.post(reverse("account_reset_password"), {"email": wen.email}).status_code for _ in range(6)]

    assert statuses == [302] * 5 + [429]


def test_one_sees_ones_sessions_and_ends_another_at_once(client, wen):
    sign_in(client, SECRET)
    elsewhere = Client(headers={"user-agent": "A borrowed laptop"})
    sign_in(elsewhere, SECRET)
    assert elsewhere.get("/").status_code == 200

    page = client.get(reverse("usersessions_list"))
    assert "A borrowed laptop" in page.text
    other = UserSession.objects.get(user_agent="A borrowed laptop")
    client.post(reverse("usersessions_list"), {"session": other.pk})

    assert elsewhere.get("/").status_code == 302
    assert client.get("/").status_code == 200


def test_nobody_ends_somebody_elses_session(client, wen):
    sign_in(client, SECRET)
    theirs = UserSession.objects.get()
    other = User.objects.create_user("x@y.example")
    stranger = Client()
    stranger.force_login(other, backend="accounts.backends.SignIn")

    for asked in (theirs.pk, "others", "nonsense"):
        stranger.post(reverse("usersessions_list"), {"session": asked})

    assert client.get("/").status_code == 200


def test_an_account_with_an_unconfirmed_address_is_not_opened(client):
    User.objects.create_user("wen@nordhaven.example", SECRET)

    sign_in(client, SECRET)

    assert client.get("/").status_code == 302


def test_who_has_no_password_shows_by_a_code_sent_to_them_that_it_is_still_they(client_for, partner):
    client = client_for(with_proved_address(partner))
    weighty = reverse("mfa_activate_totp")
    request_code = client.get(weighty).headers["Location"]
    assert request_code.startswith(reverse("account_request_reauthentication_code"))
    assert partner.user.email in client.get(request_code).text

    confirm = client.post(request_code, {"recipient": partner.user.email}).headers["Location"]
    code = re.search(r"^[A-Z0-9-]{6,}$", mail.outbox[0].body, re.MULTILINE)[0]
    assert "Write it here" in client.get(confirm).text
    client.post(confirm, {"code": "guessed"})
    assert client.get(weighty).status_code == 302
    client.post(confirm, {"code": code})

    assert client.get(weighty).status_code == 200
