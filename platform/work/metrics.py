"""What Prometheus is told of the queue and its workers; asked of the database at each scrape, so any process knows."""

from collections import Counter
from collections.abc import Iterator

from django.db.models import Count, Min, QuerySet, Sum
from django.db.models.functions import Now
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from work import kinds
from work.models import ENDED, Item, Seat, State, Transition, Worker

UNDER_WAY = [state for state in State.values if state not in ENDED]
FAULTS = ["worker_lost", "worker_fault", "child_crashed", "gang_lost", "disk_full"]


class WorkCollector(Collector):
    """The queue's numbers by kind of work, and each worker that is alive."""

    def collect(self) -> Iterator[Metric]:
        """In the order of docs/operations.md."""
        yield from _depth()
        yield from _history()
        yield from _workers()


def _depth() -> Iterator[Metric]:
    items = GaugeMetricFamily("entente_work_items", "Work that has not ended, by state.", labels=["kind", "state"])
    rows = Item.objects.filter(state__in=UNDER_WAY).order_by().values("kind", "state").annotate(count=Count("pk"))
    found = {(row["kind"], row["state"]): row["count"] for row in rows}
    for kind in kinds.known():
        for state in UNDER_WAY:
            items.add_metric([kind, state], found.get((kind, state), 0))
    yield items
    oldest = GaugeMetricFamily(
        "entente_work_oldest_queued_seconds", "How long the oldest queued work has waited.", labels=["kind"]
    )
    waits = Item.objects.waiting().order_by().values("kind").annotate(age=Now() - Min("queued_at"))
    ages = {row["kind"]: row["age"].total_seconds() for row in waits}
    for kind in kinds.known():
        oldest.add_metric([kind], ages.get(kind, 0.0))
    yield oldest


def _history() -> Iterator[Metric]:
    claims = CounterMetricFamily("entente_work_claims", "Claims by workers.", labels=["kind"])
    ended = CounterMetricFamily("entente_work_ended", "Work that has ended, by its end.", labels=["kind", "state"])
    faults = CounterMetricFamily("entente_work_faults", "Attempts lost to the machines, by cause.", labels=["code"])
    moves = Transition.objects.order_by().values("item__kind", "to_state").annotate(count=Count("pk"))
    counts = {(row["item__kind"], row["to_state"]): row["count"] for row in moves}
    for kind in kinds.known():
        claims.add_metric([kind], counts.get((kind, State.RUNNING), 0))
        for state in ENDED:
            ended.add_metric([kind, state], counts.get((kind, state), 0))
    causes = Transition.objects.filter(from_state=State.RUNNING).order_by().values("reason__code")
    by_code = {row["reason__code"]: row["count"] for row in causes.annotate(count=Count("pk"))}
    for code in FAULTS:
        faults.add_metric([code], by_code.get(code, 0))
    yield from (claims, ended, faults)


def _alone() -> QuerySet[Item]:
    """What one worker has all places for."""
    return Item.objects.running().filter(seats=None).order_by()


def _workers() -> Iterator[Metric]:
    alive = GaugeMetricFamily(
        "entente_workers", "Workers that are alive, by whether they may take work.", labels=["fit"]
    )
    slots = GaugeMetricFamily("entente_worker_slots", "Places of a worker, by use.", labels=["worker", "use"])
    silent = GaugeMetricFamily("entente_worker_silent_seconds", "Since a worker's last heartbeat.", labels=["worker"])
    busy = GaugeMetricFamily("entente_gpu_busy_ratio", "Use of a GPU, 0 to 1.", labels=["worker", "device", "gpu"])
    used = GaugeMetricFamily("entente_gpu_memory_used_gib", "GPU memory in use.", labels=["worker", "device", "gpu"])
    running = Counter(dict(_alone().values_list("worker").annotate(count=Sum("gpus"))))
    running.update(Seat.objects.filter(ended_at=None).values_list("worker", flat=True))  # kept for a gang, or used
    workers = list(Worker.objects.alive().with_silence())
    for fit in (True, False):
        alive.add_metric([str(fit).lower()], sum(bool(worker.unfit) is not fit for worker in workers))
    for worker in workers:
        for use, count in (("all", worker.slots), ("ready", worker.ready), ("running", running.get(worker.name, 0))):
            slots.add_metric([worker.name, use], count)
        silent.add_metric([worker.name], worker.silent_for.total_seconds())
        for device in worker.devices:
            labels = [worker.name, device["uuid"], device["name"]]
            busy.add_metric(labels, device["busy"])
            used.add_metric(labels, device["used_gib"])
    yield from (alive, slots, silent, busy, used)
