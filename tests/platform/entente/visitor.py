"""Somebody at a browser of their own, who knows nothing but what pages and mails say."""

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from playwright.sync_api import Page, expect

from accounts.models import User
from organizations.actor import Actor
from organizations.models import Organization

PASSWORD = "seven lanterns over the fjord"
TOTP_SECONDS = 30


class Visitor:
    """Does what people do with their account and their organization."""

    def __init__(self, page: Page, name: str, email: str) -> None:
        self.page, self.name, self.email = page, name, email

    def sign_up(self) -> None:
        """An account, by one's own mail address."""
        self.page.goto("/account/signup/")
        self._fill_in_account()
        expect(self.page.get_by_role("heading", name="Look into your mail")).to_be_visible()
        self.page.goto(link_to(self.email))
        self.page.get_by_role("button", name="It is mine").click()
        self.page.get_by_label("Email").fill(self.email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        self.expect_acting_for("nobody yet")

    def accept_invitation(self, organization: str) -> None:
        """An account, by the link that somebody had sent."""
        self.page.goto(link_to(self.email))
        self.page.get_by_role("link", name="Make an account").click()
        self._fill_in_account()
        self.page.get_by_role("button", name=f"Act for {organization}").click()
        self.expect_acting_for(organization)

    def found(self, name: str, kind: str, country: str) -> None:
        """An organization that staff have not looked at yet."""
        self.page.goto("/organizations/")
        self.page.get_by_role("link", name="Found an organization").click()
        self.page.get_by_label("Name", exact=True).fill(name)
        self.page.get_by_label(kind, exact=True).check()
        self.page.get_by_label("Country").fill(country)
        self.page.get_by_role("button", name="Found this organization").click()
        expect(self.page.get_by_text("Not verified yet").first).to_be_visible()

    def take_roles(self, organization: str, *roles: str) -> None:
        """An owner gives themselves roles beside that one."""
        self._go_to(organization)
        self.page.get_by_role("link", name="Change roles").click()
        for role in roles:
            self.page.get_by_label(role, exact=True).check()
        self.page.get_by_role("button", name="Save these roles").click()

    def invite(self, email: str, role: str, organization: str) -> None:
        """A colleague gets a mail."""
        self._go_to(organization)
        self.page.get_by_label("E-mail address").fill(email)
        self.page.get_by_label(role, exact=True).check()
        self.page.get_by_role("button", name="Send the invitation").click()
        expect(self.page.get_by_text(f"An invitation is on its way to {email}")).to_be_visible()

    def set_up_second_factor(self) -> None:
        """An app, as signatories are asked to before anything else opens."""
        self.page.goto("/")
        self.page.get_by_role("link", name="Set up an app").click()
        prove_again(self.page)
        secret = self.page.get_by_label("Secret", exact=True).input_value()
        while time.time() % TOTP_SECONDS > TOTP_SECONDS - 3:  # else the code is too old when it arrives
            time.sleep(0.1)
        code = format_hotp_value(hotp_value(secret, int(time.time()) // TOTP_SECONDS))
        self.page.get_by_label("Authenticator code").fill(code)
        self.page.get_by_role("button", name="Set up").click()
        expect(self.page.get_by_text("Authenticator app activated.")).to_be_visible()

    def expect_acting_for(self, organization: str) -> None:
        """The bar says whom one acts for."""
        expect(self.page.locator("summary.acting")).to_contain_text(organization)

    def actor(self, organization: str) -> Actor:
        """The same person, for what is not done in a browser."""
        return Actor.of(User.objects.get(email=self.email), Organization.objects.get(name=organization))

    def _fill_in_account(self) -> None:
        self.page.get_by_label("Your name").fill(self.name)
        self.page.get_by_label("Email").fill(self.email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_label("Password (again)").fill(PASSWORD)
        self.page.get_by_role("button", name="Make an account").click()

    def _go_to(self, organization: str) -> None:
        self.page.goto("/organizations/")
        self.page.get_by_role("main").get_by_role("link", name=organization).click()


def prove_again(page: Page) -> None:
    """Write the password again, where what comes next weighs more than looking around."""
    expect(page.get_by_role("heading", name="Is it still you?")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def link_to(email: str) -> str:
    """The link in the newest mail to `email`."""
    text = next(sent.body for sent in reversed(mail.outbox) if sent.to == [email])
    found = re.search(r"http://\S+", str(text))
    assert found, text
    return found[0]
