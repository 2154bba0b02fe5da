"""A passkey in the browser: added, used as the second factor and alone, under the strict content policy."""

import re

import pytest
from playwright.sync_api import expect
from tests.cast import with_proved_address

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "correct horse battery"


@pytest.fixture
def on_localhost(live_site):
    """Passkeys belong to a name, never to a bare address."""
    return live_site.url.replace("127.0.0.1", "localhost")


def give_authenticator(page):
    """A key inside the browser that its owner always touches."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return devtools, devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def sign_in(page, site, email):
    page.goto(f"{site}/account/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(SECRET)
    page.get_by_role("button", name="Sign in", exact=True).click()


def say_it_is_still_me(page):
    page.get_by_label("Password").fill(SECRET)
    page.get_by_role("button", name="Go on").click()


def test_a_passkey_is_added_and_then_signs_in_alone(page_for, on_localhost, partner):
    partner.user.set_password(SECRET)
    partner.user.save()
    with_proved_address(partner)
    page = page_for()
    give_authenticator(page)
    sign_in(page, on_localhost, partner.user.email)
    expect(page.get_by_text("Acting for").first).to_be_visible()

    page.goto(f"{on_localhost}/account/2fa/webauthn/add/")
    say_it_is_still_me(page)
    page.get_by_label("Name").fill("my phone")
    page.get_by_label("Sign in with it alone").check()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Recovery codes", level=1)).to_be_visible()

    page.context.clear_cookies()
    page.goto(f"{on_localhost}/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(f"{on_localhost}/")
    page.goto(f"{on_localhost}/account/2fa/webauthn/")
    expect(page.get_by_role("rowheader", name="my phone")).to_be_visible()


def test_a_passkey_is_the_second_factor_that_a_signatory_needs(page_for, on_localhost, signatory_company):
    signatory_company.user.set_password(SECRET)
    signatory_company.user.save()
    with_proved_address(signatory_company)
    page = page_for()
    give_authenticator(page)
    sign_in(page, on_localhost, signatory_company.user.email)
    expect(page).to_have_url(re.compile("/account/2fa/$"))
    page.get_by_role("link", name="Add a passkey").click()
    say_it_is_still_me(page)
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Recovery codes", level=1)).to_be_visible()

    page.context.clear_cookies()
    sign_in(page, on_localhost, signatory_company.user.email)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(f"{on_localhost}/")


def test_a_browser_without_a_passkey_says_so_on_the_page(page_for, on_localhost):
    page = page_for()
    devtools, key = give_authenticator(page)
    devtools.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})
    page.goto(f"{on_localhost}/account/login/")
    page.evaluate(
        "() => { navigator.credentials.get = () => Promise.reject(new DOMException('no', 'NotAllowedError')) }"
    )

    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_text("Your browser gave no passkey.")).to_be_visible()
