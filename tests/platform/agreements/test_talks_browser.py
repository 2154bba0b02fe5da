"""Negotiation, the review desk and requests for access, as people meet them in a browser."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from tests.terms import publication_of

from agreements.models import Asset, State
from agreements.services.access import ask_for_access
from agreements.services.negotiation import agree, counter_propose
from agreements.services.review import take_review
from agreements.services.talking import comment_for_staff, comment_on

pytestmark = [pytest.mark.heavy, pytest.mark.django_db(transaction=True)]


def test_parties_talk_about_a_counter_proposal(brought_to, plant_terms, steward, university_steward, page_for, axe):
    agreement = brought_to("proposed")
    counter_propose(agreement, terms=plant_terms | {"publication": publication_of(45)}, by=university_steward)
    page = page_for(steward)
    page.goto(agreement.get_absolute_url())

    expect(page.get_by_role("heading", name="What changed")).to_be_visible()
    expect(page.locator("ins")).to_contain_text("45")
    page.get_by_label("About").select_option("2")
    page.get_by_role("textbox", name="Comment").fill("Who trains on it?")
    page.get_by_role("button", name="Add the comment").click()
    expect(page.get_by_text("Who trains on it?")).to_be_visible()
    page.get_by_role("button", name="Mark as resolved").click()
    expect(page.get_by_text("Resolved")).to_be_visible()
    assert axe(page) == []


def test_a_reviewer_answers_the_checklist_and_approves_on_conditions(
    brought_to, notes, plant_terms, steward, university_steward, reviewer, page_for, axe
):
    agreement = brought_to("proposed")
    counter_propose(agreement, terms=plant_terms | {"publication": publication_of(45)}, by=university_steward)
    agree(agreement, by=steward)
    take_review(agreement, by=reviewer)
    agreement.refresh_from_db()
    comment_for_staff(agreement, "The purpose is new since version 1.", by=reviewer)
    comment_on(agreement.current_version, "Who deletes the copies?", by=reviewer, clause=2)
    Asset.objects.filter(pk=notes.pk).update(sensitivity=Asset.Sensitivity.PERSONAL)
    page = page_for(reviewer)
    page.goto(reverse("admin:agreements_agreement_review", args=[agreement.slug]))

    expect(page.get_by_role("heading", name="Two reviewers")).to_be_visible()
    assert axe(page) == []
    for choice in page.get_by_label("Holds", exact=True).all():
        choice.check()
    page.get_by_text("Approve with conditions", exact=True).click()
    page.get_by_label("Reason").fill("Clear, on one condition.")
    page.get_by_role("button", name="Give this verdict").click()
    expect(page.get_by_role("alert")).to_contain_text("Write the conditions")
    page.get_by_role("textbox", name="Conditions, one on a line").fill("Name who deletes the copies.")
    page.get_by_role("button", name="Give this verdict").click()
    expect(page.get_by_text("A second reviewer decides as well.")).to_be_visible()
    agreement.refresh_from_db()
    assert agreement.state == State.IN_REVIEW


def test_access_is_requested_from_the_refusal_and_answered_with_a_draft(
    notes, shop_floor, partner, steward, page_for, axe
):
    page = page_for(partner)
    page.goto("/access-requests/new/?asset=dataset/plant-notes&operation=train")
    page.get_by_label("What for, in your own words").fill("We train a model that hears worn bearings.")
    page.get_by_role("button", name="Request access").click()
    expect(page.get_by_text("The stewards of Halvard Bearings AG have it")).to_be_visible()
    assert axe(page) == []

    owner = page_for(steward)
    owner.goto(page.url)
    expect(owner.get_by_role("button", name="Start an agreement")).to_be_visible()
    assert axe(owner) == []
    owner.get_by_role("button", name="Start an agreement").click()
    expect(owner.get_by_role("heading", name="Plant notes for Nordhaven University")).to_be_visible()


def test_a_list_of_requests_reads_well(notes, shop_floor, partner, page_for, axe):
    ask_for_access(notes, "train", project=shop_floor, words="To hear worn bearings.", by=partner)
    page = page_for(partner, width=390)
    page.goto("/access-requests/")

    expect(page.get_by_role("link", name="Plant notes")).to_be_visible()
    assert axe(page) == []
