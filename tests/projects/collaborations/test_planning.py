"""Milestones and tasks: on the board and in the API, each somebody's, and told to whoever it becomes."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from agreements.errors import NotAllowed
from agreements.models import TeamMember
from collaborations.board import columns_of, coming_in
from collaborations.models import Milestone, Task
from collaborations.services import take_out_of_team
from collaborations.services.planning import add_milestone, add_task, change_planned, drop_planned
from collaborations.stages import stages
from notifications.models import Notice

YESTERDAY = timezone.localdate() - timedelta(days=1)


@pytest.fixture
def board(project):
    return f"{project.get_absolute_url()}tasks/"


@pytest.fixture
def task(project, partner):
    return add_task(project, name="Label a hundred notes", due_on=YESTERDAY, by=partner)


def member(project, who):
    return project.undertaking.team.get(user=who.user)


def told_to(who):
    return list(Notice.objects.to(who).filter(verb__regex="^(task|milestone)").values_list("verb", flat=True))


def test_a_task_goes_over_the_board(project, board, partner, steward, university_steward, stranger, client_for):
    answer = client_for(partner).post(board, {"name": "Label notes", "owner": member(project, steward).pk})
    task = Task.objects.get()
    assert answer.url == f"{board}#task-{task.uid}"
    assert told_to(steward) == ["task.added"]

    client_for(steward).post(f"{board}{task.uid}/move/", {"state": "doing"})
    columns = {column.state: column.tasks for column in columns_of(project, by=partner)}
    assert columns == {"to_do": [], "doing": [task], "waiting": [], "done": []}
    page = client_for(partner).get(board).content.decode()
    assert all(words in page for words in ("Label notes", steward.user.name, "Let it wait"))
    wrong = client_for(partner).post(f"{board}{task.uid}/move/", {"state": "lost"}, follow=True)
    assert "is not a valid choice" in wrong.content.decode()

    read_along = client_for(university_steward).get(board).content.decode()
    assert "Label notes" in read_along
    assert "Let it wait" not in read_along
    assert client_for(stranger).get(f"{board}{task.uid}/").status_code == 404
    client_for(partner).post(f"{board}{task.uid}/drop/")
    assert not Task.objects.exists()


def test_a_form_says_what_is_wrong_and_changes_nothing(project, board, task, partner, client_for):
    page = f"{board}{task.uid}/"
    answer = client_for(partner).post(page, {"name": "", "state": "done"})
    assert answer.status_code == 422
    assert "<h1>Label a hundred notes</h1>" in answer.content.decode()
    client_for(partner).post(page, {"name": "Label two hundred notes", "state": "done"})
    task.refresh_from_db()
    assert (task.name, task.state, task.due_on) == ("Label two hundred notes", "done", None)


def test_a_milestone_counts_its_tasks_and_is_reached(project, task, partner, client_for):
    page = f"{project.get_absolute_url()}milestones/"
    client_for(partner).post(page, {"name": "Notes are labelled", "due_on": YESTERDAY})
    milestone = Milestone.objects.get()
    change_planned(task, milestone=milestone, state="done", by=partner)
    read = client_for(partner).get(page).content.decode()
    assert "1 of 1 task done" in read
    assert [(each.name, each.is_late) for each in coming_in(project, by=partner)] == [("Notes are labelled", True)]
    assert "Coming up" in client_for(partner).get(project.get_absolute_url()).content.decode()

    told = {"name": milestone.name, "due_on": YESTERDAY}
    early = client_for(partner).post(f"{page}{milestone.uid}/", told | {"reached_on": "2999-01-01"})
    assert "This day is to come" in early.content.decode()
    client_for(partner).post(f"{page}{milestone.uid}/", told | {"reached_on": YESTERDAY})
    assert coming_in(project, by=partner) == []
    client_for(partner).post(f"{page}{milestone.uid}/drop/")
    task.refresh_from_db()
    assert task.milestone is None


def test_whoever_leaves_the_team_owns_nothing_any_more(project, task, partner, steward, university_steward):
    change_planned(task, owner=member(project, steward), by=partner)
    assert told_to(steward) == ["task.given"]
    change_planned(task, name="Label them all", by=partner)
    assert told_to(steward) == ["task.given"]  # it was theirs before

    take_out_of_team(member(project, steward), by=steward)
    task.refresh_from_db()
    assert task.owner is None
    with pytest.raises(NotAllowed):
        change_planned(task, state="done", by=steward)
    TeamMember.objects.filter(user=partner.user).update(role="reads")
    with pytest.raises(NotAllowed):
        add_milestone(project, name="Never", due_on=YESTERDAY, by=partner)


def test_an_owner_works_in_the_team_and_a_milestone_is_of_the_project(project, task, partner, steward, api_for):
    reads = member(project, steward)
    TeamMember.objects.filter(pk=reads.pk).update(role="reads")
    reads.refresh_from_db()
    with pytest.raises(ValidationError, match="does not work in the team"):
        change_planned(task, owner=reads, by=partner)
    Task.objects.update(owner=reads)  # theirs since before they only read
    assert change_planned(task, state="doing", by=partner).state == "doing"
    drop_planned(task, by=partner)
    with pytest.raises(ValidationError, match="is no longer there"):
        change_planned(task, state="done", by=partner)

    asked = {"name": "Train", "owner": str(steward.user.uid), "milestone": str(task.uid)}
    answer = api_for(partner).post(f"/api/v1{project.get_absolute_url()}tasks/", asked, format="json")
    assert answer.status_code == 400
    assert "Nobody who works in the team" in str(answer.json())
    assert "The project has no milestone" in str(answer.json())


def test_the_api_moves_a_task_by_its_state_alone(project, partner, steward, api_for):
    api, place = api_for(partner), f"/api/v1{project.get_absolute_url()}"
    asked = {"name": "Trained", "due_on": "2030-01-01", "owner": str(steward.user.uid)}
    milestone = api.post(f"{place}milestones/", asked, format="json").json()
    assert milestone["owner"]["organization"] == steward.organization.slug
    made = api.post(f"{place}tasks/", {"name": "Train", "milestone": milestone["uid"]}, format="json")
    moved = api.patch(made["Location"], {"state": "done"}, format="json").json()
    assert (moved["state"], moved["name"], moved["milestone"]) == ("done", "Train", milestone["uid"])
    assert api.get(f"{place}milestones/").json()["results"][0]["tasks_done"] == 1
    assert api.delete(made["Location"]).status_code == 204


def test_the_third_stage_counts_open_and_late_tasks_and_names_the_next(project, board, task, partner, client_for):
    add_task(project, name="Train", by=partner)
    stage = stages(project, by=partner)[2]
    assert stage.state == "now"
    assert "2 tasks are open. 1 is late." in stage.sentence
    assert (stage.checks[0].words, stage.checks[0].url) == (f"Next: {task}", f"{board}{task.uid}/")
    page = client_for(partner).get(project.get_absolute_url()).content.decode()
    assert f'href="{board}"' in page

    for each in Task.objects.all():
        change_planned(each, state="done", by=partner)
    assert "All tasks of the board are done." in stages(project, by=partner)[2].sentence
