"""Changing what a project is for and who works on it: what pauses, what is said before, and whose access ends."""

import pytest
from django.core.exceptions import ValidationError
from tests.cast import recruit

from agreements.errors import NotAllowed
from agreements.models import TeamMember
from agreements.policy import decide
from audit.models import Event
from collaborations.services import add_to_team, change_in_team, change_purpose, confirm_purpose, take_out_of_team
from jobs.access import may_run
from organizations.models import Role

METHODS = "DUO:0000042"
CLINICAL = "DUO:0000043"


@pytest.fixture
def address(project):
    return project.get_absolute_url()


@pytest.fixture
def colleague(university):
    return recruit(university, "Per Aune", Role.RESEARCHER)


def member(project, actor):
    return TeamMember.objects.get(undertaking=project.undertaking, user=actor.user)


def may_train(actor, notes, project):
    return decide(actor, "train", notes.version, project=project.undertaking).allowed


def test_the_page_says_by_name_what_pauses_and_a_changed_purpose_pauses_it_until_confirmed(
    submit, project, address, notes, partner, steward, client_for
):
    job, page = submit(), client_for(partner).get(f"{address}purpose/").text
    assert "Plant notes, run 1" in page
    assert "Plant notes</a>" in page
    assert "Halvard Bearings AG" in page
    assert f'value="{METHODS}"' in page

    changed = client_for(partner).post(f"{address}purpose/", {"codes": [METHODS, CLINICAL], "region": ""}, follow=True)

    assert "It counts once those who share something confirm it." in changed.text
    assert "Paused until its provider has confirmed" in changed.text
    assert not may_run(job).allowed
    theirs = client_for(steward).get(address).text
    assert "When Halvard Bearings AG confirmed, it was for:" in theirs
    assert "what you share for it waits for your confirmation" in client_for(steward).get("/").text
    confirm_purpose(type(project).objects.get(pk=project.pk), by=steward)
    assert may_run(job).allowed
    assert "Paused until" not in client_for(partner).get(address).text


def test_a_purpose_that_the_terms_do_not_allow_is_said_on_the_page(agreement, project, address, partner, client_for):
    change_purpose(project, codes=[METHODS], commercial=True, by=partner)

    assert "allows nothing for this purpose" in client_for(partner).get(address).text


def test_the_same_purpose_again_pauses_nothing(project, address, partner, client_for):
    before = project.undertaking.revision

    answer = client_for(partner).post(f"{address}purpose/", {"codes": [METHODS], "region": ""})

    assert answer.status_code == 422
    assert "This is what the project is for already." in answer.text
    project.undertaking.refresh_from_db()
    assert project.undertaking.revision == before


def test_only_who_works_in_it_changes_it_and_strangers_find_nothing(
    project, address, signatory_university, stranger, client_for
):
    for part in ("purpose", "team"):
        assert client_for(signatory_university).get(f"{address}{part}/").status_code == 403
        assert client_for(stranger).get(f"{address}{part}/").status_code == 404


def test_who_joins_to_work_asks_for_confirmations_and_who_reads_along_asks_for_none(
    agreement, project, address, notes, partner, steward, colleague, client_for
):
    client = client_for(partner)
    page = client.get(f"{address}team/").text
    assert "Per Aune" in page
    assert "Tomas Reuter" in page, "the others' people are shown"

    client.post(f"{address}team/", {"person": colleague.user.uid, "role": "reads"})
    assert not may_train(colleague, notes, project)
    assert may_train(partner, notes, project), "nobody is held up by who reads along"
    assert not decide(colleague, "submit", project.undertaking).allowed

    client.post(f"{address}team/{colleague.user.uid}/", {"role": "works"})
    assert not may_train(partner, notes, project)
    assert "Per Aune (Nordhaven University)" not in client_for(partner).get(address).text
    confirm_purpose(type(project).objects.get(pk=project.pk), by=steward)
    assert may_train(colleague, notes, project)
    verbs = ["undertaking.team_joined", "undertaking.team_role_changed"]
    for verb in verbs:
        assert Event.objects.filter(verb=verb, data__person=str(colleague.user.uid)).exists()


def test_who_is_taken_out_is_without_access_at_once_and_holds_up_nobody(
    submit, project, address, notes, partner, steward, university_steward, colleague, client_for
):
    add_to_team(project, colleague.user, by=partner)
    confirm_purpose(type(project).objects.get(pk=project.pk), by=steward)
    theirs, ours = submit(by=colleague), submit()

    page = client_for(university_steward).post(f"{address}team/{colleague.user.uid}/", {"remove": "1"}, follow=True)

    assert "their access has ended" in page.text
    assert not may_train(colleague, notes, project)
    assert not may_run(theirs).allowed
    assert may_run(ours).allowed
    assert Event.objects.get(verb="undertaking.team_left").data["person"] == str(colleague.user.uid)


def test_each_party_brings_its_own_people_and_changes_only_them(project, address, partner, steward, client_for):
    with pytest.raises(ValidationError, match="does not act for Nordhaven University"):
        add_to_team(project, recruit(steward.organization, "Uta Lang", Role.RESEARCHER).user, by=partner)
    for change in (
        lambda one: take_out_of_team(one, by=partner),
        lambda one: change_in_team(one, "reads", by=partner),
    ):
        with pytest.raises(NotAllowed) as refused:
            change(member(project, steward))
        assert refused.value.decision.reasons[0].code == "brought_by_other"
    assert client_for(partner).post(f"{address}team/{steward.user.uid}/", {"remove": "1"}).status_code == 404
    assert member(project, steward)


def test_the_api_does_the_same(submit, project, agreement, partner, steward, stranger, colleague, api_for):
    api, there = api_for(partner), f"/api/v1/projects/{project.undertaking.slug}/"
    submit()
    told = {one["title"]: one["named"] for one in api.get(f"{there}consequences/").json()}
    assert [one["name"] for one in told["Jobs in line"]] == ["Plant notes, run 1"]
    assert [one["name"] for one in told["What is shared for it"]] == ["Plant notes"]

    joined = api.post(f"{there}team/", {"person": colleague.user.uid, "role": "reads"})
    assert (joined.status_code, joined.json()["role"]) == (201, "reads")
    there_now = api.get(f"{there}team/").json()
    assert {one["name"] for one in there_now} == {"Wen Jiahui", "Tomas Reuter", "Per Aune"}
    assert api.put(f"{there}team/{colleague.user.uid}/", {"role": "lead"}).json()["role"] == "lead"
    assert api.delete(f"{there}team/{colleague.user.uid}/").status_code == 204
    assert api.delete(f"{there}team/{steward.user.uid}/").status_code == 404

    changed = api.put(f"{there}purpose/", {"codes": [METHODS, CLINICAL]})
    assert changed.json()["purpose"]["codes"] == [METHODS, CLINICAL]
    assert changed.json()["paused"] == ["Plant notes"]
    wrong = api.put(f"{there}purpose/", {"codes": ["DUO:9999999"]})
    assert wrong.json()["errors"][0]["field"] == "codes"
    for part in ("consequences/", "team/", "purpose/"):
        assert api_for(stranger).get(f"{there}{part}").status_code in (404, 405)
