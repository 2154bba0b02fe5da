"""A gang over several workers: each keeps places for it, all of them or none, and starts its processes together.

One gang at a time gathers its places among workers that can work together (of one site and one owner), so that no two
hold a half each. Seats are made and given up under one advisory lock; with the ranks the item starts, in the same
transaction, and from then on its lease and fencing token are the gang's. They are its first process's worker's, which
alone writes to the item. The other workers have their seats: the rows go when the attempt ends, whoever ends it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from work.errors import LeaseLost
from work.leases import Lease, lease_time
from work.models import Item, Seat, State, Worker
from work.services.picking import Place
from work.services.starting import gang_next, start_gang

GANG_LOST = "gang_lost"
LOST: dict[str, Any] = {"code": GANG_LOST, "params": {}}
ONE_GATHERS = 4_071_893_203  # the advisory lock's number


@dataclass(frozen=True)
class Meeting:
    """Where the processes of a gang find the first, and whether it goes on from a checkpoint."""

    address: str
    port: int
    resume: bool = False


def in_gangs(place: Place) -> Place:
    """`place` with what it and the other workers of its site and owner have together, as far as they join gangs."""
    around = list(_around(place))
    together = [gib for worker in around if worker.address for gib in worker.places_gib]
    alone = [worker.places_gib for worker in around]
    most = max(map(len, alone), default=0)
    best = [max(gib[last] for gib in alone if len(gib) > last) for last in range(most)]
    return replace(place, gang_gib=sorted(together, reverse=True), best_gib=best)


def _around(place: Place) -> QuerySet[Worker]:
    return Worker.objects.alive().filter(site=place.site, organization=place.organization, unfit={})


def as_one(workers: Iterable[Worker], item: Item) -> tuple[list[Worker], Worker] | None:
    """Of `workers` those that could do `item` together, and what they are as if they were one; None without any."""
    groups: dict[tuple[str, int | None], list[Worker]] = defaultdict(list)
    for worker in workers:
        if worker.address and not worker.unfit:
            groups[worker.site, worker.organization_id].append(worker)
    for (site, organization_id), group in groups.items():
        places = [{"memory_gib": gib} for worker in group for gib in worker.places_gib]
        ready = sum(worker.ready for worker in group)
        whole = Worker(site=site, organization_id=organization_id, devices=places, together=len(places), ready=ready)
        if whole.fits(item):
            return group, whole
    return None


def keep_seat(kind: str, worker: str, place: Place) -> Seat | None:
    """Keep a place of `worker` for the gang that is gathering, or for that which is next; None where there is none."""
    if not place.gang_gib:
        return None
    with transaction.atomic():
        _let_one_gather()
        item = _gathering(kind, place)
        if item is None or item.memory_gib > place.memory_gib or item.seats.count() >= item.gpus:
            return None
        return Seat.objects.create(item=item, worker=worker, lease_expires_at=Now() + lease_time())


def _let_one_gather() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_GATHERS])
    Seat.objects.gathering().lapsed().delete()


def _gathering(kind: str, place: Place) -> Item | None:
    """What places are kept for by now. A gang must be next for that: what goes before it takes the free places."""
    following = gang_next(kind, place)
    if following is None:
        return None
    with_places = Seat.objects.gathering().filter(worker__in=_around(place).values("name"), item__kind=kind)
    return Item.objects.get(pk=with_places.values_list("item", flat=True).first() or following)


def look_after(seat: Seat) -> Seat | None:
    """The seat as it is by now, with a rank when its gang has started; None when the place is free for other work.

    Whoever looks when all places are there starts it.
    """
    with transaction.atomic():
        _let_one_gather()
        item = Item.objects.select_for_update().get(pk=seat.item_id)
        if item.state == State.QUEUED and not item.cancel_requested_at:
            _gather(item)
        else:
            item.seats.gathering().delete()
        mine = Seat.objects.select_related("item").filter(pk=seat.pk)
        mine.update(lease_expires_at=Now() + lease_time())
        return mine.first()


def _gather(item: Item) -> None:
    seats = item.seats.order_by("pk")
    if len(seats) >= item.gpus and start_gang(item, _led_by(item, seats)[0].worker):
        for rank, seat in enumerate(_led_by(item, seats)):
            seat.rank = rank
            seat.save(update_fields=["rank"])
    elif seats.filter(reserved_at__lt=Now() - timedelta(seconds=settings.WORK_GANG_SECONDS)).exists():
        seats.delete()
        rests = timedelta(seconds=settings.WORK_LONGEST_REST_SECONDS)
        Item.objects.filter(pk=item.pk).update(not_before=Now() + rests)


def _led_by(item: Item, seats: Iterable[Seat]) -> list[Seat]:
    """First a seat on the machine of the attempt before, which has its checkpoints."""
    before = _node(item.worker)
    return sorted(seats, key=lambda seat: (_node(seat.worker) != before, seat.pk))


def _node(worker: str) -> str:
    return worker.rpartition(":")[0]


def lease_of(seat: Seat) -> Lease:
    """The gang's lease, as the worker of its first process holds it; of places there it is one."""
    item = seat.item
    token = item.fencing_token
    return Lease(item.pk, item.uid, item.kind, item.attempt, token, seat.worker, 1, item.memory_gib)


def open_meeting(lease: Lease, meeting: Meeting) -> None:
    """Tell the others where the first process is."""
    Seat.objects.filter(item=lease.item_id, item__fencing_token=lease.token).update(meeting=asdict(meeting))


def renew_seat(seat: Seat) -> None:
    """Hold on for another lease's time.

    Raises:
        LeaseLost: the gang's attempt is over.
    """
    if not Seat.objects.filter(pk=seat.pk).update(lease_expires_at=Now() + lease_time()):
        raise LeaseLost(lease_of(seat))


def leave_seat(seat: Seat, fault: dict[str, Any]) -> None:
    """Its process is gone; of what, if not in order."""
    Seat.objects.filter(pk=seat.pk).update(ended_at=Now(), fault=fault)


def give_up_seat(seat: Seat) -> None:
    """No process starts there: the worker is leaving. Where the gang has started by now, that ends its attempt."""
    Seat.objects.gathering().filter(pk=seat.pk).delete()
    leave_seat(seat, LOST)


def is_kept(seat: Seat) -> bool:
    """Whether the gang's attempt goes on."""
    return Seat.objects.filter(pk=seat.pk).exists()


def has_lost_one(lease: Lease) -> bool:
    """Whether a process of the gang has failed, or its worker has been silent for too long."""
    seats = Seat.objects.filter(item=lease.item_id)
    return seats.exclude(fault={}).exists() or seats.lapsed().exists()


def others_work(lease: Lease) -> bool:
    """Whether a process of the gang besides the first is not known to be gone."""
    return Seat.objects.filter(item=lease.item_id, rank__gt=0, ended_at=None).exists()


def faults_of(lease: Lease) -> list[dict[str, Any]]:
    """What processes of the gang failed of, the first rank first."""
    return list(
        Seat.objects.filter(item=lease.item_id).exclude(fault={}).order_by("rank").values_list("fault", flat=True)
    )
