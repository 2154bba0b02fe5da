"""A real Celery worker, the real engine and a tiny model: what survives a kill, a cancel, a suspension, no broker."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from tests.collaboration import SENTENCE
from tests.training.jobs.tiny import tiny_model
from tests.workers import children_of, trains, wait_until

from agreements.services.suspension import resume_agreement, suspend_agreement, terminate_agreement
from jobs.models import Result
from jobs.services import cancel_job, pause_job, resume_job
from registry.models import ModelVersion
from work.models import Seat, State, Use, Worker

pytestmark = [pytest.mark.heavy, pytest.mark.django_db(transaction=True)]

QUICK = {"training": {"epochs": 1, "batch_size": 32}}
LONG = {
    "training": {"epochs": 200, "patience": 200, "batch_size": 2, "checkpoint_seconds": 0.5, "precision": "float32"}
}


@pytest.fixture
def base_folder(tmp_path):
    return tiny_model(tmp_path / "base")


def test_a_killed_workers_job_is_finished_by_the_next_from_its_checkpoint(submit, start_worker, tmp_path):
    job = submit(spec=LONG | {"training": LONG["training"] | {"epochs": 10}})
    first = start_worker("north")
    wait_until(lambda: job.item.lines.filter(kind="checkpoint").exists(), item=job.item)

    orphans = children_of(first)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    wait_until(lambda: not any(map(runs, orphans)), seconds=2)  # children die with their worker
    start_worker("south")
    wait_until(lambda: job.item.has_ended, item=job.item)

    assert (job.item.state, job.item.attempt, job.item.faults) == (State.SUCCEEDED, 2, 1)
    assert job.item.worker.startswith("south")
    assert job.item.lines.filter(attempt=2, data__code="resumed").exists()
    for attempt in (1, 2):
        said = list(job.item.lines.filter(attempt=attempt).values_list("sequence", flat=True))
        assert said == list(range(1, len(said) + 1))
    assert job.result.results["verdict"] in {"better", "not_shown", "worse"}
    assert job.result.model_version.base == job.model_version
    of_rows = job.result.predictions.size + job.result.attributions.size
    kept = sum(file.blob.size for file in job.result.model_version.files.all()) + of_rows
    assert job.item.stored_bytes == kept
    wait_until(lambda: not list((tmp_path / "work" / "items").glob("*")), seconds=10)
    assert not files_with(SENTENCE, [tmp_path / "north.log", tmp_path / "south.log"])
    assert not job.item.lines.filter(data__icontains="zebra").exists()


def test_two_processes_have_two_places_of_one_worker_or_of_two_and_make_the_same_weights_though_one_is_killed(
    submit, start_worker
):
    spec = {"training": LONG["training"] | {"epochs": 5, "processes": 2}}
    alone = submit(spec=spec)
    assert alone.item.gpus == 2
    large = start_worker("large", WORK_SLOTS="2")
    wait_until(lambda: alone.item.has_ended, item=alone.item)
    large.terminate()
    large.wait()
    join = {"WORK_GANG_ADDRESS": "127.0.0.1", "WORK_LEASE_SECONDS": "8"}
    workers = [start_worker(name, **join) for name in ("north", "south")]
    wait_until(lambda: Worker.objects.filter(name__regex="north|south", ready=1).count() == 2)
    job = submit(spec=spec)
    wait_until(lambda: job.item.lines.filter(kind="checkpoint").exists(), item=job.item)

    (member,) = (worker for worker in workers if not job.item.worker.endswith(f":{worker.pid}"))
    os.kill(member.pid, signal.SIGKILL)
    wait_until(lambda: job.item.state == State.QUEUED, item=job.item)
    start_worker("heir", **join)
    wait_until(lambda: job.item.has_ended, item=job.item)

    assert (alone.item.state, alone.item.attempt) == (State.SUCCEEDED, 1)
    assert (job.item.state, job.item.attempt, job.item.faults) == (State.SUCCEEDED, 2, 1)
    assert job.item.lines.filter(attempt=2, data__code="resumed").exists()
    assert job.item.lines.filter(data__code="network_shared").exists()
    assert job.result.results["recipe"]["training"]["processes"] == 2
    assert job.result.results["digests"] == alone.result.results["digests"]
    assert Result.objects.count() == 2
    assert not Seat.objects.exists()
    assert Use.objects.get(item=alone.item).gpu_seconds > (alone.item.finished_at - alone.item.taken_at).total_seconds()


def test_a_search_trains_its_trials_and_then_the_best_of_them_which_alone_is_tested(submit, start_worker):
    space = {"training.learning_rate": {"low": 1e-5, "high": 1e-2, "log": True}}
    job = submit(spec=QUICK | {"search": {"trials": 2, "space": space, "pruner": "asha"}})
    start_worker("north")
    wait_until(lambda: job.item.has_ended, item=job.item)

    assert job.item.state == State.SUCCEEDED
    assert [trial.score is None for trial in job.trials.all()] == [bool(t.given_up_after) for t in job.trials.all()]
    best = max(job.trials.exclude(score=None), key=lambda trial: (trial.score, -trial.loss))
    job.refresh_from_db()
    assert job.spec == best.job.spec
    assert job.result.results["test_split"]["looked_before"] == 0
    assert Result.objects.count() == ModelVersion.objects.exclude(base=None).count() == 1


def runs(process):
    """Whether it is there, and not only its number, which stays until init has looked."""
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def files_with(words, files):
    return [path for path in map(Path, files) if words in path.read_text(errors="replace")]


def test_cancelling_stops_the_training_process_within_seconds(submit, start_worker, partner):
    job = submit(spec=LONG)
    worker = start_worker("north")
    wait_until(trains(job.item, 5), item=job.item)
    trainer = trainer_of(worker)

    cancel_job(job, by=partner)

    wait_until(lambda: job.item.state == State.CANCELLED, item=job.item, seconds=15)
    assert psutil.wait_procs([trainer], timeout=5)[1] == []
    assert not hasattr(job, "result")


def test_a_suspended_agreement_ends_the_training_process_within_five_seconds_and_its_resumption_ends_the_job_well(
    submit, start_worker, agreement, steward, partner, client_for
):
    job = submit(spec=LONG | {"training": LONG["training"] | {"epochs": 40}})
    worker = start_worker("north")
    wait_until(trains(job.item, 5), item=job.item)
    trainer = trainer_of(worker)
    assert client_for(steward).get(f"/agreements/{agreement.slug}/suspend/").text.count("Jobs that run") == 1

    suspend_agreement(agreement, by=steward, reason="Ethics board review")
    began = time.monotonic()

    assert psutil.wait_procs([trainer], timeout=5)[1] == [], "the operating system knows the process no more"
    assert time.monotonic() - began < 5
    wait_until(lambda: job.item.state == State.HELD, item=job.item, seconds=5)
    assert time.monotonic() - began < 6
    page = client_for(partner).get(job.get_absolute_url()).text
    assert "Paused, because it is not allowed at the moment" in page
    assert "Tomas Reuter of Halvard Bearings AG suspended it for this reason: Ethics board review" in page

    reached = job.item.progress["step"]
    agreement.refresh_from_db()
    resume_agreement(agreement, by=steward)
    wait_until(lambda: job.item.has_ended, item=job.item)

    assert (job.item.state, job.item.attempt, job.item.faults) == (State.SUCCEEDED, 2, 0)
    assert job.item.lines.filter(attempt=2, data__code="resumed").exists()
    assert job.item.lines.filter(attempt=2, kind="step").first().data["step"] >= reached // 2


def trainer_of(worker):
    """The process that trains: the child that has taken the order uses the processor the most."""
    return max(children_of(worker), key=lambda child: sum(child.cpu_times()[:2]))


def test_a_paused_job_leaves_its_place_and_goes_on_from_its_checkpoint_when_it_is_resumed(
    submit, start_worker, partner
):
    job = submit(spec=LONG | {"training": LONG["training"] | {"epochs": 12}})
    start_worker("north")
    wait_until(trains(job.item, 5), item=job.item)

    pause_job(job, by=partner)
    wait_until(lambda: job.item.state == State.HELD, item=job.item, seconds=15)
    resume_job(job, by=partner)
    wait_until(lambda: job.item.has_ended, item=job.item)

    assert (job.item.state, job.item.attempt, job.item.faults) == (State.SUCCEEDED, 2, 0)
    assert job.item.lines.filter(attempt=2, data__code="resumed").exists()


def test_a_termination_refuses_the_job_that_ran(submit, start_worker, agreement, signatory_company, partner):
    job = submit(spec=LONG)
    start_worker("north")
    wait_until(trains(job.item, 5), item=job.item)

    terminate_agreement(agreement, by=signatory_company, reason="The project is over.")

    wait_until(lambda: job.item.state == State.REFUSED, seconds=15, item=job.item)


def test_a_worker_without_its_broker_does_the_work_all_the_same(submit, start_worker):
    job = submit(spec=QUICK)
    start_worker("north", REDIS_URL="redis+socket:///nowhere/redis.sock")

    wait_until(lambda: job.item.has_ended, item=job.item)

    assert job.item.state == State.SUCCEEDED
    assert Worker.objects.alive().count() == 1
