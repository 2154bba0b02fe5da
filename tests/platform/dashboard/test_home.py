"""Home: what waits for whom, what runs, and that its cost doesn't grow with what there is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.reviewing import approve
from tests.terms import publication_of

from agreements.models import Agreement
from agreements.services.negotiation import agree, draft_agreement, propose, propose_version, request_changes
from agreements.services.review import take_review
from collaborations.services import change_purpose
from dashboard.waiting import waiting_for

HOME = "/"


def waits(actor):
    return [(one.name, one.action) for one in waiting_for(actor)]


@pytest.fixture
def drafted(agreement, steward):
    """A second agreement with the same terms, drafted by the company."""
    terms = agreement.current_version.terms
    return draft_agreement(title="Maintenance notes 2027", terms=terms, by=steward)


def test_an_agreement_waits_for_one_side_after_the_other(
    drafted, steward, university_steward, reviewer, signatory_company, signatory_university, stranger
):
    everybody = [steward, university_steward, reviewer, signatory_company, signatory_university, stranger]

    def waits_for():
        drafted.refresh_from_db()
        return {
            actor.user.name: action for actor in everybody for name, action in waits(actor) if name == drafted.title
        }

    assert waits_for() == {"Tomas Reuter": "Read and propose", "Jonas Keller": "Read and propose"}
    propose(drafted, by=steward)
    assert waits_for() == {"Nils Aune": "Read and answer", "Ida Berg": "Read and answer"}
    request_changes(drafted, by=university_steward, reason="Thirty days are too short.")
    assert waits_for() == {"Tomas Reuter": "Read and change", "Jonas Keller": "Read and change"}
    other = drafted.current_version.terms | {"publication": publication_of(45)}
    propose_version(drafted, terms=other, by=steward)
    agree(drafted, by=university_steward)
    assert waits_for() == {"Samuel Okoro": "Read and review"}
    take_review(drafted, by=reviewer)
    approve(drafted, by=reviewer)
    assert waits_for() == {"Jonas Keller": "Read and sign", "Ida Berg": "Read and sign"}


def test_who_may_draft_an_agreement_finds_the_button(steward, partner, university, client_for):
    assert 'href="/agreements/new/"' in client_for(steward).get(HOME).text
    assert 'href="/agreements/new/"' not in client_for(partner).get(HOME).text


def test_a_changed_purpose_waits_for_the_provider_that_relies_on_it(
    project, agreement, partner, steward, university_steward
):
    assert waits(steward) == []

    change_purpose(project, codes=["DUO:0000042"], commercial=True, by=partner)

    assert waits(steward) == [("Reading the shop floor", "Read and confirm")]
    assert waits(university_steward) == []  # it shares nothing for this project


def test_the_home_page_says_what_waits_and_leads_there(client_for, steward, drafted):
    page = client_for(steward).get(HOME).text

    assert "1 thing waits for you" in page
    assert f'href="{drafted.get_absolute_url()}"' in page


def test_the_home_page_shows_jobs_to_partners_and_not_to_strangers(client_for, submit, partner, steward, stranger):
    job = submit(name="Fault notes, run 15")

    assert job.get_absolute_url() in client_for(partner).get(HOME).text
    assert job.get_absolute_url() in client_for(steward).get(HOME).text
    strangers_page = client_for(stranger).get(HOME).text
    assert "run 15" not in strangers_page
    assert "Maintenance notes" not in strangers_page


def test_who_may_not_read_the_audit_sees_only_their_own_deeds(client_for, partner, steward, agreement):
    own = client_for(partner).get(HOME).text
    all_of_it = client_for(steward).get(HOME).text

    assert "Ida Berg signed" not in own
    assert "Jonas Keller signed" in all_of_it
    assert 'href="/audit/"' in own
    assert 'href="/audit/"' in all_of_it


def test_signed_out_people_are_asked_to_sign_in(client, db):
    assert client.get(HOME).headers["Location"].startswith(reverse("account_login"))


def test_a_person_of_no_organization_is_told_how_to_get_into_one(client, django_user_model, db):
    client.force_login(django_user_model.objects.create_user("new@nowhere.example"), backend="accounts.backends.SignIn")

    assert "You act for nobody yet." in client.get(HOME).text


def test_home_asks_the_database_as_often_for_many_things_as_for_few(client_for, steward, agreement, submit):
    client = client_for(steward)
    client.get(HOME)
    submit()
    draft_agreement(title="Draft 0", terms=agreement.current_version.terms, by=steward)

    with CaptureQueriesContext(connection) as few:
        client.get(HOME)
    for number in range(1, 4):
        submit()
        draft_agreement(title=f"Draft {number}", terms=agreement.current_version.terms, by=steward)
    with CaptureQueriesContext(connection) as many:
        client.get(HOME)

    assert Agreement.objects.count() == 5
    assert len(many) == len(few)
