"""An embargo and a freeze, as people meet them in a browser."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from tests.terms import publication_of

from knowledge.models import Paper

pytestmark = [pytest.mark.heavy, pytest.mark.django_db(transaction=True)]


def test_a_paper_waits_for_its_embargo_and_for_the_invention_on_the_same(
    agree_to_train, project, notes, partner, steward, page_for, axe
):
    until = timezone.now().date().replace(year=timezone.now().year + 1)
    agree_to_train(publication=publication_of(30, embargo_until=until.isoformat()))
    page = page_for(partner)
    page.goto(f"{project.get_absolute_url()}papers/new/")
    page.get_by_label("Title").fill("What fitters write")
    page.get_by_role("button", name="Begin the paper").click()
    page.get_by_text("Name what it rests on").click()
    page.get_by_label("Report, dataset or model").select_option(f"version:{notes.version.uid}")
    page.get_by_role("button", name="The paper rests on it").click()

    expect(page.locator("#leaving").locator("..").locator("..")).to_contain_text("until then it is under embargo")
    expect(page.get_by_role("button", name="Mark as submitted")).to_have_attribute("aria-disabled", "true")

    theirs = page_for(steward, width=390)
    theirs.goto(f"{project.get_absolute_url()}inventions/new/")
    theirs.get_by_label("Title").fill("Two-step labelling")
    theirs.get_by_label("What is new").fill("Short notes are labelled twice.")
    theirs.get_by_label(f"{notes.version.asset.name}, 1").check()
    theirs.get_by_label("Inventor 1", exact=True).fill("Marta Kovač")
    theirs.get_by_label("Party of inventor 1").select_option(steward.organization.slug)
    theirs.get_by_label("Part of inventor 1 in percent").fill("100")
    theirs.get_by_role("button", name="Disclose it").click()
    expect(theirs.get_by_role("heading", name="Papers that wait for it")).to_be_visible()

    page.reload()
    expect(page.get_by_role("heading", name="Frozen by an invention")).to_be_visible()
    expect(page.get_by_text("A steward or signatory of Halvard Bearings AG")).to_be_visible()
    assert axe(page) == axe(theirs) == []

    theirs.get_by_role("combobox", name="Next step").select_option("released")
    theirs.get_by_role("textbox", name="Why").fill("It was known.")
    theirs.get_by_role("button", name="Take this step").click()
    expect(theirs.get_by_text("No patent sought").first).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Frozen by an invention")).to_have_count(0)
    assert Paper.objects.get().submitted_at is None
