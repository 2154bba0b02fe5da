"""What is half chosen is kept as it was left, for whoever wrote it, and becomes terms once it is well formed."""

import pytest
from django.urls import reverse
from tests.platform.agreements.test_composer import NEW, as_sent

from agreements.errors import NotAllowed
from agreements.models import Agreement, State, WorkingCopy
from agreements.services.copies import LARGEST, keep_working_copy
from agreements.services.drafting import edit_draft
from agreements.services.negotiation import propose
from audit.models import Event


@pytest.fixture
def half(plant_terms, draft, steward):
    """A form without what is shared, and with a number that is none."""
    chosen = as_sent(plant_terms, "Maintenance notes 2027", steward)
    return chosen | {"shares.0.asset": "", "publication.review_days": "soon", "do": "save"}


def test_a_half_filled_composer_is_saved_with_its_faults_beside_the_fields(half, steward, client_for):
    page = client_for(steward).post(NEW, half, follow=True)

    assert page.status_code == 200
    assert "Kept as your working copy." in page.text
    assert 'value="Maintenance notes 2027"' in page.text
    assert 'value="soon"' in page.text
    assert "A whole number from 0 to 366 is expected here." in page.text
    assert not Agreement.objects.filter(title="Maintenance notes 2027").exists()


def test_it_is_found_again_in_the_list_and_becomes_a_draft_when_it_is_mended(half, plant_terms, steward, client_for):
    client = client_for(steward)
    client.post(NEW, half)
    copy = WorkingCopy.objects.get()
    assert copy.get_absolute_url() in client.get(reverse("agreements:list")).text

    mended = as_sent(plant_terms, "Maintenance notes 2027", steward) | {"do": "save"}
    client.post(copy.get_absolute_url(), mended)

    assert Agreement.objects.get(title="Maintenance notes 2027").state == State.DRAFT
    assert not WorkingCopy.objects.exists()


def test_saving_again_keeps_one_copy(half, steward, client_for):
    client = client_for(steward)
    client.post(NEW, half)
    client.post(WorkingCopy.objects.get().get_absolute_url(), half | {"title": "Another title"})

    assert WorkingCopy.objects.get().title == "Another title"


def test_a_copy_without_a_title_says_what_is_missing(half, steward, client_for):
    page = client_for(steward).post(NEW, half | {"title": ""}, follow=True)

    assert "An agreement needs a title." in page.text


def test_unfinished_terms_of_a_draft_leave_its_versions_as_they_are(half, draft, steward, client_for):
    client, address = client_for(steward), reverse("agreements:compose", args=[draft.slug])
    before = draft.current_version.number

    page = client.post(address, half, follow=True)
    draft.refresh_from_db()

    assert page.redirect_chain[-1][0] == address
    assert 'value="soon"' in page.text
    assert draft.current_version.number == before


def test_an_answer_to_proposed_terms_is_kept_for_later_and_nobody_else_reads_it(
    half, draft, steward, university_steward, client_for
):
    propose(draft, by=steward)
    address = reverse("agreements:compose", args=[draft.slug])

    kept = client_for(university_steward).post(address, half, follow=True).text

    assert 'value="soon"' in kept
    draft.refresh_from_db()
    assert draft.state == State.PROPOSED
    assert not Event.objects.filter(verb="working_copy.kept", concerns__contains=[draft.uid]).exists()


def test_two_shared_things_and_all_that_is_ticked_come_back(half, steward, client_for):
    client = client_for(steward)
    two = client.post(NEW, half | {"do": "add-share"})
    assert '<input type="hidden" name="rows" value="2">' in two.text

    page = client.post(NEW, half | {"rows": "2", "shares.1.operations": ["train", "evaluate"]}, follow=True)

    assert page.context["form"]["shares.1.operations"].value() == ["train", "evaluate"]


def test_nobody_else_opens_a_copy_not_even_a_colleague(half, steward, signatory_company, stranger, client_for):
    client_for(steward).post(NEW, half)
    address = WorkingCopy.objects.get().get_absolute_url()

    for other in (signatory_company, stranger):
        assert client_for(other).get(address).status_code == 404
        assert client_for(other).post(f"{address}discard/").status_code == 404


def test_a_copy_is_let_go(half, steward, client_for):
    client = client_for(steward)
    client.post(NEW, half)

    answer = client.post(f"{WorkingCopy.objects.get().get_absolute_url()}discard/", follow=True)

    assert "Your working copy is gone." in answer.text
    assert not WorkingCopy.objects.exists()


def test_a_copy_that_newer_terms_have_overtaken_says_so(
    half, draft, plant_terms, steward, signatory_company, client_for
):
    client, address = client_for(steward), reverse("agreements:compose", args=[draft.slug])
    client.post(address, half)
    assert "newer terms have been written since" not in client.get(address).text

    edit_draft(draft, title=draft.title, terms=plant_terms, by=signatory_company)

    assert "newer terms have been written since" in client.get(address).text


def test_what_is_too_long_is_not_kept_and_said_so(half, steward, client_for):
    page = client_for(steward).post(NEW, half | {"law.en": "x" * LARGEST})

    assert page.status_code == 422
    assert "too long to be kept" in page.text
    assert not WorkingCopy.objects.exists()


def test_a_researcher_keeps_no_copy(draft, partner):
    with pytest.raises(NotAllowed):
        keep_working_copy(WorkingCopy(template="bilateral", parties=["a", "b"]), written={}, by=partner)
