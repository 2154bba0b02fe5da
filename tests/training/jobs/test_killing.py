"""Twenty workers are killed at random moments: every job is done once, and none can be told from an undisturbed one."""

import os
import random
import signal
import time

import pytest
from tests.training.jobs.tiny import tiny_model
from tests.workers import wait_until

from work.models import Item, Line, State, Transition

pytestmark = [pytest.mark.heavy, pytest.mark.django_db(transaction=True)]

KILLS = 20
LONGEST_LIFE = 2.5  # seconds that a worker may go on with a job before it is killed
SPEC = {"training": {"epochs": 20, "patience": 20, "batch_size": 4, "checkpoint_seconds": 0.2, "precision": "float32"}}
PATIENT = {
    "WORK_ATTEMPTS": "100",
    "WORK_REST_SECONDS": "0",
    "WORK_LEASE_SECONDS": "2",
    "WORK_HEARTBEAT_SECONDS": "0.5",
}


@pytest.fixture
def base_folder(tmp_path):
    return tiny_model(tmp_path / "base")


def at_work(workers):
    """One of `workers` that holds a job and has made a step of it."""
    for name, attempt, pk in Item.objects.running().values_list("worker", "attempt", "pk"):
        if Line.objects.filter(item=pk, attempt=attempt, kind="step").exists():
            return next((worker for worker in workers if name.endswith(f":{worker.pid}")), None)
    return None


def test_twenty_kills_lose_nothing_double_nothing_and_change_no_bit(submit, start_worker):
    chance = random.Random()  # the moment is drawn here, outside of the engine and its seeds
    undisturbed = submit(spec=SPEC)
    workers = [start_worker("w0", **PATIENT)]
    wait_until(lambda: undisturbed.item.has_ended, item=undisturbed.item)
    workers.append(start_worker("w1", **PATIENT))

    jobs = []
    for kill in range(KILLS):
        while not (victim := at_work(workers)):
            if not Item.objects.filter(state__in=[State.QUEUED, State.RUNNING]).exists():
                jobs.append(submit(spec=SPEC))
            time.sleep(0.05)
        time.sleep(chance.uniform(0, LONGEST_LIFE))
        os.kill(victim.pid, signal.SIGKILL)
        victim.wait()
        workers.remove(victim)
        workers.append(start_worker(f"w{kill + 2}", **PATIENT))
    for job in jobs:
        wait_until(lambda job=job: job.item.has_ended, item=job.item)

    assert sum(job.item.faults for job in jobs) >= KILLS // 2, "most kills hit a worker in the middle of a job"
    for job in jobs:
        assert job.item.state == State.SUCCEEDED
        assert Transition.objects.filter(item=job.item, to_state=State.SUCCEEDED).count() == 1
        assert job.result.results["digests"] == undisturbed.result.results["digests"]
        for attempt in range(1, job.item.attempt + 1):
            said = list(job.item.lines.filter(attempt=attempt).values_list("sequence", flat=True))
            assert said == list(range(1, len(said) + 1))
