"""Notices: written with the deed, to whom can act on it, and read while the reader may know of what they are about."""

import pytest
from tests.cast import owner_of, recruit
from tests.reviewing import approve

from agreements.errors import ReasonMissing
from agreements.models import Agreement, State
from agreements.noticing.reading import told_all
from agreements.noticing.table import TOLD
from agreements.services.access import ask_for_access, refuse_access
from agreements.services.negotiation import agree, draft_agreement, propose, withdraw
from agreements.services.parties import PART_ENDED
from agreements.services.review import take_review
from agreements.services.suspension import suspend_agreement
from agreements.telling import DEEDS
from notifications.kinds import kind_of
from notifications.models import Notice
from organizations.actor import Actor
from organizations.models import Role
from organizations.services import add_member


def told(reader: Actor) -> list[str]:
    """What a person reads, the newest first."""
    return [one.sentence for one in told_all(list(Notice.objects.to(reader)), reader)]


@pytest.fixture
def suspended(agreement, steward):
    """The agreement in force, suspended by the company; nothing was told before that."""
    Notice.objects.all().delete()
    return suspend_agreement(agreement, by=steward, reason="Clause 4 was not kept.")


def test_the_other_side_is_told_of_proposed_terms_and_the_proposer_is_not(
    agreement, steward, university_steward, partner, stranger
):
    Notice.objects.all().delete()
    drafted = draft_agreement(title="Notes 2027", terms=agreement.current_version.terms, by=steward)
    assert not Notice.objects.exists()  # nobody else sees a draft

    propose(drafted, by=steward)

    assert told(university_steward) == [
        "Halvard Bearings AG proposes the terms of “Notes 2027” and waits for your answer."
    ]
    assert [told(who) for who in (steward, partner, stranger)] == [[], [], []]  # a researcher answers no terms


def test_what_never_left_a_draft_is_withdrawn_in_silence(agreement, steward, university_steward):
    drafted = draft_agreement(title="Notes 2027", terms=agreement.current_version.terms, by=steward)
    Notice.objects.all().delete()

    withdraw(drafted, by=steward, reason="Not this year.")

    assert told(university_steward) == []


def test_agreed_terms_are_told_to_reviewers_and_approved_ones_to_who_signs(
    agreement, steward, university_steward, signatory_company, signatory_university, reviewer
):
    drafted = propose(
        draft_agreement(title="Notes 2027", terms=agreement.current_version.terms, by=steward), by=steward
    )
    agree(drafted, by=university_steward)
    assert told(reviewer)[0] == "The parties of “Notes 2027” agree on its terms; they wait for your review."

    take_review(drafted, by=reviewer)
    approve(drafted, by=reviewer)

    waits = "“Notes 2027” is approved and waits for your signature."
    assert [told(who)[0] for who in (signatory_company, signatory_university)] == [waits, waits]
    assert told(steward)[0] == "The platform’s reviewers approve “Notes 2027”."


def test_a_suspension_is_told_with_its_reason_to_whoever_it_stops(suspended, partner, steward, stranger):
    notice = Notice.objects.to(partner).get()

    [one] = told_all([notice], partner)
    assert one.sentence == f"Halvard Bearings AG has suspended “{suspended}”. What rests on it has stopped."
    assert (one.reason, one.url) == ("Clause 4 was not kept.", suspended.get_absolute_url())
    assert not Notice.objects.to(steward).exists()  # who did it knows
    assert not Notice.objects.to(stranger).exists()


def test_a_deed_that_fails_tells_nobody(agreement, steward):
    Notice.objects.all().delete()

    with pytest.raises(ReasonMissing):
        suspend_agreement(agreement, by=steward, reason=" ")

    assert not Notice.objects.exists()
    assert Agreement.objects.get(pk=agreement.pk).state == State.ACTIVE


def test_telling_many_asks_the_same_few_questions(
    agreement, steward, partner, university, django_assert_max_num_queries
):
    for number in range(30):
        recruit(university, f"Person{number} Example", Role.RESEARCHER)
    Notice.objects.all().delete()

    with django_assert_max_num_queries(40):
        suspend_agreement(agreement, by=steward, reason="Clause 4 was not kept.")

    assert Notice.objects.filter(organization_id=university.pk).count() > 30


def test_what_it_is_about_is_named_only_while_the_reader_may_know_of_it(suspended, partner, stranger):
    notice = Notice.objects.to(partner).get()
    assert str(suspended) in told(partner)[0]

    suspended.parties.filter(organization=partner.organization).update(organization=stranger.organization)

    [one] = told_all([notice], partner)
    assert (one.sentence, one.reason, one.url) == ("What this was about you may no longer see.", "", "")


def test_who_asks_for_access_and_who_answers_are_told(notes, project, partner, steward):
    asked = {"project": project.undertaking, "words": "To train on it.", "by": partner}
    request = ask_for_access(notes.version.asset, "download", **asked).request
    assert told(steward)[0] == "Nordhaven University asks for access: “Plant notes”. It waits for your answer."

    refuse_access(request, reason="Not yet.", how_to_ask_again="Name the halls.", by=steward)

    assert told(partner)[0].startswith("Halvard Bearings AG has refused your request “Plant notes”")


def test_each_deed_that_is_told_has_a_sentence_and_stands_in_the_audit():
    for verb, rows in TOLD.items():
        assert verb in DEEDS
        for kind, _audience in rows:
            assert verb in kind_of(kind.code).sentences
    named = {verb for rows in TOLD.values() for kind, _ in rows for verb in kind.sentences}
    assert named == {*TOLD, PART_ENDED}


def test_a_person_in_two_organizations_is_told_for_the_one_concerned(suspended, partner, outsider):
    add_member(outsider, partner.user, [Role.RESEARCHER], by=owner_of(outsider))

    assert told(Actor.of(partner.user, outsider)) == []
    assert len(told(partner)) == 1


def test_the_inbox_shows_unread_ones_first_and_counts_them_in_the_bar(suspended, partner, client_for):
    client = client_for(partner)
    page = client.get("/notices/").text
    assert "has suspended" in page
    assert "Clause 4 was not kept." in page
    assert 'class="bar-count">1<' in page

    notice = Notice.objects.to(partner).get()
    client.post(f"/notices/{notice.uid}/read/")

    page = client.get("/notices/").text
    assert "bar-count" not in page
    assert "has suspended" in page  # it stays


def test_all_of_a_kind_are_marked_as_read_at_once(suspended, partner, client_for):
    client = client_for(partner)

    for other in ("access", "nothing"):
        client.post("/notices/read/", {"kind": other})
    assert Notice.objects.to(partner).unread().exists()

    client.post("/notices/read/", {"kind": "standing"})
    assert not Notice.objects.to(partner).unread().exists()
    assert "has suspended" in client.get("/notices/?kind=standing").text
    assert "None of this kind." in client.get("/notices/?kind=access").text


def test_nobody_marks_the_notice_of_another(suspended, partner, steward, client_for, api_for):
    notice = Notice.objects.to(partner).get()

    assert client_for(steward).post(f"/notices/{notice.uid}/read/").status_code == 404
    assert api_for(steward).post(f"/api/v1/notices/{notice.uid}/read/").status_code == 404
    assert Notice.objects.to(partner).unread().exists()


def test_a_program_reads_notices_and_marks_them(suspended, partner, api_for):
    api = api_for(partner)
    [one] = api.get("/api/v1/notices/?unread=true").json()["results"]
    assert one["verb"] == "agreement.suspended"
    assert one["page"] == suspended.get_absolute_url()

    assert api.post(f"/api/v1/notices/{one['uid']}/read/").status_code == 204

    assert api.get("/api/v1/notices/?unread=true").json()["count"] == 0
    assert api.get("/api/v1/notices/").json()["results"][0]["read_at"]


def test_what_is_mailed_is_chosen_for_each_kind(partner, client_for, suspended):
    client = client_for(partner)
    assert client.get("/notices/mail/").status_code == 200

    client.post("/notices/mail/", {"standing": "daily", "terms": ""})

    assert Notice.objects.to(partner).get().mail == "daily"  # what waits follows
    answer = client.get("/api/v1/notices/mail/").json()["choices"]
    assert (answer["standing"], answer["terms"]) == ("daily", "")
    client.post("/notices/mail/", {"access": "daily"})
    answer = client.get("/api/v1/notices/mail/").json()["choices"]
    assert (answer["standing"], answer["terms"], answer["access"]) == ("daily", "", "daily")  # not asked, not changed
    assert client.post("/notices/mail/", {"standing": "hourly"}).status_code == 422
