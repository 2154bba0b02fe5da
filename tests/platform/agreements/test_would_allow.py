"""What would this allow? A draft answers as the policy would once it was signed, and nothing is granted by asking."""

import pytest
from django.urls import reverse

from agreements.models import Agreement, Grant
from agreements.policy import decide
from agreements.services.drafting import edit_draft
from agreements.services.teams import join_team
from agreements.services.undertakings import confirm_purpose


@pytest.fixture
def working(shop_floor, partner, steward):
    """The partner is in the project's team, and the provider has confirmed what it is for."""
    join_team(shop_floor, partner.user, by=partner)
    confirm_purpose(shop_floor, by=steward)
    return shop_floor


@pytest.fixture
def question(working, partner):
    return {
        "person": f"{partner.user.uid}/{partner.organization.slug}",
        "operation": "train",
        "asset": "dataset/plant-notes",
        "project": working.slug,
        "purpose": "",
        "on": "2026-12-01",
    }


@pytest.fixture
def address(draft):
    return reverse("agreements:would_allow", args=[draft.slug, 1])


def test_the_page_asks_before_it_answers(address, working, steward, client_for):
    page = client_for(steward).get(address)

    assert page.status_code == 200
    assert "Wen Jiahui, Nordhaven University" in page.text
    assert "Nothing is granted by asking" in page.text


def test_what_the_terms_let_a_person_do_is_a_yes_with_its_clause(
    address, question, notes, partner, working, steward, client_for
):
    page = client_for(steward).get(address, question)

    assert "<b>Yes</b>" in page.text
    assert "By clause 2 of these terms." in page.text
    assert not decide(partner, "train", notes, project=working).allowed
    assert not Grant.objects.exists()
    assert Agreement.objects.count() == 1


@pytest.mark.parametrize("otherwise", [{"operation": "download"}, {"on": "2025-12-31"}, {"project": "", "purpose": ""}])
def test_what_they_do_not_is_a_no_with_the_reason(otherwise, address, question, steward, client_for):
    page = client_for(steward).get(address, question | otherwise)

    assert "<b>No</b>" in page.text
    assert 'data-tone="stop"' in page.text


def test_a_purpose_stands_for_a_project_that_is_still_to_come(draft, question, steward, plant_terms, client_for):
    other = {"project": "", "purpose": "DUO:0000042"}
    client = client_for(steward)

    edit_draft(
        draft,
        title=draft.title,
        terms=plant_terms | {"purposes": plant_terms["purposes"] | {"project": None}},
        by=steward,
    )
    address = reverse("agreements:would_allow", args=[draft.slug, 2])

    assert "<b>Yes</b>" in client.get(address, question | other).text
    assert "<b>No</b>" in client.get(address, question | other | {"commercial": "on"}).text


def test_the_api_gives_the_same_answer(draft, question, partner, steward, api_for):
    asked = {
        "person": str(partner.user.uid),
        "organization": partner.organization.slug,
        "kind": "dataset",
        "asset": "plant-notes",
        "project": question["project"],
        "on": "2026-12-01",
    }
    address = f"/api/v1/agreements/{draft.slug}/versions/1/would-allow/"

    yes = api_for(steward).post(address, asked | {"operation": "train"})
    no = api_for(steward).post(address, asked | {"operation": "download"})
    faulty = api_for(steward).post(address, asked | {"operation": "train", "asset": "other"})

    assert (yes.status_code, yes.json()["allowed"], yes.json()["clause"]) == (200, True, 2)
    assert (no.json()["allowed"], bool(no.json()["reasons"][0]["sentence"])) == (False, True)
    assert faulty.status_code == 400


def test_the_other_party_asks_nothing_of_a_draft(address, question, partner, stranger, client_for):
    assert client_for(partner).get(address, question).status_code == 404
    assert client_for(stranger).get(address, question).status_code == 404
