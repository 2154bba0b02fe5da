"""The composer: terms are chosen, read as they will stand, kept as a draft and proposed."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from tests.terms import share_of

from agreements.composing.choices import choices_for
from agreements.composing.form import ComposerForm, initial_of
from agreements.composing.templates import TEMPLATES, fill, in_equal_shares
from agreements.models import Agreement, State
from agreements.terms import check_terms

COMPANY, UNIVERSITY = "halvard-bearings-ag", "nordhaven-university"
NEW = f"{reverse('agreements:compose_new')}?template=compute-only&party={UNIVERSITY}"
RENEWED = {"HX-Request": "true"}


def as_sent(terms, title, by):
    """What a browser sends for these terms."""
    choices = choices_for(terms["parties"], by, terms)
    form = ComposerForm(choices=choices, rows=len(terms["shares"]), initial=initial_of(terms, title))
    values = {name: form[name].value() for name in form.fields}
    return {name: "on" if value is True else value for name, value in values.items() if value not in (None, False, "")}


@pytest.fixture
def chosen(plant_terms, draft, steward):
    """A form that says what the company's draft says."""
    return as_sent(plant_terms, "Maintenance notes 2027", steward)


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_every_template_is_well_formed_once_parties_and_things_are_filled_in(template):
    parties = [f"party-{number}" for number in range(max(template.fewest, 2))]
    shares = [
        share_of("thing", *operations, provider=parties[0], recipient=parties[1], kind=kind)
        for kind, operations in template.operations.items()
    ]

    terms = fill(template, parties=parties, shares=shares)

    assert check_terms(terms) == terms
    assert set(template.names) == set(template.descriptions) == {"en", "zh"}


@pytest.mark.parametrize(("count", "portions"), [(2, [50, 50]), (3, [34, 33, 33]), (5, [20] * 5)])
def test_equal_shares_add_up_to_a_hundred(count, portions):
    assert [one["percent"] for one in in_equal_shares([str(n) for n in range(count)])] == portions


def test_a_consortium_of_five_is_composed_like_any_other():
    parties = [f"party-{number}" for number in range(5)]
    shares = [share_of(f"data-{one}", "train", provider=one, recipient=parties[0]) for one in parties[1:]]

    assert check_terms(fill(TEMPLATES["consortium"], parties=parties, shares=shares))["parties"] == parties


def test_terms_pass_through_the_form_unchanged(asking_all, notes, shop_floor, partner, steward):
    terms, _ = asking_all
    terms["purposes"]["people"] = [str(partner.user.uid)]
    choices = choices_for(terms["parties"], steward, terms)

    form = ComposerForm(as_sent(terms, "Notes", steward), choices=choices, rows=1)
    told = form.terms()

    for purposes in (told["purposes"], terms["purposes"]):
        purposes["codes"].sort()
        purposes["regions"].sort()
    assert told == terms


def test_who_may_draft_chooses_a_template_and_a_partner(steward, university, client_for):
    page = client_for(steward).get(reverse("agreements:new"))

    assert page.status_code == 200
    assert "Compute without download" in page.text
    assert "Nordhaven University" in page.text


def test_without_a_partner_the_composer_sends_back_to_the_choice(steward, client_for):
    answer = client_for(steward).get(reverse("agreements:compose_new"), {"template": "bilateral"}, follow=True)

    assert answer.redirect_chain[-1][0] == reverse("agreements:new")
    assert "at least one organization" in answer.text


def test_the_page_opens_with_the_templates_text(notes, university, steward, client_for):
    page = client_for(steward).get(NEW)

    assert page.status_code == 200
    assert "An agreement between Halvard Bearings AG and Nordhaven University." in page.text
    assert "To mend before it can be proposed" not in page.text


def test_a_choice_renews_the_text_and_tells_faults_beside_their_fields(chosen, steward, client_for):
    chosen |= {"starts_on": "2027-01-01", "ends_on": "2026-12-31", "protections.k_anonymity": "5"}

    renewed = client_for(steward).post(NEW, chosen, headers=RENEWED).text

    assert "stands in a group of at least 5" in renewed
    assert re.search(r'id="fault-id_ends_on"[^>]*>.*?The agreement ends before it starts\.', renewed, re.DOTALL)
    assert "<html" not in renewed


def test_what_can_not_be_read_is_told_and_the_text_waits(chosen, steward, client_for):
    renewed = client_for(steward).post(NEW, chosen | {"publication.review_days": "soon"}, headers=RENEWED).text

    assert "The text waits" in renewed
    assert "A whole number from 0 to 366 is expected here." in renewed


def test_without_javascript_a_button_shows_the_text(chosen, steward, client_for):
    page = client_for(steward).post(NEW, chosen | {"do": "text", "shown": "both"})

    assert page.status_code == 200
    assert "With the dataset “Plant notes”, Nordhaven University may" in page.text
    assert "对于数据集“Plant notes”" in page.text
    assert Agreement.objects.count() == 1  # the fixture's


def test_a_draft_is_saved_and_changed_before_anybody_else_sees_it(chosen, steward, university_steward, client_for):
    client = client_for(steward)
    client.post(NEW, chosen | {"do": "save"})
    saved = Agreement.objects.get(title="Maintenance notes 2027")

    client.post(
        reverse("agreements:compose", args=[saved.slug]), chosen | {"publication.review_days": "45", "do": "save"}
    )

    saved.refresh_from_db()
    assert (saved.state, saved.current_version.number) == (State.DRAFT, 2)
    assert saved.current_version.terms["publication"]["review_days"] == 45
    assert client_for(university_steward).get(saved.get_absolute_url()).status_code == 404


def test_faulty_terms_are_not_proposed(chosen, steward, client_for):
    page = client_for(steward).post(NEW, chosen | {"shares.0.asset": "", "do": "propose"})

    assert page.status_code == 422
    assert "To mend before it can be proposed" in page.text
    assert not Agreement.objects.filter(title="Maintenance notes 2027").exists()


def test_what_a_field_does_not_offer_is_refused_and_not_left_out(chosen, steward, stranger, client_for):
    chosen |= {"purposes.people": [str(stranger.user.uid)], "do": "propose"}

    page = client_for(steward).post(NEW, chosen)

    assert page.status_code == 422
    assert not Agreement.objects.filter(title="Maintenance notes 2027").exists()


def test_requested_changes_are_answered_in_the_composer(brought_to, plant_terms, steward, client_for):
    agreement = brought_to(State.CHANGES_REQUESTED)
    sent = as_sent(plant_terms, "", steward) | {"publication.review_days": "45", "do": "propose"}

    client_for(steward).post(reverse("agreements:compose", args=[agreement.slug]), sent)

    agreement.refresh_from_db()
    assert (agreement.state, agreement.current_version.number) == (State.PROPOSED, 2)


def test_what_is_signed_is_not_composed(brought_to, steward, client_for):
    agreement = brought_to(State.ACTIVE)

    answer = client_for(steward).get(reverse("agreements:compose", args=[agreement.slug]), follow=True)

    assert answer.redirect_chain[-1][0] == agreement.get_absolute_url()


def test_a_researcher_and_a_stranger_compose_nothing(draft, partner, stranger, client_for):
    assert client_for(partner).get(NEW).status_code == 403
    assert client_for(stranger).get(reverse("agreements:compose", args=[draft.slug])).status_code == 404


def test_an_agreement_is_composed_from_a_template_and_proposed(notes, university, steward, page_for):
    page = page_for(steward)
    page.goto(reverse("agreements:list"))
    page.get_by_role("link", name="Draft an agreement").click()
    page.get_by_label("Compute without download").check()
    page.get_by_label("Nordhaven University").check()
    page.get_by_role("button", name="Choose the terms").click()
    deed = page.locator("#deed")
    page.get_by_label("Title", exact=True).fill("Bearing notes 2027")
    expect(deed).to_contain_text("Bearing notes 2027, version 1")
    page.get_by_label("Dataset or model").select_option(label="Plant notes")
    expect(deed).to_contain_text("With the dataset “Plant notes”, Nordhaven University may")
    expect(page.get_by_label("predictions", exact=True)).to_have_count(0)  # of models only
    expect(deed).not_to_contain_text("look at its rows, train")
    page.get_by_label("preview", exact=True).check()
    expect(deed).to_contain_text("look at its rows, train")

    page.get_by_label("简体中文", exact=True).check()
    expect(deed).to_contain_text("共享数据集“Plant notes”")
    page.get_by_role("button", name="Propose to the parties").click()

    expect(page.get_by_text("These terms are proposed.")).to_be_visible()
    assert Agreement.objects.get(title="Bearing notes 2027").state == State.PROPOSED
