"""Who gets which work, and what a worker that lost it may still do: nothing."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from entente.celery import app
from work.errors import LeaseLost, NotAllowedNext
from work.leases import renew
from work.models import Item, Line, State, Transition
from work.services import holding, wakeups
from work.services.claims import take_work
from work.services.lifecycle import move
from work.services.queueing import Asks, enqueue, request_cancel

KIND = "counting"


def let_lease_pass(lease):
    Item.objects.filter(pk=lease.item_id).update(lease_expires_at=Now() - timedelta(seconds=1))


def test_urgent_work_is_first_then_the_organization_with_the_least_use_then_who_came_first(db, partner, steward):
    for _ in range(3):
        enqueue(KIND, by=partner)
    later = enqueue(KIND, by=steward)
    urgent = enqueue(KIND, by=partner, asks=Asks(priority=1))

    taken = [take_work(KIND, "w1").item_id for _ in range(3)]

    assert taken == [urgent.pk, later.pk, Item.objects.order_by("pk").first().pk]


def test_workers_that_claim_at_the_same_moment_get_different_work(transactional_db, partner):
    for _ in range(6):
        enqueue(KIND, by=partner)
    together, leases = Barrier(3), []

    def claim(worker):
        together.wait()
        while lease := take_work(KIND, worker):
            leases.append(lease)
        connection.close()

    workers = [Thread(target=claim, args=[f"w{number}"]) for number in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len({lease.item_id for lease in leases}) == len(leases) == 6


def test_a_ghost_that_wakes_after_its_lease_changes_nothing(db, partner):
    item = enqueue(KIND, by=partner)
    ghost = take_work(KIND, "ghost")
    holding.report(ghost, [holding.Said(1, "log", {"code": "resumed", "params": {}})])
    let_lease_pass(ghost)
    heir = take_work(KIND, "heir")

    for write in (
        lambda: renew(ghost),
        lambda: holding.report(ghost, [holding.Said(2, "log", {})], progress={"step": 9}),
        lambda: holding.succeed(ghost),
        lambda: holding.fail(ghost, "nan_loss", {}),
        lambda: holding.give_back(ghost),
    ):
        with pytest.raises(LeaseLost):
            write()

    item.refresh_from_db()
    assert (item.state, item.worker, item.attempt, item.progress) == (State.RUNNING, "heir", 2, {})
    assert item.lines.count() == 1
    holding.succeed(heir)
    item.refresh_from_db()
    assert item.state == State.SUCCEEDED


def test_a_late_heartbeat_keeps_the_work_that_nobody_took(db, partner):
    enqueue(KIND, by=partner)
    lease = take_work(KIND, "w1")
    let_lease_pass(lease)

    renew(lease)

    assert take_work(KIND, "w2") is None


def test_work_that_loses_its_worker_three_times_fails_and_names_the_last_one(db, partner):
    item = enqueue(KIND, by=partner)
    for number in range(3):
        let_lease_pass(take_work(KIND, f"w{number}"))

    assert take_work(KIND, "w3") is None
    item.refresh_from_db()
    assert (item.state, item.attempt) == (State.FAILED, 3)
    assert item.reason == {"code": "worker_lost", "params": {"worker": "w2", "faults": 3}}


def test_work_rests_after_a_fault_twice_as_long_after_each_further_one_up_to_a_limit(db, partner, settings):
    settings.WORK_ATTEMPTS, settings.WORK_REST_SECONDS, settings.WORK_LONGEST_REST_SECONDS = 4, 60, 150
    item, rests = enqueue(KIND, by=partner), []
    for number in range(3):
        let_lease_pass(take_work(KIND, f"w{number}"))
        assert take_work(KIND, "w9") is None
        item.refresh_from_db()
        rests.append(round((item.not_before - timezone.now()).total_seconds(), -1))
        Item.objects.filter(pk=item.pk).update(not_before=None)

    assert rests == [60, 120, 150]


def test_cancelled_work_of_a_worker_that_leaves_is_not_tried_again(db, partner):
    item = enqueue(KIND, by=partner)
    lease = take_work(KIND, "w1")
    request_cancel(item)

    assert holding.give_back(lease).state == State.CANCELLED


def test_a_worker_that_leaves_in_order_costs_no_attempt(db, partner):
    item = enqueue(KIND, by=partner)
    for _ in range(4):
        holding.give_back(take_work(KIND, "w1"))

    item.refresh_from_db()
    assert (item.state, item.faults) == (State.QUEUED, 0)


def test_cancelling_what_waits_ends_it_at_once_and_twice_is_once(db, partner):
    item = enqueue(KIND, by=partner)

    assert request_cancel(item).state == State.CANCELLED
    assert request_cancel(item).state == State.CANCELLED
    assert take_work(KIND, "w1") is None
    assert [moved.to_state for moved in item.transitions.all()] == [State.QUEUED, State.CANCELLED]


def test_work_to_be_cancelled_whose_worker_is_lost_is_cancelled(db, partner):
    item = enqueue(KIND, by=partner)
    lease = take_work(KIND, "w1")
    request_cancel(item)
    let_lease_pass(lease)

    assert take_work(KIND, "w2") is None
    item.refresh_from_db()
    assert item.state == State.CANCELLED


def test_what_has_ended_stays_ended(db, partner):
    item = request_cancel(enqueue(KIND, by=partner))

    with pytest.raises(NotAllowedNext):
        move(item, State.QUEUED)


@pytest.mark.parametrize("statement", ["UPDATE {} SET attempt = 7", "DELETE FROM {}"])
@pytest.mark.parametrize("model", [Transition, Line])
def test_the_record_of_work_can_only_grow(db, partner, model, statement):
    enqueue(KIND, by=partner)
    holding.report(take_work(KIND, "w1"), [holding.Said(1, "log", {})])

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(model._meta.db_table))


@pytest.fixture
def no_broker(monkeypatch):
    """Messages go to a socket where nobody listens."""
    monkeypatch.setattr(app.conf, "broker_url", "redis+socket:///nowhere/redis.sock")
    app._after_fork()  # forgets its connections
    yield
    app._after_fork()


@pytest.mark.heavy
def test_work_is_queued_even_when_no_wake_up_can_be_sent(
    db, partner, no_broker, caplog, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        item = enqueue(KIND, by=partner)

    assert take_work(KIND, "w1").item_id == item.pk
    wakeups._sender.submit(bool).result()  # after what was sent before
    assert "workers find the work by polling" in caplog.text
