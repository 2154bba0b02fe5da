"""Who is next when everybody waits, and how use is counted."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from work.models import Budget, Item, Share, Use
from work.services import holding
from work.services.claims import take_work
from work.services.picking import Place
from work.services.queueing import Asks, enqueue

KIND = "counting"
HALF_LIFE = timedelta(hours=168)


def used(actor, seconds, *, ago=timedelta()):
    Share.objects.update_or_create(
        organization=actor.organization, defaults={"gpu_seconds": seconds, "settled_at": Now() - ago}
    )


def took(lease, seconds):
    Item.objects.filter(pk=lease.item_id).update(taken_at=Now() - timedelta(seconds=seconds))
    return lease


def take(**place):
    lease = take_work(KIND, "w1", Place(**place))
    return lease and lease.item_id


def test_who_has_used_less_of_late_is_first_although_they_came_later(db, partner, steward):
    used(partner, 5000)
    used(steward, 4000)
    enqueue(KIND, by=partner)
    later = enqueue(KIND, by=steward)

    assert take() == later.pk


def test_use_counts_half_after_a_half_life(db, partner, steward):
    used(partner, 5000, ago=HALF_LIFE)
    used(steward, 3000)
    enqueue(KIND, by=steward)
    later = enqueue(KIND, by=partner)

    assert take() == later.pk


def test_what_runs_counts_so_that_organizations_take_turns(db, partner, steward):
    mine = [enqueue(KIND, by=partner).pk for _ in range(2)]
    theirs = [enqueue(KIND, by=steward).pk for _ in range(2)]

    assert [take() for _ in range(4)] == [mine[0], theirs[0], mine[1], theirs[1]]


def test_an_attempt_is_settled_once_however_it_ends(db, partner):
    item = enqueue(KIND, by=partner)
    used(partner, 1000, ago=HALF_LIFE)
    holding.give_back(took(take_work(KIND, "w1"), 30))
    holding.succeed(took(take_work(KIND, "w1"), 70))

    assert [round(use.gpu_seconds) for use in item.uses.order_by("attempt")] == [30, 70]
    assert Share.objects.get(organization=partner.organization).gpu_seconds == pytest.approx(600, abs=2)


def test_what_was_used_can_only_grow(db, partner):
    enqueue(KIND, by=partner)
    holding.succeed(take_work(KIND, "w1"))

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Use.objects.update(gpu_seconds=0)


def test_an_organization_has_as_much_running_as_its_budget_allows(db, partner, steward):
    enqueue(KIND, by=partner)
    enqueue(KIND, by=partner)
    Budget.objects.create(organization=partner.organization, running=1)
    first = take_work(KIND, "w1")

    assert take() is None
    later = enqueue(KIND, by=steward)
    assert take() == later.pk, "others go past it"
    holding.succeed(first)
    assert take()


@pytest.mark.parametrize("owner", ["user", "organization"])
def test_a_budget_stops_only_whose_it_is(db, partner, steward, owner):
    mine = enqueue(KIND, by=partner, asks=Asks(priority=1))
    theirs = enqueue(KIND, by=steward)
    Budget.objects.create(**{owner: getattr(partner, owner)}, running=0)

    assert take() == theirs.pk
    assert take() is None
    Budget.objects.all().delete()
    assert take() == mine.pk


def test_work_runs_only_where_it_may_and_where_there_is_memory(db, partner):
    item = enqueue(KIND, by=partner, asks=Asks(memory_gib=24, sites=["Lyon", "Oslo"]))
    anywhere = enqueue(KIND, by=partner)

    assert take(site="Lyon", memory_gib=16) == anywhere.pk
    assert take(site="Bonn", memory_gib=80) is None
    assert take(site="Oslo", memory_gib=24) == item.pk
