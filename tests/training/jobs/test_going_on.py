"""What people do with jobs that are there: pause, resume, try again, start from, follow, let go first, cancel many."""

import io

import pytest
from django.core.exceptions import ValidationError
from tests.cast import recruit

from agreements.errors import NotAllowed
from agreements.services.suspension import suspend_agreement
from audit.models import Event
from catalog.services import add_dataset
from collaborations.services import take_out_of_team
from jobs.errors import KeyReused
from jobs.models import Job, Result
from jobs.services import cancel_jobs, change_priority, pause_job, resume_job, retry_job
from jobs.wishes import Wishes
from organizations.models import Role
from work.models import State
from work.services import holding
from work.services.claims import take_work

FAULT = ("nan_loss", {"step": 264, "learning_rate": 0.9})


@pytest.fixture
def manager(university):
    return recruit(university, "Carla Conti", Role.COMPUTE_MANAGER)


@pytest.fixture
def failed(submit):
    job = submit()
    job.item = holding.fail(take_work("fine-tuning", "w1"), *FAULT)
    return job


def now(job):
    job.item.refresh_from_db()
    return job.item.state


def new_page(job):
    return f"/projects/{job.project.undertaking.slug}/jobs/new/"


def test_a_job_is_paused_and_resumed_on_its_page_which_says_by_whom_and_why(submit, partner, client_for):
    job, client = submit(), client_for(partner)

    page = client.post(f"/jobs/{job.uid}/pause/", {"note": "The sensors are being checked."}, follow=True).text
    assert "Paused by Wen Jiahui" in page
    assert "The sensors are being checked." in page
    assert "Paused by Wen Jiahui" in client.get("/jobs/").text

    page = client.post(f"/jobs/{job.uid}/resume/", follow=True).text
    assert "In line" in page
    assert set(Event.objects.values_list("verb", flat=True)) >= {"job.pause_requested", "job.resumed"}


def test_a_job_is_paused_and_tried_again_by_its_own_organization_alone(submit, failed, steward, partner):
    job = submit()
    with pytest.raises(NotAllowed) as refused:
        pause_job(job, by=steward)
    assert "runs for Nordhaven University" in refused.value.decision.sentences(steward)[0]
    pause_job(job, by=partner)
    for deed, thing in ((resume_job, job), (retry_job, failed)):
        with pytest.raises(NotAllowed):
            deed(thing, by=steward)


def test_what_the_agreement_forbids_by_now_is_neither_resumed_nor_tried_again(
    submit, failed, agreement, steward, partner
):
    job = submit()
    pause_job(job, by=partner)
    suspend_agreement(agreement, by=steward, reason="Ethics board review")

    for deed, thing in ((resume_job, job), (retry_job, failed)):
        with pytest.raises(NotAllowed):
            deed(thing, by=partner)

    assert (now(job), now(failed)) == (State.HELD, State.FAILED)


def test_who_was_taken_out_of_the_team_resumes_nothing_even_with_what_is_their_own(
    submit, project, university_steward, partner
):
    table = io.BytesIO(b"note,fault\n" + b"".join(b"machine %d,%s\n" % (n, b"ab"[n % 2 :][:1]) for n in range(60)))
    table.name = "own.csv"
    own = add_dataset(name="Our notes", file=table, text="note", label="fault", by=university_steward)
    job = submit(dataset=own.latest)
    pause_job(job, by=partner)
    member = project.undertaking.team.get(user=partner.user)

    take_out_of_team(member, by=university_steward)

    with pytest.raises(NotAllowed):
        resume_job(job, by=partner)
    assert now(job) == State.HELD


def test_a_failed_job_is_tried_again_from_its_page(failed, partner, client_for):
    client = client_for(partner)
    assert "Try again" in client.get(failed.get_absolute_url()).text

    client.post(f"/jobs/{failed.uid}/retry/")
    assert now(failed) == State.QUEUED
    assert "Only a job that has failed is tried again" in client.post(f"/jobs/{failed.uid}/retry/", follow=True).text


def test_a_form_started_from_a_job_has_its_settings_and_keeps_those_it_does_not_show(submit, partner, client_for):
    job = submit(spec={"training": {"epochs": 3}, "augmentation": {"typos": 0.1}})
    client, address = client_for(partner), new_page(job)

    form = client.get(address, {"from": job.uid}).context["form"]
    shown = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    client.post(address, shown | {"training.epochs": "5", "clone_of": job.uid})

    made = Job.objects.first()
    assert made.clone_of == job
    assert (made.spec["training"]["epochs"], made.spec["augmentation"]["typos"]) == (5, 0.1)
    assert {**made.spec, "training": None} == {**job.spec, "training": None}


def test_many_are_cancelled_at_once_and_who_was_not_is_told_why(submit, failed, partner, stranger, client_for):
    jobs = [submit(), submit()]
    assert [one.job for one in cancel_jobs(jobs, by=stranger)] == jobs

    page = client_for(partner).post("/jobs/cancel/", {"job": [job.uid for job in (*jobs, failed)]}, follow=True).text

    assert "2 jobs are cancelled." in page
    assert "It had ended already: failed." in page
    assert [now(job) for job in (*jobs, failed)] == [State.CANCELLED, State.CANCELLED, State.FAILED]


def test_only_a_compute_manager_lets_jobs_go_first(submit, partner, manager, client_for):
    with pytest.raises(NotAllowed):
        submit(wishes=Wishes(priority=1))
    first, second = submit(wishes=Wishes(priority=-1)), submit()
    with pytest.raises(NotAllowed):
        change_priority(first, "high", by=partner)

    client_for(manager).post(f"/jobs/{first.uid}/priority/", {"priority": "high"})

    assert take_work("fine-tuning", "w1").item_id == first.pk
    with pytest.raises(ValidationError, match="no such priority"):
        change_priority(second, "highest", by=manager)


def test_what_a_job_asks_of_a_worker_stands_on_its_page_and_has_bounds(submit, partner, client_for):
    page = client_for(partner).get(submit(wishes=Wishes(memory_gib=24, sites=("Lyon",))).get_absolute_url()).text
    assert "at least 24 GiB" in page.replace("\xa0", " ")
    assert "Lyon" in page

    with pytest.raises(ValidationError) as faults:
        submit(wishes=Wishes(memory_gib=-1, sites=("<script>",), from_result=True))
    assert set(faults.value.message_dict) == {"memory_gib", "sites", "from_result"}


def test_a_job_that_follows_another_starts_from_the_model_that_it_makes(submit, base, partner, client_for, request):
    first = submit()
    second = submit(wishes=Wishes(after=first, from_result=True), idempotency_key="monday")
    page = client_for(partner).get(second.get_absolute_url()).text
    assert f'The model that <a href="{first.get_absolute_url()}">{first.name}</a> makes' in page
    assert "which is queued. It joins the line as soon as that has succeeded." in page
    assert "Waits for another job" in page

    lease = take_work("fine-tuning", "w1")
    model = request.getfixturevalue("another_model")
    Result.objects.create(job=first, results={}, model_version=model)
    holding.succeed(lease)

    second = Job.objects.told().get(pk=second.pk)
    assert second.item.state == State.QUEUED
    assert second.model_version == model
    assert second.spec["model"]["sha256"] == model.version.digest

    again = Wishes(after=Job.objects.told().get(pk=first.pk), from_result=True)
    assert submit(wishes=again, idempotency_key="monday") == second
    with pytest.raises(KeyReused):
        submit(wishes=again, idempotency_key="monday", spec={"seed": 5})


def test_what_follows_a_job_that_has_succeeded_starts_at_once_from_what_that_made(submit, another_model):
    first = submit()
    Result.objects.create(job=first, results={}, model_version=another_model)
    holding.succeed(take_work("fine-tuning", "w1"))

    second = submit(wishes=Wishes(after=Job.objects.told().get(pk=first.pk), from_result=True))
    unaware = submit(wishes=Wishes(after=first, from_result=True))  # read before it had succeeded

    for job in (second, unaware):
        job.refresh_from_db()
        assert now(job) == State.QUEUED
        assert job.model_version == another_model
        assert job.spec["model"]["sha256"] == another_model.version.digest


@pytest.fixture
def another_model(base_folder, university_steward):
    from registry.services import import_model

    (base_folder / "extra.json").write_text("{}")
    return import_model(name="Made meanwhile", folder=base_folder, by=university_steward, openness="open").latest


def test_a_job_whose_predecessor_was_cancelled_says_so(submit, partner, client_for):
    first = submit()
    second = submit(wishes=Wishes(after=first))

    cancel_jobs([first], by=partner)

    page = client_for(partner).get(second.get_absolute_url()).text
    assert f"It was to follow <em>{first.name}</em>, which is cancelled." in page
    with pytest.raises(ValidationError, match="ended without success"):
        submit(wishes=Wishes(after=first))


def test_the_api_does_all_of_it(submit, failed, partner, manager, api_for):
    api, first = api_for(partner), submit()
    asked = {"clone_of": str(first.uid), "spec": {"training": {"epochs": 2}}, "after": str(first.uid)}

    made = api.post("/api/v1/jobs/", asked | {"from_result": True, "memory_gib": 8, "sites": ["Lyon"]}).json()
    assert (made["state"], made["after"], made["clone_of"]) == ("blocked", str(first.uid), str(first.uid))
    assert (made["memory_gib"], made["sites"], made["spec"]["training"]["epochs"]) == (8, ["Lyon"], 2)
    assert api.post("/api/v1/jobs/", asked | {"priority": "high"}).status_code == 403
    assert api.post("/api/v1/jobs/", asked | {"priority": "highest", "memory_gib": -1}).status_code == 400

    here = f"/api/v1/jobs/{first.uid}/"
    assert api.post(f"{here}pause/", {"note": "Later."}).json()["paused"]["note"] == "Later."
    assert api.post(f"{here}resume/").json()["paused"] is None
    assert api.post(f"{here}resume/").status_code == 400
    assert api.post(f"/api/v1/jobs/{failed.uid}/retry/").json()["state"] == "queued"
    assert api_for(manager).post(f"{here}priority/", {"priority": "low"}).json()["priority"] == "low"

    unknown = "00000000-0000-4000-8000-000000000000"
    told = api.post("/api/v1/jobs/cancel/", {"jobs": [str(first.uid), unknown]}).json()
    assert told == {
        "cancelled": [str(first.uid)],
        "not_cancelled": [{"job": unknown, "why": "There is no such job."}],
    }
