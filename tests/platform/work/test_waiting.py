"""Who waits is told where, why, and until when, and how good such estimates are."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.utils.formats import date_format

from work.models import Budget, Item, Share, Worker
from work.models.shares import first_of_month, renews_on
from work.services.claims import take_work
from work.services.forecast import Block, OrganizationsLine, Turn, turns
from work.services.queueing import Asks, enqueue
from work.services.waiting import median_error, position, positions

KIND = "counting"


@pytest.fixture
def worker(db):
    return Worker.objects.create(name="w1", host="north", pid=1, slots=1, ready=1, site="Bonn", memory_gib=16)


def test_who_waits_is_told_how_many_are_ahead_and_whether_anybody_works(db, partner, steward):
    first, second = enqueue(KIND, by=partner), enqueue(KIND, by=partner)
    assert "No worker is alive" in position(second).sentence

    worker = Worker.objects.create(name="w1", host="north", pid=1, slots=1, ready=1)
    assert position(second).ahead == 1
    assert "1 job is ahead" in position(second).sentence
    assert "within seconds" in position(first).sentence

    take_work(KIND, "w1")
    worker.ready = 0
    worker.save()
    assert position(second).ahead == 0
    assert "when a worker is free" in position(second).sentence
    enqueue(KIND, by=steward)
    assert position(second).ahead == 1


def test_positions_are_the_order_in_which_work_is_taken(worker, partner, steward):
    for by in (partner, partner, partner, steward, steward):
        enqueue(KIND, by=by)
    enqueue(KIND, by=steward, asks=Asks(priority=1))
    told = positions(Item.objects.waiting().select_related("organization"))

    taken = [take_work(KIND, "w1").item_id for _ in range(6)]

    assert sorted(told, key=lambda pk: told[pk].ahead) == taken
    assert sorted(place.ahead for place in told.values()) == list(range(6))


def test_what_was_taken_since_it_was_read_is_not_said_to_be_far_behind(worker, partner):
    item = enqueue(KIND, by=partner)
    take_work(KIND, "w1")

    assert position(item).sentences == ["A worker has just taken it."]


def test_who_is_behind_reads_what_their_organization_used_of_its_share(worker, partner, steward):
    for by, seconds in ((partner, 9000), (steward, 3000)):
        Share.objects.create(organization=by.organization, gpu_seconds=seconds, settled_at=Now())
    enqueue(KIND, by=steward)

    place = position(enqueue(KIND, by=partner))

    assert "has used 150 % of its share" in place.more[0]
    assert str(partner.organization) in place.more[0]


@pytest.mark.parametrize(
    ("asks", "sentence"),
    [
        (Asks(memory_gib=24), "No worker with 24 GiB is alive."),
        (Asks(sites=["Lyon"]), "No worker at *Lyon* is alive, and it may run nowhere else."),
        (Asks(memory_gib=24, sites=["Bonn"]), "No worker with 24 GiB at *Bonn* is alive."),
    ],
)
def test_work_for_which_no_worker_lives_says_what_is_missing(worker, partner, asks, sentence):
    assert position(enqueue(KIND, by=partner, asks=asks)).sentence.startswith(sentence)


def test_a_used_up_budget_is_named_as_the_reason(worker, partner):
    item = enqueue(KIND, by=partner)
    Budget.objects.create(user=partner.user, running=0)
    assert position(item).sentence.startswith(f"The budget of {partner.user} lets no job run.")

    enqueue(KIND, by=partner)
    Budget.objects.update(running=1)
    take_work(KIND, "w1")
    assert position(Item.objects.waiting().get()).sentence.startswith(
        f"As many jobs of {partner.user} run as may run at once."
    )


def test_gpu_hours_that_are_used_up_are_told_with_the_day_they_renew_on(worker, partner):
    item = enqueue(KIND, by=partner, asks=Asks(expected_seconds=3600))
    Budget.objects.create(
        organization=partner.organization, gpu_seconds=7200, used_gpu_seconds=5400, month=first_of_month()
    )

    told = position(item).sentence

    assert f"of the 2.00 that {partner.organization} has this month 0.50 are left" in told
    assert f"The budget renews on {date_format(renews_on())}." in told
    assert take_work(KIND, "w1") is None


def test_the_estimated_start_counts_what_is_ahead_and_what_runs(worker, partner):
    for _ in range(3):
        enqueue(KIND, by=partner, asks=Asks(expected_seconds=600))
    take_work(KIND, "w1")
    Item.objects.running().update(progress={"seconds_left": 120})

    place = position(Item.objects.waiting().last())

    assert "in about 12 minutes" in place.more[-1]


def test_an_estimate_is_kept_and_its_error_is_told_to_the_next(worker, partner):
    first = enqueue(KIND, by=partner)
    assert first.estimated_start_at is not None
    assert median_error(KIND) is None
    take_work(KIND, "w1")
    Item.objects.filter(pk=first.pk).update(estimated_start_at=Now() - timedelta(minutes=5))
    enqueue("scanning", by=partner, asks=Asks(places=0))
    take_work("scanning", "w1")
    Item.objects.filter(kind="scanning").update(estimated_start_at=Now() - timedelta(minutes=50))
    enqueue(KIND, by=partner)

    place = position(enqueue(KIND, by=partner))

    assert "Half of the last estimates were off by 5 minutes or less." in place.more[-1]


def test_nothing_is_estimated_where_nobody_works(db, partner):
    assert enqueue(KIND, by=partner).estimated_start_at is None


def test_a_forecast_plays_out_places_and_shares():
    lines = {
        1: OrganizationsLine(0, [Block(0, 10, 3, 100)]),
        2: OrganizationsLine(150, [Block(0, 11, 1, 50)]),
        3: OrganizationsLine(9999, [Block(1, 12, 1, 10)]),
    }

    told = turns(lines, [[0, 40]], {1: {0, 1, 2}, 2: {0}, 3: {0}}, most=10)

    assert told == {
        (3, 0): Turn(0, 0),
        (1, 0): Turn(1, 10),
        (1, 1): Turn(2, 40),
        (2, 0): Turn(3, 110),
        (1, 2): Turn(4, 140),
    }
    assert (1, 2) not in turns(lines, [[0]], {1: {2}}, most=4)
    assert turns(lines, [], {3: {0}}, most=4) == {(3, 0): Turn(0, None)}


def test_a_gang_has_all_its_places_of_one_worker_in_a_forecast():
    lines = {
        1: OrganizationsLine(0, [Block(0, 10, 1, 100, places=2)]),
        2: OrganizationsLine(150, [Block(0, 11, 2, 50)]),
    }

    told = turns(lines, [[0, 40], [70]], {1: {0}, 2: {0, 1}}, most=10)

    assert told == {(1, 0): Turn(0, 40), (2, 0): Turn(1, 70), (2, 1): Turn(2, 120)}
    assert turns(lines, [[0], [70]], {1: {0}}, most=10) == {(1, 0): Turn(0, None)}


def test_what_only_other_workers_take_is_not_ahead(worker, partner, steward):
    Worker.objects.create(name="w2", host="south", pid=2, slots=2, together=2, ready=2, site="Lyon", memory_gib=80)
    for asks in (Asks(sites=["Lyon"]), Asks(memory_gib=40), Asks(places=2)):
        enqueue(KIND, by=partner, asks=asks)
        enqueue(KIND, by=steward, asks=asks)

    assert position(enqueue(KIND, by=partner, asks=Asks(sites=["Bonn"]))).ahead == 0
    assert position(enqueue(KIND, by=partner)).ahead == 7


def test_work_without_a_gpu_has_places_of_its_own(worker, counting, partner, monkeypatch):
    monkeypatch.setattr(type(counting), "gpus", 0)
    monkeypatch.setattr(counting, "places", lambda _gpus: 2, raising=False)
    Worker.objects.update(ready=0)
    enqueue(KIND, by=partner, asks=Asks(places=0, expected_seconds=600))
    take_work(KIND, "w1")

    second = enqueue(KIND, by=partner, asks=Asks(places=0, expected_seconds=600))
    assert "within seconds" in position(second).sentence
    take_work(KIND, "w1")
    third = position(enqueue(KIND, by=partner, asks=Asks(places=0)))
    assert "when a worker is free" in third.sentence
