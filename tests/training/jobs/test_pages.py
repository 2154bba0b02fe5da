"""What people see of jobs: lists, one job as it goes on, the form of a new one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.services.suspension import suspend_agreement
from jobs.fine_tuning import FineTuning
from jobs.models import Job
from work.models import State, Worker
from work.services import holding
from work.services.claims import take_work

STEP = {"step": 264, "of": 430, "loss": 0.41, "epoch": 3, "rows_per_second": 34.5, "seconds_left": 38.0}
EVALUATION = {"step": 240, "loss": 0.371, "accuracy": 0.928, "best": True}


def train_a_little(job):
    """What a worker would have written in the middle of training."""
    lease = take_work("fine-tuning", "north-2")
    said = [
        holding.Said(1, "phase", {"phase": "preparing"}),
        holding.Said(2, "log", {"level": "warning", "code": "texts_cut", "params": {"count": 7, "max_length": 128}}),
        holding.Said(3, "phase", {"phase": "training"}),
        holding.Said(4, "step", STEP),
        holding.Said(5, "evaluation", EVALUATION),
    ]
    progress = STEP | {"accuracy": 0.928, "validation_loss": 0.371, "best": True}
    holding.report(lease, said, phase="training", progress=progress)
    return lease


def text_of(response):
    return response.content.decode().replace("\xa0", " ")


def test_a_job_that_waits_says_why(submit, partner, client_for):
    page = text_of(client_for(partner).get(submit().get_absolute_url()))

    assert "In line" in page
    assert "No worker is alive. It starts as soon as one is." in page


def test_a_job_that_trains_shows_step_loss_metric_time_left_and_log(submit, partner, client_for):
    job = submit()
    train_a_little(job)

    page = text_of(client_for(partner).get(job.get_absolute_url()))

    for words in (
        "Step 264 of at most 430",
        "0:38",
        "0.410",
        "92.8 %",
        "7 texts are longer than 128 tokens and were cut.",
        "best so far",
        'hx-trigger="every 2s"',
        "north-2",
        "Submitted by Wen Jiahui",
    ):
        assert words in page
    assert '<path class="line' in page


def test_the_live_part_follows_without_the_page_and_reloads_it_at_the_end(submit, partner, client_for):
    job, client = submit(), client_for(partner)
    lease = train_a_little(job)
    address = f"/jobs/{job.uid}/live/"

    live = client.get(address, headers={"hx-request": "true"})
    assert "Step 264" in text_of(live)
    assert "<html" not in text_of(live)

    holding.fail(lease, "nan_loss", {"step": 264, "learning_rate": 0.9})
    assert client.get(address, headers={"hx-request": "true"})["HX-Refresh"] == "true"


def test_a_failed_job_says_what_happened_and_what_to_do(submit, partner, client_for):
    job = submit()
    holding.fail(take_work("fine-tuning", "w1"), "nan_loss", {"step": 264, "learning_rate": 0.9})

    page = text_of(client_for(partner).get(job.get_absolute_url()))

    assert "The loss is not a number any more at step 264." in page
    assert "Lower the learning rate (it was 0.9)" in page
    assert 'hx-trigger="every 2s"' not in page


def test_a_job_held_by_a_suspension_names_the_agreement(submit, agreement, steward, partner, client_for):
    job = submit()
    lease = train_a_little(job)
    suspend_agreement(agreement, by=steward, reason="Ethics board review")
    holding.hold(lease, FineTuning().authorize([job.item])[job.pk])

    page = text_of(client_for(partner).get(job.get_absolute_url()))

    assert "Paused, because it is not allowed at the moment" in page
    assert "Maintenance notes 2026" in page


def test_cancelling_from_the_page_ends_a_job_that_waits(submit, partner, client_for):
    job, client = submit(), client_for(partner)

    answer = client.post(f"/jobs/{job.uid}/cancel/", follow=True)

    assert "Cancelled" in text_of(answer)
    job.item.refresh_from_db()
    assert job.item.state == State.CANCELLED


@pytest.mark.parametrize("address", ["/jobs/{uid}/", "/jobs/{uid}/live/"])
def test_a_stranger_finds_no_job(submit, stranger, client_for, address):
    job, client = submit(), client_for(stranger)

    assert client.get(address.format(uid=job.uid)).status_code == 404
    assert client.post(f"/jobs/{job.uid}/cancel/").status_code == 404
    assert job.name not in text_of(client.get("/jobs/"))


def test_both_parties_find_the_job_in_their_list(submit, steward, partner, client_for):
    job = submit()
    Worker.objects.create(name="w1", host="north", pid=1, slots=1, ready=1)

    for party in (steward, partner):
        page = text_of(client_for(party).get("/jobs/"))
        assert job.name in page
        assert "It starts within seconds." in page


def test_the_form_offers_what_the_agreements_allow_and_says_why_not_the_rest(
    project, base, notes, partner, client_for, request
):
    address, client = f"/projects/{project.undertaking.slug}/jobs/new/", client_for(partner)
    before = text_of(client.get(address))
    request.getfixturevalue("agreement")
    after = text_of(client.get(address))

    assert "Tiny base, version 1" in before
    assert "pick-refused" in before
    assert "pick-refused" not in after
    assert "Plant notes, version 1" in after


def test_the_form_shows_all_faults_at_once_and_queues_what_is_right(submit, project, base, notes, partner, client_for):
    address, client = f"/projects/{project.undertaking.slug}/jobs/new/", client_for(partner)
    chosen = {"model": base.version.asset.slug, "dataset": notes.version.asset.slug}

    wrong = client.post(address, chosen | {"training.learning_rate": "5", "seed": "x", "split.test": "0.9"})
    page = text_of(wrong)
    assert 'href="#id_training.learning_rate"' in page
    assert 'href="#id_seed"' in page
    assert "Learning rate is 5.0, outside" in page
    assert "Choose a value from that range." in page
    assert not Job.objects.exists()

    right = client.post(address, chosen | {"training.epochs": "2", "name": "A first try"})
    job = Job.objects.get()
    assert right["Location"] == job.get_absolute_url()
    assert (job.name, job.spec["training"]["epochs"], job.spec["seed"]) == ("A first try", 2, 20261123)


def test_who_is_not_in_the_team_reads_why_instead_of_a_form(submit, project, signatory_university, client_for):
    page = text_of(client_for(signatory_university).get(f"/projects/{project.undertaking.slug}/jobs/new/"))

    assert "This job may not be submitted" in page
    assert '<form class="form"' not in page


def test_a_list_asks_the_database_as_often_for_three_jobs_as_for_one(
    submit, partner, client_for, django_assert_num_queries
):
    client = client_for(partner)
    submit()
    with CaptureQueriesContext(connection) as once:
        client.get("/jobs/")
    submit()
    submit()

    with django_assert_num_queries(len(once)):
        client.get("/jobs/")


def test_a_jobs_settings_leave_out_what_it_could_not_have(submit, partner, client_for):
    page = text_of(client_for(partner).get(submit(spec={"augmentation": {"typos": 0.1}}).get_absolute_url()))

    for title in ("Batch size", "Patience", "Typos"):
        assert title in page
    for title in ("Weight of the teacher", "Pruner", "Tracker", "Crop", "Translator"):
        assert title not in page
