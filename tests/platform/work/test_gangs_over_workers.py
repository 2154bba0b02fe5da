"""Work for more places than any worker has: several workers do it together, or keep nothing for it for long."""

import os
import signal
from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from tests.workers import wait_until

from work.leases import lease_time
from work.models import Item, Seat, State, Transition, Use, Worker
from work.services.claims import take_work
from work.services.picking import Place
from work.services.queueing import Asks, enqueue, request_cancel
from work.services.seats import in_gangs, keep_seat, look_after
from work.services.waiting import position

KIND = "counting"
TWO = Asks(places=2)


@pytest.fixture
def two_workers(settings, start_supervisor):
    """Starts two that join gangs and know of each other."""
    settings.WORK_GANG_ADDRESS, settings.WORK_THREADS = "127.0.0.1", 1

    def start():
        workers = [start_supervisor(name) for name in ("north", "south")]
        wait_until(lambda: all(len(worker.place.gang_gib) == 2 for worker in workers), seconds=10)
        return workers

    return start


@pytest.fixture
def place(db):
    """A place of one of three workers of one place each."""
    for name in ("w1", "w2", "w3"):
        Worker.objects.create(name=f"{name}:1", host="n", pid=1, slots=1, ready=1, address=name)
    return in_gangs(Place())


def keep(worker, place):
    """The seat that a worker without other work keeps, as it is after a look."""
    assert take_work(KIND, worker, place) is None
    seat = keep_seat(KIND, worker, place)
    return seat and look_after(seat)


def test_it_starts_when_all_its_places_are_kept_and_nothing_goes_before_it(place, partner):
    gang = enqueue(KIND, by=partner, asks=TWO)
    enqueue(KIND, by=partner)

    first = keep("w1:1", place)
    assert first.rank is None
    assert first.item.state == State.QUEUED
    second = keep("w2:1", place)
    assert (second.rank, look_after(first).rank) == (1, 0)
    gang.refresh_from_db()
    assert (gang.state, gang.worker, gang.attempt) == (State.RUNNING, "w1:1", 1)
    assert take_work(KIND, "w3:1", place).places == 1, "others go on with what is behind"


def test_who_looks_while_another_keeps_a_place_for_it_goes_not_past_it(transactional_db, place, partner):
    gang = enqueue(KIND, by=partner, asks=TWO)
    enqueue(KIND, by=partner)
    is_locked, has_looked = Event(), Event()

    def keep_a_place():
        with transaction.atomic():
            Item.objects.select_for_update().get(pk=gang.pk)
            is_locked.set()
            has_looked.wait(10)
        connection.close()

    other = Thread(target=keep_a_place)
    other.start()
    is_locked.wait(10)
    taken = take_work(KIND, "w2:1", place)
    has_looked.set()
    other.join()

    assert taken is None


def test_two_gangs_never_hold_a_half_each(place, partner):
    gang = enqueue(KIND, by=partner, asks=TWO)
    assert keep("w1:1", place).item == gang
    urgent = enqueue(KIND, by=partner, asks=Asks(places=2, priority=1))

    assert keep("w2:1", place).item == gang, "which has begun to gather"
    assert keep("w3:1", place).item == urgent


def test_places_that_are_kept_in_vain_are_given_back(place, partner, settings):
    gang = enqueue(KIND, by=partner, asks=TWO)
    alone = enqueue(KIND, by=partner)
    seat = keep("w1:1", place)

    Seat.objects.update(reserved_at=Now() - timedelta(seconds=settings.WORK_GANG_SECONDS + 1))
    assert look_after(seat) is None
    assert take_work(KIND, "w1:1", place).item_id == alone.pk
    gang.refresh_from_db()
    assert "so many places were not free together" in position(gang).sentence


@pytest.mark.parametrize("gone", ["cancelled", "silent"])
def test_a_place_is_kept_no_longer_than_gang_and_worker_are_there(place, partner, gone):
    gang = enqueue(KIND, by=partner, asks=TWO)
    seat = keep("w1:1", place)
    if gone == "cancelled":
        request_cancel(gang)
    else:
        Seat.objects.update(lease_expires_at=F("lease_expires_at") - lease_time())

    assert look_after(seat) is None


def test_what_one_worker_can_have_alone_is_not_shared_out(place, partner):
    Worker.objects.create(name="large:1", host="n", pid=1, slots=2, together=2)
    enqueue(KIND, by=partner, asks=TWO)

    assert keep("w1:1", in_gangs(Place())) is None


def test_who_waits_reads_that_it_takes_several_workers(place, partner):
    Worker.objects.update(ready=0)
    asks = [Asks(places=places) for places in (3, 4)]
    three, four = (position(enqueue(KIND, by=partner, asks=each)) for each in asks)

    assert "It takes 3 places of several workers together" in three.sentence
    assert three.starts_at
    assert "No worker with 4 places" in four.sentence


def test_two_workers_do_it_together_and_give_their_places_back(two_workers, counting, wait_for, partner):
    counting.order = {"steps": 1000, "pause": 0.01}
    workers = two_workers()
    gang = enqueue(KIND, by=partner, asks=TWO)
    alone = [enqueue(KIND, by=partner) for _ in range(2)]

    wait_for(gang, State.RUNNING, step=2)
    assert {item.state for item in Item.objects.exclude(pk=gang.pk)} == {State.QUEUED}, "both places are its own"
    counting.finish(gang)
    wait_for(gang, State.SUCCEEDED)
    for item in alone:  # one in each place
        wait_for(item, State.RUNNING)
    counting.finish(*alone)
    for item in alone:
        wait_for(item, State.SUCCEEDED)

    assert counting.results[0]["environment"]["WORLD_SIZE"] == "2"
    assert {item.worker for item in Item.objects.exclude(pk=gang.pk)} == {one.worker_name for one in workers}
    took = (gang.finished_at - gang.taken_at).total_seconds()
    assert Use.objects.get(item=gang).gpu_seconds == pytest.approx(2 * took, rel=0.1)
    assert not Seat.objects.exists()


def test_a_process_that_is_killed_ends_the_attempt_and_all_go_on_from_the_checkpoint(
    two_workers, counting, wait_for, partner, settings
):
    settings.WORK_REST_SECONDS = 0
    counting.order = {"steps": 1000, "pause": 0.01}
    workers = two_workers()
    gang = enqueue(KIND, by=partner, asks=TWO)
    wait_for(gang, State.RUNNING, step=2)

    (member,) = (one for one in workers if one.worker_name != gang.worker)
    os.kill(member._slots[0]._child.pid, signal.SIGKILL)
    wait_until(lambda: gang.attempt == 2 and gang.progress.get("step", 0) > 3, item=gang, seconds=10)
    counting.finish(gang)
    wait_for(gang, State.SUCCEEDED)

    assert (gang.faults, len(counting.results)) == (1, 1)
    assert counting.results[0]["began_after"] >= 2
    lost = Transition.objects.get(item=gang, from_state=State.RUNNING, to_state=State.QUEUED)
    assert lost.reason["code"] == "gang_lost"


@pytest.mark.parametrize("how", ["no longer allowed", "member leaves"])
def test_what_stops_one_process_stops_all(two_workers, counting, wait_for, partner, how):
    counting.order = {"steps": 1000, "pause": 0.01}
    workers = two_workers()
    gang = enqueue(KIND, by=partner, asks=TWO)
    wait_for(gang, State.RUNNING, step=2)

    if how == "member leaves":
        (member,) = (one for one in workers if one.worker_name != gang.worker)
        member.leave(10)
        wait_for(gang, State.QUEUED)
        assert (gang.reason["code"], gang.faults) == ("gang_left", 0)
    else:
        counting.allowed = False
        wait_for(gang, State.HELD)
    wait_until(lambda: not any(one._slots[0].attempt for one in workers), seconds=5)
    assert not Seat.objects.filter(rank__isnull=False).exists()
