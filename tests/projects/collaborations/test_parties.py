"""Organizations join a project when they accept, and leave it later: what waits then, and whose access ends."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from tests.cast import recruit
from tests.platform.agreements import policy_world as world

from agreements.errors import NotAllowed
from agreements.models import PartyInvitation, TeamMember
from agreements.policy import decide, visible
from agreements.services.access import ask_for_access
from agreements.services.parties import accept_invitation, end_part, invite_party
from audit.models import Event
from collaborations.models import Project
from collaborations.services import add_to_team, change_purpose, confirm_purpose
from jobs.access import may_run
from notifications.models import Notice
from organizations.models import Role


@pytest.fixture
def address(project):
    return project.get_absolute_url()


@pytest.fixture
def guest(outsider):
    """A steward of an organization that takes no part yet."""
    return recruit(outsider, "Olaf Rask", Role.STEWARD, Role.SIGNATORY)


@pytest.fixture
def invited(project, outsider, partner, guest):
    return invite_party(project.undertaking, outsider, words="You know the halls.", by=partner)


def party(project, actor):
    return project.undertaking.parties.get(organization=actor.organization)


def sees(actor, project):
    return visible(actor, Project.objects.filter(pk=project.pk), "discover").exists()


def test_the_page_says_what_waits_and_inviting_changes_nothing(
    submit, project, address, outsider, partner, steward, guest, client_for
):
    job, page = submit(), client_for(partner).get(f"{address}parties/").text
    assert "Plant notes, run 1" in page
    assert "Plant notes</a>" in page

    asked = {"organization": outsider.slug, "words": "You know the halls."}
    page = client_for(partner).post(f"{address}parties/", asked, follow=True).text

    assert "is invited. Nothing changes before it accepts." in page
    assert may_run(job).allowed
    assert not sees(guest, project)
    assert client_for(partner).post(f"{address}parties/", asked).status_code == 422  # twice


def test_the_invited_read_name_purpose_and_parties_and_join_when_they_accept(
    submit, project, invited, guest, steward, stranger, client_for
):
    job, invitation = submit(), invited.get_absolute_url()
    client = client_for(guest)
    assert invitation in client.get("/").text
    page = client.get(invitation).text
    assert all(told in page for told in (project.undertaking.name, "DUO:0000042", "You know the halls.", "Halvard"))
    assert Notice.objects.to(guest).filter(verb="undertaking.party_invited").exists()

    client.post(invitation, {"accept": "1"})

    assert sees(guest, project)
    assert not may_run(job).allowed  # until the provider has confirmed the new parties
    assert Notice.objects.to(steward).filter(verb="undertaking.party_joined").exists()
    confirm_purpose(Project.objects.get(pk=project.pk), by=steward)
    assert may_run(job).allowed


def test_who_declines_stays_outside_and_only_who_is_invited_answers(invited, project, partner, guest, client_for):
    with pytest.raises(NotAllowed):
        accept_invitation(invited, by=partner)
    client = client_for(guest)

    declined = client.post(invited.get_absolute_url(), {"decline": "1"}, follow=True)

    assert "The invitation is declined." in declined.text
    assert not sees(guest, project)
    invited.refresh_from_db()
    assert invited.state == PartyInvitation.State.DECLINED
    assert client.get(invited.get_absolute_url()).status_code == 404
    assert client.get(f"/api/v1/project-invitations/{invited.uid}/").status_code == 404
    with pytest.raises(ValidationError, match="answered or was taken back already"):
        accept_invitation(invited, by=guest)


def test_an_invitation_that_is_taken_back_is_read_by_the_parties_alone(invited, partner, guest, client_for):
    client_for(partner).post(f"{invited.get_absolute_url()}withdraw/")

    assert client_for(guest).get(invited.get_absolute_url()).status_code == 404
    assert client_for(partner).get(invited.get_absolute_url()).status_code == 200
    with pytest.raises(ValidationError, match="taken back"):
        accept_invitation(invited, by=guest)


def test_an_invitation_runs_out_and_another_can_be_made(invited, project, outsider, partner, guest, client_for):
    client = client_for(guest)
    assert "It can be answered until" in client.get(invited.get_absolute_url()).text
    PartyInvitation.objects.filter(pk=invited.pk).update(expires_at=timezone.now())
    invited.refresh_from_db()

    assert client.get(invited.get_absolute_url()).status_code == 404
    assert invited.get_absolute_url() not in client.get("/").text
    with pytest.raises(ValidationError, match="has run out"):
        accept_invitation(invited, by=guest)
    again = invite_party(project.undertaking, outsider, by=partner)
    assert client.get(again.get_absolute_url()).status_code == 200


def test_who_left_reads_the_invitation_no_longer(invited, project, guest, client_for):
    joined = accept_invitation(invited, by=guest)
    end_part(joined, by=guest, reason="Too far.")

    assert client_for(guest).get(invited.get_absolute_url()).status_code == 404


def test_who_leaves_is_without_access_at_once_and_nobody_else_is_held_up(
    submit, project, address, notes, university_steward, partner, steward, client_for
):
    job, revision = submit(), project.undertaking.revision
    page = client_for(university_steward).get(f"{address}parties/nordhaven-university/").text
    assert "Plant notes, run 1" in page
    told = client_for(university_steward).get(
        f"/api/v1/projects/{project.undertaking.slug}/parties/nordhaven-university/consequences/"
    )
    assert [one["name"] for sort in told.json() for one in sort["named"]] == ["Plant notes, run 1", "Plant notes"]

    left = client_for(university_steward).post(
        f"{address}parties/nordhaven-university/", {"reason": "The grant ended."}, follow=True
    )

    assert "no longer takes part" in left.text
    assert not may_run(job).allowed
    assert not sees(partner, project)
    assert not decide(partner, "train", notes.version, project=project.undertaking).allowed
    assert not TeamMember.objects.filter(organization=partner.organization).exists()
    assert Notice.objects.to(partner).filter(verb="part.ended").exists()
    project.undertaking.refresh_from_db()
    assert project.undertaking.revision == revision
    assert Event.objects.get(verb="undertaking.party_left").data["reason"] == "The grant ended."


def test_what_a_party_that_left_shares_may_not_be_used_there(project, submit, steward, partner, notes):
    submit()

    end_part(party(project, steward), by=steward, reason="Clause 4 was not kept.")

    assert not decide(partner, "train", notes.version, project=project.undertaking).allowed


def test_a_party_is_taken_out_by_who_brought_it_along_and_by_nobody_else(
    invited, project, notes, guest, outsider, university_steward, steward
):
    joined = accept_invitation(invited, by=guest)
    add_to_team(project, guest.user, by=guest)
    ask_for_access(notes.version.asset, "download", project=project.undertaking, words="To hear it.", by=guest)
    with pytest.raises(NotAllowed) as refused:
        end_part(joined, by=steward, reason="We do not know them.")
    assert "itself ends its part" in refused.value.decision.sentences(steward)[0]

    end_part(joined, by=university_steward, reason="It never came.")

    assert not sees(guest, project)
    assert Event.objects.filter(verb="undertaking.party_removed").exists()
    kept = Event.objects.get(verb="access_request.withdrawn")
    assert (kept.organization_id, kept.actor_user_id) == (outsider.pk, None)  # what it asked for is its own business
    assert Notice.objects.to(steward).filter(verb="access_request.withdrawn").get().params["by"] == outsider.name


def test_what_a_party_that_left_asked_and_nobody_answered_is_taken_back(
    invited, project, notes, partner, university_steward, steward, guest
):
    asked = {"project": project.undertaking, "words": "To train on it.", "by": partner}
    request = ask_for_access(notes.version.asset, "download", **asked).request

    end_part(party(project, partner), by=university_steward, reason="The grant ended.")

    request.refresh_from_db()
    assert request.state == "withdrawn"
    assert Notice.objects.to(steward).filter(verb="access_request.withdrawn").exists()
    with pytest.raises(ValidationError, match="taken back"):
        accept_invitation(invited, by=guest)
    assert set(Event.objects.filter(verb__endswith="withdrawn").values_list("verb", flat=True)) == {
        "access_request.withdrawn",
        "undertaking.invitation_withdrawn",
    }


def test_terms_that_ask_for_the_providers_part_fit_no_longer_once_it_has_left(
    project, company, university, steward, partner
):
    halls = world.asset(company, "Hall notes")
    world.agreement("Together", [halls], university, ["train"], by=steward, codes=["DUO:0000042", "DUO:0000020"])
    confirm_purpose(project, by=steward)
    assert decide(partner, "train", halls, project=project.undertaking).allowed

    end_part(party(project, steward), by=steward, reason="Over.")

    refused = decide(partner, "train", halls, project=project.undertaking)
    assert [reason.code for reason in refused.reasons] == ["other_purpose"]


def test_a_provider_whose_terms_name_no_project_is_asked_to_confirm_as_well(
    submit, invited, project, outsider, university, guest, partner, client_for
):
    submit()
    sounds = world.asset(outsider, "Hall sounds")
    world.agreement("Sounds", [sounds], university, ["train"], by=guest)
    accept_invitation(invited, by=guest)
    Notice.objects.all().delete()

    asked = {"codes": ["DUO:0000006"], "commercial": False}
    change_purpose(Project.objects.get(pk=project.pk), **asked, by=partner)

    assert Notice.objects.to(guest).filter(verb="undertaking.purpose_changed").exists()
    told = client_for(guest).get(f"/api/v1/projects/{project.undertaking.slug}/").json()["confirmations"]
    needed = {one["organization"] for one in told if one["needed"]}
    assert needed == {"halvard-bearings-ag", outsider.slug}
    assert "waits for your confirmation" in client_for(guest).get("/").text


def test_a_part_ends_once(invited, project, guest, university_steward):
    joined = accept_invitation(invited, by=guest)
    end_part(joined, by=university_steward, reason="It never came.")

    with pytest.raises(ValidationError, match="takes part no longer"):
        end_part(joined, by=university_steward, reason="It never came.")

    assert Event.objects.filter(verb="undertaking.party_removed").count() == 1


def test_the_last_party_stays(project, steward, university_steward):
    end_part(party(project, steward), by=steward, reason="Over.")

    with pytest.raises(ValidationError, match="last party"):
        end_part(party(project, university_steward), by=university_steward, reason="Over.")


def test_programs_invite_and_people_answer_in_their_session(project, outsider, partner, guest, api_for, client_for):
    here = f"/api/v1/projects/{project.undertaking.slug}/parties/"
    made = api_for(partner).post(here, {"organization": outsider.slug})
    assert made.status_code == 201
    answer = f"/api/v1/project-invitations/{made.json()['uid']}/answer/"
    assert api_for(guest).post(answer, {"accept": True}).status_code == 403

    told = client_for(guest).post(answer, {"accept": True}, content_type="application/json").json()

    assert told["state"] == "accepted"
    assert {row["organization"] for row in api_for(partner).get(here).json()} >= {outsider.slug}
    broken = f"{here}{outsider.slug}/consequences/"
    assert client_for(guest).get(broken).json() == []  # it uses nothing yet
    assert api_for(guest).get(broken).status_code == 403
    ended = client_for(guest).post(
        f"{here}{outsider.slug}/end/", {"reason": "Too far."}, content_type="application/json"
    )
    assert ended.status_code == 204
    assert api_for(partner).get(here).json()[0]["organization"] != outsider.slug
