"""The frame without a mouse, and without a script."""

import re

import pytest
from playwright.sync_api import expect
from tests.cast import owner_of

from organizations.models import Role
from organizations.services import add_member

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_first_tab_leads_past_the_bar(page_for, partner):
    page = page_for(partner)
    page.goto("/")

    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")

    assert focused == "Skip to the content"
    expect(page).to_have_url(re.compile("#main$"))


def test_whom_one_acts_for_is_changed_without_a_mouse_or_a_script(page_for, partner, company, steward):
    add_member(company, partner.user, [Role.RESEARCHER], by=owner_of(company))
    page = page_for(partner, java_script_enabled=False)
    page.goto("/")
    acting = page.locator(".acting")
    expect(acting).to_contain_text("Nordhaven University")

    acting.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Halvard Bearings AG").focus()
    page.keyboard.press("Enter")

    expect(acting).to_contain_text("Halvard Bearings AG")


def test_colours_are_chosen_at_the_foot(page_for):
    page = page_for(None)
    page.goto("/styleguide/")

    page.get_by_role("button", name="dark", exact=True).click()

    expect(page.locator("html")).to_have_css("background-color", "rgb(18, 22, 24)")


def test_a_faulty_form_links_each_fault_to_its_field(page_for):
    page = page_for(None)
    page.goto("/styleguide/")

    page.locator(".errors").get_by_role("link", name="Learning rate").click()

    expect(page).to_have_url(re.compile("#id_rate$"))
    field = page.locator("#id_rate")
    assert field.get_attribute("aria-invalid") == "true"
    assert "id_rate_error" in field.get_attribute("aria-describedby")
