"""Messages that come ten times or never, a clock that is wrong, a disk that is full: supervisors of this process."""

import errno
from datetime import timedelta
from threading import Event

import pytest
import time_machine
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from tests.workers import wait_until

from agreements.services.suspension import suspend_agreement
from jobs.fine_tuning import FineTuning
from work.models import Item, State, Transition, Worker
from work.reasons import sentences, why_unfit
from work.services.claims import take_work
from work.services.queueing import enqueue
from work.supervision import room
from work.supervision.attempt import Attempt
from work.supervision.child import Child
from work.tasks import wake


def test_a_message_that_comes_ten_times_starts_the_work_once(counting, start_supervisor, wait_for, partner, settings):
    settings.WORK_POLL_SECONDS = 60  # only messages wake it
    supervisor = start_supervisor()
    wait_until(lambda: supervisor._slots[0].is_waiting)
    item = enqueue("counting", by=partner)

    for _ in range(10):
        wake("counting")
    wait_for(item, State.SUCCEEDED)
    for _ in range(10):
        wake("counting")

    supervisor.leave(10)
    assert (item.attempt, len(counting.results)) == (1, 1)
    assert Transition.objects.filter(item=item, to_state=State.RUNNING).count() == 1


def test_a_message_that_comes_before_the_worker_is_known_to_be_fit_is_not_lost(
    counting, start_supervisor, wait_for, partner, settings, monkeypatch
):
    settings.WORK_POLL_SECONDS, settings.WORK_HEARTBEAT_SECONDS = 60, 0.2
    is_looked_at = Event()
    monkeypatch.setattr("work.supervision.supervisor.why_unfit", lambda: {} if is_looked_at.is_set() else {"code": "x"})
    monkeypatch.setattr("work.supervision.supervisor.in_words", lambda unfit: unfit["code"])
    supervisor = start_supervisor()
    wait_until(lambda: supervisor._slots[0]._child and supervisor._slots[0]._child.is_ready)
    item = enqueue("counting", by=partner)
    wake("counting")
    wait_until(lambda: not supervisor._slots[0]._news.is_set())  # it looked, and might take nothing

    is_looked_at.set()

    wait_for(item, State.SUCCEEDED)


def test_a_message_without_work_starts_nothing(counting, start_supervisor, partner):
    start_supervisor()

    for _ in range(10):
        wake("counting")

    assert not Item.objects.exists()
    assert take_work("counting", "w1") is None


@pytest.mark.parametrize("hours", [1, -1])
def test_a_worker_whose_clock_is_an_hour_off_takes_nothing_and_says_why_until_it_is_right(
    counting, start_supervisor, wait_for, partner, hours
):
    held = enqueue("counting", by=partner)
    lease = take_work("counting", "right")
    waits = enqueue("counting", by=partner)
    with time_machine.travel(timezone.now() + timedelta(hours=hours), tick=True):
        start_supervisor("off")
        wait_until(lambda: Worker.objects.exclude(unfit={}).exists())
        worker = Worker.objects.get()
        assert abs(worker.unfit["params"]["seconds"] - hours * 3600) < 5
        assert "off the database's. Set it" in why_unfit(worker.unfit)
        assert worker.ready == 0

    wait_for(waits, State.SUCCEEDED)

    held.refresh_from_db()
    assert (held.state, held.worker, held.fencing_token) == (State.RUNNING, "right", lease.token)
    assert Transition.objects.filter(item=waits, to_state=State.RUNNING).count() == 1


@pytest.mark.parametrize(("change", "said"), [("older", "does not know work.9999"), ("newer", "is not applied")])
def test_a_worker_of_another_release_takes_nothing_and_says_why(
    counting, start_supervisor, wait_for, partner, change, said
):
    recorder = MigrationRecorder(connection)
    known = ("work", "9999_of_tomorrow") if change == "older" else ("work", "0005_worker_fitness")
    (recorder.record_applied if change == "older" else recorder.record_unapplied)(*known)
    try:
        item = enqueue("counting", by=partner)
        start_supervisor()
        wait_until(lambda: Worker.objects.exclude(unfit={}).exists())
        assert said in why_unfit(Worker.objects.get().unfit)
        item.refresh_from_db()
        assert item.state == State.QUEUED
    finally:
        (recorder.record_unapplied if change == "older" else recorder.record_applied)(*known)

    wait_for(item, State.SUCCEEDED)


def test_what_is_suspended_between_claim_and_start_never_starts(counting, submit, agreement, steward, transactional_db):
    job = submit()
    lease = take_work("fine-tuning", "w1")
    suspend_agreement(agreement, by=steward, reason="Ethics board review")
    child = Child(counting.command, threads=1)

    Attempt(lease, FineTuning(), child).run()
    child.dispose()

    job.item.refresh_from_db()
    assert job.item.state == State.REFUSED
    assert not job.item.lines.exists()


def test_a_full_disk_at_a_checkpoint_is_the_machines_fault_and_tried_again(
    counting, start_supervisor, wait_for, partner
):
    counting.order = {"full": True}
    start_supervisor()

    item = wait_for(enqueue("counting", by=partner), State.FAILED)

    assert (item.attempt, item.reason["code"]) == (3, "disk_full")
    assert "disk of the worker north" in sentences(item.reason, partner)[0]


def test_results_wait_for_room_when_the_storage_is_full(counting, start_supervisor, wait_for, partner, monkeypatch):
    accept, full = counting.accept, [OSError(errno.ENOSPC, "No space left on device")] * 2
    monkeypatch.setattr(room, "PAUSE_SECONDS", 0.01)

    def accept_with_room(lease, folder):
        if full:
            raise full.pop()
        return accept(lease, folder)

    counting.accept = accept_with_room
    start_supervisor()

    item = wait_for(enqueue("counting", by=partner), State.SUCCEEDED)

    assert (item.attempt, item.faults, len(counting.results)) == (1, 0, 1)


def test_results_that_found_no_room_in_time_cost_an_attempt(
    counting, start_supervisor, wait_for, partner, settings, monkeypatch
):
    settings.WORK_ROOM_SECONDS = 0.02
    monkeypatch.setattr(room, "PAUSE_SECONDS", 0.01)

    def no_room(lease, folder):
        raise OSError(errno.ENOSPC, "No space left on device")

    counting.accept = no_room
    start_supervisor()

    item = wait_for(enqueue("counting", by=partner), State.FAILED)

    assert (item.attempt, item.reason["code"]) == (3, "disk_full")
