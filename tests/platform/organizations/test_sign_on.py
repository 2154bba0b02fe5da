"""Sign-on at an organization's own server: for its own domains, into its own house, and after an owner's yes."""

from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.core.exceptions import ValidationError
from django.urls import reverse
from requests.adapters import HTTPAdapter
from tests.cast import owner_of, recruit, with_proved_address
from tests.platform.organizations.provider import ISSUER, SECRET, Provider

from accounts.models import User
from organizations.actor import Actor
from organizations.models import JoinRequest, Role, SignOn
from organizations.services import add_member, name_domain, prove_domain, set_sign_on
from organizations.sign_on import outbound
from organizations.sign_on.sealing import CannotOpen, unseal


@pytest.fixture
def provider(monkeypatch) -> Provider:
    """The outside world: whatever leaves for https reaches the provider."""
    outside = Provider()
    monkeypatch.setattr(outbound, "OutsideOnly", lambda: outside)
    return outside


@pytest.fixture
def nordhaven(university, reviewer):
    owner = owner_of(university)
    prove_domain(name_domain(university, "nordhaven.example", by=owner), by=reviewer)
    set_sign_on(university, ISSUER, "entente", SECRET, by=owner)
    return university


def sign_in(client, organization, **query):
    """Go to the organization's server and come back with a code."""
    away = client.get(reverse("openid_connect_login", args=[organization.slug]), query)
    state = parse_qs(urlsplit(away.url).query)["state"][0]
    assert away.url.startswith(f"{ISSUER}/authorize")
    back = reverse("openid_connect_callback", args=[organization.slug])
    return client.get(back, {"code": "c", "state": state}, follow=True)


def person(client):
    return client.get("/account/profile/", follow=True).wsgi_request.user


def test_somebody_new_gets_an_account_and_waits_for_an_owner(client, nordhaven, provider):
    sign_in(client, nordhaven)

    liv = person(client)
    assert (liv.email, liv.name) == ("liv@nordhaven.example", "Liv Hansen")
    assert not liv.has_usable_password()
    assert Actor.of(liv, nordhaven).organization is None
    assert JoinRequest.objects.get(state="waiting").user == liv


def test_somebody_known_is_signed_in_and_acts_for_it(client, nordhaven, provider):
    liv = User.objects.create_user("liv@nordhaven.example", name="Liv Hansen")
    with_proved_address(Actor.of(liv, None))
    add_member(nordhaven, liv, [Role.RESEARCHER], by=owner_of(nordhaven))

    page = sign_in(client, nordhaven)

    assert person(client) == liv
    assert page.wsgi_request.actor.organization == nordhaven
    assert not JoinRequest.objects.exists()


@pytest.mark.parametrize("email", ["claudia@halvard.example", "liv@nordhaven.example.evil.example", ""])
def test_it_speaks_for_nobody_at_another_domain(client, nordhaven, provider, email):
    User.objects.create_user("claudia@halvard.example")
    provider.claims |= {"email": email}

    page = sign_in(client, nordhaven)

    assert "only people with an address at a domain that it has proved" in page.text
    assert not person(client).is_authenticated


def test_it_does_not_open_an_account_that_acts_for_others(client, nordhaven, company, provider):
    liv = User.objects.create_user("liv@nordhaven.example")
    with_proved_address(Actor.of(liv, None))
    add_member(company, liv, [Role.SIGNATORY], by=owner_of(company))

    sign_in(client, nordhaven)

    assert not person(client).is_authenticated


def test_a_second_factor_is_asked_here_as_well(client, nordhaven, provider, client_for):
    signatory = recruit(nordhaven, "Liv Hansen", Role.SIGNATORY)
    User.objects.filter(pk=signatory.user.pk).update(email="liv@nordhaven.example")
    signatory.user.refresh_from_db()
    with_proved_address(signatory)
    client_for(signatory)  # has one

    page = sign_in(client, nordhaven)

    assert "Your second factor" in page.text
    assert not person(client).is_authenticated


def test_only_ones_own_address_is_connected(nordhaven, partner, provider, client_for):
    client = client_for(with_proved_address(partner, "wen@nordhaven.example"))

    page = sign_in(client, nordhaven, process="connect")

    assert "another address than yours" in page.text
    assert not partner.user.socialaccount_set.exists()


def test_an_organization_without_a_verified_standing_signs_nobody_in(client, nordhaven, provider):
    nordhaven.verified_at = None
    nordhaven.save()

    assert client.get(reverse("openid_connect_login", args=[nordhaven.slug])).status_code == 404
    assert provider.asked == []


def test_the_secret_is_kept_encrypted_and_never_shown_again(nordhaven, client_for, settings):
    kept = SignOn.objects.get()
    page = client_for(owner_of(nordhaven)).get(reverse("organizations:sign_on", args=[nordhaven.slug]))
    told = client_for(owner_of(nordhaven)).get(f"/api/v1/organizations/{nordhaven.slug}/sign-on/")

    assert SECRET not in kept.sealed_secret
    assert SECRET not in page.text
    assert told.json() == {"issuer": ISSUER, "client_id": "entente"}
    assert unseal(kept.sealed_secret) == SECRET
    settings.SECRET_KEY = "another key, of which nothing was sealed"
    with pytest.raises(CannotOpen):
        unseal(kept.sealed_secret)


def test_another_issuer_forgets_whom_the_last_one_vouched_for(client, nordhaven, provider):
    sign_in(client, nordhaven)
    assert person(client).socialaccount_set.exists()

    set_sign_on(nordhaven, "https://other.nordhaven.example", "entente", "", by=owner_of(nordhaven))

    assert not person(client).socialaccount_set.exists()


@pytest.mark.parametrize("issuer", ["http://id.nordhaven.example", "https://", "file:///etc/passwd", "nonsense"])
def test_an_issuer_is_reached_over_https(nordhaven, client_for, issuer):
    page = client_for(owner_of(nordhaven)).post(
        reverse("organizations:sign_on", args=[nordhaven.slug]), {"issuer": issuer, "client_id": "entente"}
    )

    assert page.status_code == 422


def test_without_a_proved_domain_there_is_no_sign_on(company):
    with pytest.raises(ValidationError, match="mail domain"):
        set_sign_on(company, ISSUER, "entente", SECRET, by=owner_of(company))


@pytest.mark.parametrize(
    "address",
    ["https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254/", "https://10.0.0.1/", "http://1.1.1.1/"],
)
def test_nothing_is_sent_into_our_own_network(monkeypatch, address):
    monkeypatch.setattr(HTTPAdapter, "send", lambda *_a, **_k: pytest.fail("It was sent."))

    with pytest.raises(requests.ConnectionError):
        outbound.session(1).get(address)


def test_who_looks_for_their_sign_on_learns_about_the_domain_only(client, nordhaven, partner):
    find = reverse("organizations:find_sign_on")

    for name in ("wen", "nobody"):
        assert "Go on to Nordhaven University" in client.get(find, {"email": f"{name}@nordhaven.example"}).text
    assert "No organization here" in client.get(find, {"email": "x@elsewhere.example"}).text
