"""Transactions that lock several pieces of work take them in one order: whatever crosses, none waits for the other."""

import time
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager

import pytest
from django.db import connection, connections, transaction

from work.models import Budget, Item, State
from work.services import holding
from work.services.claims import take_work
from work.services.queueing import Asks, enqueue, request_cancel
from work.services.settling import free

KIND = "counting"

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def crossing(locked, *deeds):
    """Both `deeds`, by connections of their own, while a third holds the row `locked` until both wait."""

    def do(deed):
        try:
            deed()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as people:
        with transaction.atomic():
            type(locked)._default_manager.select_for_update().get(pk=locked.pk)
            going = []
            for waiting, deed in enumerate(deeds, start=1):
                going.append(people.submit(do, deed))
                until_waiting(waiting)
        wait(going, timeout=20)
    yield [one.exception() for one in going]


def until_waiting(how_many):
    deadline = time.monotonic() + 10
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0] >= how_many:
                return
            time.sleep(0.02)
    raise AssertionError("Nobody waits.")


def test_what_ends_a_search_and_who_cancels_one_of_its_trials_do_not_block_each_other(counting, partner):
    first = enqueue(KIND, by=partner)
    lease = take_work(KIND, "w1")
    search = enqueue(KIND, by=partner, asks=Asks(after=first, awaits_children=True))
    one, other = (enqueue(KIND, by=partner, asks=Asks(after=first, parent=search)) for _ in range(2))

    with crossing(one, lambda: holding.fail(lease, "x", {}), lambda: request_cancel(other)) as faults:
        assert faults == [None, None]

    assert {item.state for item in Item.objects.filter(parent=search)} == {State.CANCELLED}
    search.refresh_from_db()
    assert (search.state, search.reason["code"]) == (State.REFUSED, "after_ended")


def test_results_of_the_same_jobs_given_up_by_two_at_once_do_not_block_each_other(counting, partner):
    kept = []
    for _ in range(2):
        enqueue(KIND, by=partner)
        kept.append(holding.succeed(take_work(KIND, "w1"), stored_bytes=10))
    budget = Budget.objects.create(organization=partner.organization, stored_bytes=20)

    deeds = (lambda: free({item.pk: 4 for item in kept}), lambda: free({kept[1].pk: 3}))
    with crossing(budget, *deeds) as faults:
        assert faults == [None, None]

    budget.refresh_from_db()
    assert budget.stored_bytes == 9
    assert [Item.objects.get(pk=item.pk).stored_bytes for item in kept] == [6, 3]
