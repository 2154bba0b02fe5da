"""Work for several places: it has them together on one worker, or it waits, and nothing goes before it."""

import pytest
from tests.platform.work import test_gpus
from tests.platform.work.test_gpus import two_gpus  # noqa: F401  # a fixture
from tests.workers import wait_until

from work.models import Item, State, Use, Worker
from work.services.claims import take_work
from work.services.picking import Place
from work.services.queueing import Asks, enqueue
from work.services.waiting import position

KIND = "counting"
TWO = Asks(places=2)


def taken(all_gib, free_gib):
    lease = take_work(KIND, "w1", Place(memory_gib=max(free_gib), all_gib=all_gib, free_gib=free_gib))
    return lease and (lease.item_id, lease.places)


def test_it_is_taken_with_all_its_places_or_not_at_all_and_nothing_goes_before_it(db, partner):
    gang = enqueue(KIND, by=partner, asks=TWO)
    alone = enqueue(KIND, by=partner)

    assert taken([8, 8], [8]) is None, "the free place is kept for it"
    assert taken([8], [8]) == (alone.pk, 1), "a worker that can never have it does other work"
    assert taken([8, 8], [8, 8]) == (gang.pk, 2)


def test_each_of_its_places_needs_the_memory_that_it_asks_for(db, partner):
    gang = enqueue(KIND, by=partner, asks=Asks(places=2, memory_gib=40))

    assert taken([80, 24], [80, 24]) is None
    assert taken([80, 40, 24], [80, 24]) is None, "the free place is kept for it"
    assert taken([80, 40, 24], [80, 40, 24]) == (gang.pk, 2)


@pytest.mark.parametrize(
    ("places", "ready", "sentence"),
    [
        (1, 1, "No worker with 2 places of 0 GiB is alive"),
        (2, 1, "It takes 2 places of one worker together"),
        (2, 2, "It starts within seconds"),
    ],
)
def test_who_waits_reads_how_many_places_it_takes(db, partner, places, ready, sentence):
    Worker.objects.create(name="w1", host="n", pid=1, slots=places, together=places, ready=ready)
    assert sentence in position(enqueue(KIND, by=partner, asks=TWO)).sentence


def test_a_worker_runs_it_in_two_places_and_gives_both_back(
    counting, start_supervisor, wait_for, partner, settings, monkeypatch
):
    settings.WORK_SLOTS, settings.WORK_THREADS = 2, 1
    counting.order = {"steps": 1000, "pause": 0.01}
    orders = []
    monkeypatch.setattr("work.supervision.child.Child.send", record_in(orders))
    gang = enqueue(KIND, by=partner, asks=TWO)
    others = [enqueue(KIND, by=partner) for _ in range(2)]
    start_supervisor()

    wait_for(gang, State.RUNNING, step=2)
    assert {item.state for item in Item.objects.exclude(pk=gang.pk)} == {State.QUEUED}, "both places are its own"
    counting.finish(gang)
    wait_until(lambda: Item.objects.running().filter(pk__in=[item.pk for item in others]).count() == 2, seconds=30)
    counting.finish(*others)  # which go side by side
    for item in (gang, *others):
        wait_for(item, State.SUCCEEDED)

    assert [order["threads"] for order in orders] == [2, 1, 1]
    took = Item.objects.get(pk=gang.pk)
    assert Use.objects.get(item=gang).gpu_seconds > 1.5 * (took.finished_at - took.taken_at).total_seconds()


def record_in(orders):
    from work.supervision.child import Child

    send = Child.send

    def noted(child, order):
        orders.append(order)
        send(child, order)

    return noted


def test_its_child_sees_the_gpus_of_all_its_places(two_gpus, counting, start_supervisor, wait_for, partner):  # noqa: F811
    gang = enqueue(KIND, by=partner, asks=Asks(places=2, memory_gib=20))
    start_supervisor()

    wait_for(gang, State.SUCCEEDED)

    seen = counting.results[0]["environment"]["CUDA_VISIBLE_DEVICES"]
    assert sorted(seen.split(",")) == ["GPU-aaaa", "GPU-bbbb"]
    assert Worker.objects.get().together == 2


def test_its_places_are_those_of_the_gpus_that_have_the_memory(
    two_gpus,  # noqa: F811
    counting,
    start_supervisor,
    wait_for,
    partner,
    monkeypatch,
):
    monkeypatch.setattr(test_gpus, "GPUS", [("GPU-aaaa", 80), ("GPU-bbbb", 24), ("GPU-cccc", 48)])
    gang = enqueue(KIND, by=partner, asks=Asks(places=2, memory_gib=40))
    start_supervisor()

    wait_for(gang, State.SUCCEEDED)

    seen = counting.results[0]["environment"]["CUDA_VISIBLE_DEVICES"]
    assert sorted(seen.split(",")) == ["GPU-aaaa", "GPU-cccc"]
    small = enqueue(KIND, by=partner, asks=Asks(places=3, memory_gib=40))
    assert "No worker with 3 places of 40 GiB is alive" in position(small).sentence
