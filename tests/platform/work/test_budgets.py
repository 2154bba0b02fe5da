"""What budgets hold for work that runs, and what is left of it when the work ends."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.db.models.functions import Now

from agreements.policy import Decision
from work.models import Budget, Item
from work.models.shares import first_of_month
from work.services import holding
from work.services.claims import bring_back_lost, take_work
from work.services.queueing import Asks, enqueue
from work.services.settling import free

KIND = "counting"
ASKS = Asks(expected_seconds=600, expected_bytes=1000)
NO = Decision(allowed=False)


def budget_of(partner, **limits):
    return Budget.objects.create(organization=partner.organization, **limits)


def sums(budget):
    budget.refresh_from_db()
    return budget.now_running, round(budget.reserved_gpu_seconds), budget.reserved_bytes


def lose(lease):
    Item.objects.filter(pk=lease.item_id).update(lease_expires_at=Now() - timedelta(seconds=1))
    assert bring_back_lost(KIND) == 1


def cancel(lease):
    Item.objects.filter(pk=lease.item_id).update(cancel_requested_at=Now())
    holding.cancelled(lease)


ENDS = {
    "success": lambda lease: holding.succeed(lease, stored_bytes=700),
    "failure": lambda lease: holding.fail(lease, "diverged", {}),
    "cancel": cancel,
    "refusal": lambda lease: holding.refuse(lease, NO),
    "suspension": lambda lease: holding.hold(lease, NO),
    "lost worker": lose,
    "worker that left": holding.give_back,
}


@pytest.mark.parametrize("end", ENDS)
def test_what_a_claim_reserves_is_settled_however_it_ends(db, partner, end):
    item = enqueue(KIND, by=partner, asks=ASKS)
    budget = budget_of(partner, running=3, gpu_seconds=3600, storage_bytes=5000)
    lease = take_work(KIND, "w1")
    assert sums(budget) == (1, 600, 1000)
    Item.objects.filter(pk=item.pk).update(taken_at=Now() - timedelta(seconds=90))

    ENDS[end](lease)

    assert sums(budget) == (0, 0, 0)
    assert budget.spent_gpu_seconds == pytest.approx(90, abs=3)
    assert budget.stored_bytes == (700 if end == "success" else 0)
    item.refresh_from_db()
    assert item.drawn_on == []
    assert item.stored_bytes == budget.stored_bytes


def test_results_that_are_deleted_make_room_again(db, partner):
    item = enqueue(KIND, by=partner, asks=ASKS)
    enqueue(KIND, by=partner, asks=ASKS)
    budget = budget_of(partner, storage_bytes=1500)
    holding.succeed(take_work(KIND, "w1"), stored_bytes=700)
    assert take_work(KIND, "w1") is None

    free({item.pk: 600})

    assert take_work(KIND, "w1")
    assert sums(budget) == (1, 600, 1000)
    assert budget.stored_bytes == 100


def test_gpu_seconds_of_a_month_are_counted_anew_in_the_next(db, partner):
    enqueue(KIND, by=partner, asks=ASKS)
    budget = budget_of(partner, gpu_seconds=900, used_gpu_seconds=500, month=first_of_month())
    assert take_work(KIND, "w1") is None

    Budget.objects.update(month=first_of_month() - timedelta(days=1))
    lease = take_work(KIND, "w1")
    assert lease
    Item.objects.filter(pk=lease.item_id).update(taken_at=Now() - timedelta(seconds=60))
    holding.succeed(lease)

    budget.refresh_from_db()
    assert budget.spent_gpu_seconds == pytest.approx(60, abs=3)


def test_a_budget_made_meanwhile_holds_nothing_for_what_runs_but_counts_its_use(db, partner):
    enqueue(KIND, by=partner, asks=ASKS)
    lease = take_work(KIND, "w1")
    budget = budget_of(partner, running=1)
    Item.objects.filter(pk=lease.item_id).update(taken_at=Now() - timedelta(seconds=60))

    holding.succeed(lease)

    assert sums(budget) == (0, 0, 0)
    assert budget.spent_gpu_seconds == pytest.approx(60, abs=3)


@pytest.mark.parametrize("limits", [{"running": 2}, {"gpu_seconds": 1300}, {"storage_bytes": 2100}])
def test_claims_of_the_same_moment_do_not_overdraw_a_budget(transactional_db, partner, limits):
    for _ in range(6):
        enqueue(KIND, by=partner, asks=ASKS)
    budget = budget_of(partner, **limits)
    together = Barrier(4)

    def claim(worker):
        together.wait()
        for _ in range(3):
            take_work(KIND, worker)
        connection.close()

    workers = [Thread(target=claim, args=[f"w{number}"]) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert Item.objects.running().count() == 2
    assert sums(budget) == (2, 1200, 2000)
