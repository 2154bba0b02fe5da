"""Objectives: stated, agreed to by all, and green for as long as signed-off reports say so."""

import pytest
from tests.platform.agreements import policy_world as world

from agreements.errors import NotAllowed
from agreements.models import Asset, TeamMember, UndertakingParty
from collaborations.models import Objective
from collaborations.objectives import objectives_of
from collaborations.services import add_to_team, confirm_purpose
from collaborations.services.objectives import agree_to_objective, change_objective, expect, state_objective
from collaborations.stages import stages
from notifications.models import Notice
from reports.documents import digest_of
from reports.services import review_report

ASKED = {
    "name": "Faults are known from the first note",
    "measure": "text-classification:accuracy",
    "comparison": "at_least",
    "target": "0.9",
    "due_on": "2027-03-31",
    "expectation": "One visit less for each fault.",
}


@pytest.fixture
def objective(project, partner):
    task, metric = ASKED["measure"].split(":")
    told = {"name": ASKED["name"], "comparison": "at_least", "target": 0.9, "due_on": "2027-03-31"}
    return state_objective(project, task=task, metric=metric, **told, by=partner)


@pytest.fixture
def agreed(objective, university_steward, signatory_company):
    for who in (university_steward, signatory_company):
        agree_to_objective(objective, revision=objective.revision, by=who)
    return objective


def told(project, by):
    (found,) = objectives_of(project, by=by)
    return found


def first_stage(project, by):
    return stages(project, by=by)[0]


def test_an_objective_is_stated_changed_and_agreed_to_on_the_pages(
    project, partner, steward, university_steward, stranger, client_for
):
    page = f"{project.get_absolute_url()}objectives/"
    answer = client_for(partner).post(page, ASKED)
    objective = Objective.objects.get()
    one = f"{page}{objective.uid}/"
    assert answer.url == one

    read = client_for(steward).get(one).content.decode()
    assert "Accuracy at least 90\u00a0%" in read
    assert "One visit less for each fault." in read
    client_for(steward).post(f"{one}agree/", {"revision": objective.revision})
    client_for(university_steward).post(f"{one}agree/", {"revision": objective.revision})
    assert told(project, partner).state == "open"

    client_for(steward).post(f"{one}expectation/", {"words": "Half the spare parts on the van."})
    stale = client_for(university_steward).post(f"{one}agree/", {"revision": objective.revision}, follow=True)
    assert "has changed since you read it" in stale.content.decode()
    assert [each.name for each in told(project, partner).missing] == ["Halvard Bearings AG", "Nordhaven University"]
    assert Notice.objects.to(university_steward).filter(verb="objective.changed").exists()
    assert client_for(stranger).get(one).status_code == 404
    assert client_for(partner).post(f"{one}agree/", {"revision": 2}).status_code == 403

    client_for(partner).post(f"{one}drop/")
    assert not Objective.objects.exists()


def test_what_cannot_be_measured_is_said_beside_its_field(project, partner, client_for, api_for):
    page = f"{project.get_absolute_url()}objectives/"
    answer = client_for(partner).post(page, ASKED | {"target": "90"})
    assert answer.status_code == 422
    assert "Accuracy is a share: write a number from 0 to 1" in answer.content.decode()

    asked = {"name": "Fast", "task": "text-classification", "metric": "speed", "comparison": "at_least", "target": 0.9}
    asked |= {"due_on": "2027-03-31"}
    answer = api_for(partner).post(f"/api/v1{page}", asked, format="json")
    assert "Choose one of: accuracy, macro_f1." in str(answer.json())
    made = api_for(partner).post(f"/api/v1{page}", asked | {"metric": "accuracy"}, format="json")
    assert (made.status_code, made.json()["state"]) == (201, "asked")


def test_who_may_not_know_of_a_dataset_neither_reads_its_name_nor_changes_it(
    project, objective, university, partner, steward, client_for, api_for
):
    Objective.objects.update(dataset=world.asset(university, "Inner notes"))
    add_to_team(project, steward.user, by=steward)
    page = f"{project.get_absolute_url()}objectives/{objective.uid}/"
    assert "on the test rows of Inner notes" in client_for(partner).get(page).content.decode()

    read = client_for(steward).get(page).content.decode()
    assert "on the test rows of a dataset that you may not see" in read
    assert "Inner notes" not in read
    assert api_for(steward).get(f"/api/v1{page}").json()["dataset"] is None
    client_for(steward).post(page, ASKED | {"target": "0.8"})
    objective.refresh_from_db()
    assert (objective.target, str(objective.dataset)) == (0.8, "Inner notes")


def test_only_who_works_in_the_team_plans(project, objective, partner, university_steward):
    with pytest.raises(NotAllowed):
        expect(objective, "Much.", by=university_steward)
    TeamMember.objects.filter(user=partner.user).update(role="reads")
    with pytest.raises(NotAllowed):
        change_objective(objective, target=0.8, by=partner)


def test_an_objective_is_reached_while_a_signed_off_report_says_so(
    project, agreed, reported, partner, steward, outsider
):
    assert told(project, partner).state == "open"
    for who in (partner, steward):
        assert "93.33\u00a0% in “Fault notes” would reach it" in first_stage(project, partner).checks[1].more
        assert [step.words for step in stages(project, by=who)[2].steps] == ["Sign off “Fault notes”"]
        review_report(reported, digest_of(reported), verdict="signed_off", by=who)
    assert told(project, partner).state == "reached"
    assert not stages(project, by=partner)[2].steps
    assert [check.tone for check in first_stage(project, partner).checks] == ["ok", "ok"]
    assert "reached: 93.33\u00a0% in “Fault notes”" in first_stage(project, partner).checks[1].more

    party = UndertakingParty.objects.create(undertaking=project.undertaking, organization=outsider)
    assert told(project, partner).state == "asked"  # who joins agrees as well, and signs the report off
    party.delete()
    dataset = reported.dataset_version.version
    Asset.objects.filter(pk=dataset.asset_id).update(withdrawn=[dataset.number])
    assert told(project, partner).state == "open"
    Asset.objects.filter(pk=dataset.asset_id).update(withdrawn=[])
    agreed.refresh_from_db()
    change_objective(agreed, target=0.95, by=partner)
    Objective.objects.update(revision=1)  # as if all had agreed to that as well
    assert told(project, partner).state == "open"


def test_the_first_stage_says_what_is_missing_next(project, partner, university_steward, client_for, agreement):
    confirm_purpose(project, by=university_steward)
    stage = first_stage(project, partner)
    assert stage.sentence == "No objective has been stated yet."
    assert [step.words for step in stage.steps] == ["State an objective"]
    page = client_for(partner).get(project.get_absolute_url()).content.decode()
    assert "State an objective" in page
    assert "Halvard Bearings AG to Nordhaven University: training, evaluation, further training" in page
