"""The supervisor with real children: what it starts, stops, gives back, and never lets out."""

import os
import signal

import pytest
from tests.workers import wait_until

from jobs import messages
from work.models import Item, State, Worker
from work.services.queueing import Asks, enqueue, request_cancel
from work.supervision import folders

HARMLESS = {"PATH", "LANG", "LC_ALL", "LC_CTYPE", "USER", "HOME", "TMPDIR", "PYTHONPATH", "CUDA_VISIBLE_DEVICES"}
OFFLINE = {"HF_HOME", "HF_HUB_OFFLINE", "OMP_NUM_THREADS", "TOKENIZERS_PARALLELISM", "TORCHINDUCTOR_CACHE_DIR"}


def lines_of(item):
    return list(item.lines.values_list("attempt", "sequence"))


def assert_without_gaps(item):
    for attempt in range(1, item.attempt + 1):
        said = [sequence for number, sequence in lines_of(item) if number == attempt]
        assert said == list(range(1, len(said) + 1))


def test_work_is_found_by_polling_alone_and_leaves_no_file(counting, start_supervisor, wait_for, partner, settings):
    supervisor = start_supervisor()
    item = enqueue("counting", by=partner)

    wait_for(item, State.SUCCEEDED)

    assert item.progress["step"] == 3
    assert_without_gaps(item)
    supervisor.leave(10)
    assert not [path for path in settings.WORK_FOLDER.rglob("*") if path.is_file()]


def test_a_worker_takes_what_fits_its_site_and_memory_only(counting, start_supervisor, wait_for, partner, settings):
    settings.WORK_SITE = "Lyon"
    too_large = enqueue("counting", by=partner, asks=Asks(memory_gib=1e6))
    elsewhere = enqueue("counting", by=partner, asks=Asks(sites=("Kobe",)))
    here = enqueue("counting", by=partner, asks=Asks(sites=("Lyon",), memory_gib=0.5))
    start_supervisor()

    wait_for(here, State.SUCCEEDED)

    assert set(Item.objects.filter(state=State.QUEUED)) == {too_large, elsewhere}
    worker = Worker.objects.get()
    assert worker.site == "Lyon"
    assert worker.memory_gib > 0.5


def test_what_may_be_computed_elsewhere_only_from_now_on_stops_here_and_waits_there(
    counting, start_supervisor, wait_for, partner, settings
):
    settings.WORK_SITE = "Lyon"
    counting.order, counting.sites = {"steps": 1000, "pause": 0.01}, ["Lyon"]
    start_supervisor()
    item = wait_for(enqueue("counting", by=partner, asks=Asks(sites=["Lyon"])), State.RUNNING, step=1)

    counting.sites = ["Kobe"]

    wait_for(item, State.QUEUED)
    assert item.sites == ["Kobe"]
    assert item.reason["params"]["sites"] == "Kobe"
    assert counting.results == []


def test_a_child_knows_no_credentials(counting, start_supervisor, wait_for, partner, monkeypatch):
    for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DATABASE_OWNER_URL", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "secret")
    start_supervisor()

    wait_for(enqueue("counting", by=partner), State.SUCCEEDED)

    environment = counting.results[0]["environment"]
    assert set(environment) <= HARMLESS | OFFLINE
    assert "secret" not in environment.values()
    assert environment["HF_HUB_OFFLINE"] == "1"


def test_cancelling_stops_the_child_and_publishes_nothing(counting, start_supervisor, wait_for, partner):
    counting.order = {"steps": 1000, "pause": 0.01}
    start_supervisor()
    item = wait_for(enqueue("counting", by=partner), State.RUNNING, step=1)

    request_cancel(item)

    wait_for(item, State.CANCELLED)
    assert counting.results == []


def test_a_child_deaf_to_sigterm_is_killed(counting, start_supervisor, wait_for, partner, settings):
    settings.WORK_STOP_SECONDS = 0.2
    counting.order = {"steps": 1000, "pause": 0.01, "deaf": True}
    start_supervisor()
    item = wait_for(enqueue("counting", by=partner), State.RUNNING, step=1)

    request_cancel(item)

    wait_for(item, State.CANCELLED)


def test_what_the_policy_forbids_after_the_claim_never_starts(counting, start_supervisor, wait_for, partner):
    counting.allowed = False
    start_supervisor()

    item = wait_for(enqueue("counting", by=partner), State.REFUSED)

    assert item.reason["params"]["reasons"] == [{"code": "role_missing", "refs": {}}]
    assert not item.lines.exists()


def test_what_the_policy_forbids_under_way_is_held_and_goes_on_from_its_checkpoint(
    counting, start_supervisor, wait_for, partner, settings
):
    counting.order = {"steps": 1000, "pause": 0.01}
    start_supervisor()
    item = wait_for(enqueue("counting", by=partner), State.RUNNING, step=1)

    counting.allowed = False
    wait_for(item, State.HELD)
    kept = settings.WORK_FOLDER / "items"
    wait_until(lambda: {path.name for path in kept.rglob("*") if path.is_file()} == {"step"})  # no copy of the inputs
    counting.finish(item)
    counting.allowed = True
    wait_for(item, State.SUCCEEDED)

    assert counting.results[0]["began_after"] >= 1
    assert item.attempt == 2
    assert_without_gaps(item)


def test_a_supervisor_that_leaves_gives_its_work_to_the_next(counting, start_supervisor, wait_for, partner):
    counting.order = {"steps": 1000, "pause": 0.01}
    first = start_supervisor("north")
    item = wait_for(enqueue("counting", by=partner), State.RUNNING, step=1)

    first.leave(10)
    wait_for(item, State.QUEUED)
    assert not Worker.objects.exists()
    counting.finish(item)
    start_supervisor("south")
    wait_for(item, State.SUCCEEDED)

    assert counting.results[0]["began_after"] >= 1
    assert item.faults == 0
    assert item.worker.startswith("south")


def test_a_child_that_is_killed_costs_an_attempt_and_three_are_the_end(counting, start_supervisor, wait_for, partner):
    counting.order = {"crash": True}
    start_supervisor()

    item = wait_for(enqueue("counting", by=partner), State.FAILED)

    assert (item.attempt, item.reason["code"]) == (3, "child_crashed")


def test_a_fault_of_the_job_is_told_at_once_and_not_tried_again(counting, start_supervisor, wait_for, partner):
    counting.order = {"fault": True}
    start_supervisor()

    item = wait_for(enqueue("counting", by=partner), State.FAILED)

    assert item.attempt == 1
    assert item.reason == {"code": "nan_loss", "params": {"step": 3, "learning_rate": 1.0}}


@pytest.mark.parametrize(("limit", "order"), [("MEMORY", "hoards"), ("ROOM", "fills")])
def test_a_child_that_holds_more_than_it_may_is_killed_and_its_job_says_so(
    counting, start_supervisor, wait_for, partner, settings, limit, order
):
    setattr(settings, f"WORK_{limit}_GIB", 0.2)
    counting.order = {"steps": 10_000, "pause": 0.01, order: 300 * 2**20}
    start_supervisor()

    item = wait_for(enqueue("counting", by=partner), State.FAILED)

    assert (item.attempt, item.reason["code"]) == (1, f"{limit.lower()}_exceeded")
    assert item.reason["params"]["gib"] >= item.reason["params"]["most_gib"]
    assert messages.remedy(**item.reason).endswith("ask who runs the platform for more.")


def test_a_child_within_its_limits_ends_well(counting, start_supervisor, wait_for, partner, settings):
    settings.WORK_MEMORY_GIB = settings.WORK_ROOM_GIB = 0.2
    counting.order = {"steps": 30, "pause": 0.05}
    start_supervisor()

    wait_for(enqueue("counting", by=partner), State.SUCCEEDED)


def test_a_supervisor_that_lost_its_lease_stops_the_child_and_writes_nothing_more(
    counting, start_supervisor, wait_for, partner
):
    counting.order = {"steps": 1000, "pause": 0.01}
    supervisor = start_supervisor()
    item = wait_for(enqueue("counting", by=partner), State.RUNNING, step=1)
    child = supervisor._slots[0]._child.pid

    Item.objects.filter(pk=item.pk).update(fencing_token=99, worker="heir", progress={})
    said = item.lines.count()
    wait_until_gone(child)

    item.refresh_from_db()
    assert (item.state, item.worker, item.progress) == (State.RUNNING, "heir", {})
    assert item.lines.count() == said


def test_a_worker_sweeps_up_after_one_that_was_killed(counting, start_supervisor, wait_for, partner, settings):
    ended = request_cancel(enqueue("counting", by=partner))
    left = [settings.WORK_FOLDER / "items" / str(ended.uid) / "1", folders.child_home()]
    (left[0] / "out").mkdir(parents=True)
    left[1] = left[1].rename(left[1].with_name(left[1].name.replace(f".{os.getpid()}.", ".4194305.")))  # past all pids

    start_supervisor()
    wait_for(enqueue("counting", by=partner), State.SUCCEEDED)

    assert not any(folder.exists() for folder in left)


def wait_until_gone(pid):
    deadline = 500
    while deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        signal.sigtimedwait([], 0.02)
        deadline -= 1
    raise AssertionError("The child still lives.")
