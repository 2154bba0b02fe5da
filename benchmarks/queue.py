"""What the queue costs: one claim, many claimers at once, and a job's wall time; beside plain Celery on Redis.

`python -m benchmarks.queue --json`: 100,000 jobs of 200 organizations wait in embedded services of the benchmark's own.
A claim is all of `take_work`: the choice, the transition, the audit's event and the commit.
"""

import argparse
import json
import multiprocessing
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.site import own_site

CLAIMERS = 16
GOALS = {
    "claim_ms": ("at_most", 3.0),
    "claims_per_second": ("at_least", 500.0),
    "claimed_twice": ("at_most", 0),
    "overhead_percent": ("at_most", 3.0),
}

Say = Callable[[str], None]


@dataclass(frozen=True)
class Rounds:
    """How much is measured."""

    claims: int = 200
    claims_each: int = 125
    tasks: int = 2_000
    jobs: int = 3
    job_seconds: float = 20.0


SMOKE = Rounds(claims=5, claims_each=2, tasks=20, jobs=1, job_seconds=1.0)


def main() -> None:
    """Measure, and print the outcome as the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print nothing but the outcome as JSON")
    parser.add_argument("--smoke", action="store_true", help="a tiny queue: see that it works")
    asked = parser.parse_args()
    say: Say = (lambda _: None) if asked.json else print
    with own_site("queue"):
        measured = measure(say, smoke=asked.smoke)
    print(json.dumps(_outcome(measured, smoke=asked.smoke)))


def _outcome(measured: dict[str, Any], *, smoke: bool) -> dict[str, Any]:
    """The figures of a tiny queue say nothing of a long one, so its goals have no value."""
    goals = {name: {"value": None if smoke else measured[name], bound: limit} for name, (bound, limit) in GOALS.items()}
    return {"benchmark": "queue", "smoke": smoke, "goals": goals, "measured": measured}


def measure(say: Say, *, smoke: bool) -> dict[str, Any]:
    """Everything that was measured, by name."""
    from benchmarks import queue_celery, queue_overhead, queue_world

    rounds = SMOKE if smoke else Rounds()
    started = time.perf_counter()
    queue_world.build(queue_world.Size(organizations=8, items=200) if smoke else queue_world.Size())
    say(f"The queue stands after {time.perf_counter() - started:.0f} s.")
    return {
        **_one_claimer(rounds.claims, say),
        **_many_claimers(rounds.claims_each, say),
        **_waiting(say),
        **queue_celery.measure(rounds.tasks, CLAIMERS, say),
        **queue_overhead.measure(rounds.jobs, rounds.job_seconds, say),
    }


def _one_claimer(claims: int, say: Say) -> dict[str, Any]:
    from django.conf import settings

    from benchmarks.queue_world import KIND
    from work.services.claims import take_work

    whole = []
    for _number in range(claims):
        started = time.perf_counter()
        assert take_work(KIND, "alone")
        whole.append(1000 * (time.perf_counter() - started))
    told = {"claim_ms": _median(whole), "claim_p95_ms": _p95(whole)}
    say(f"One claimer: {told} (half-life {settings.WORK_SHARE_HALF_LIFE_HOURS:.0f} h).")
    return told


def _many_claimers(claims_each: int, say: Say) -> dict[str, Any]:
    """Processes that claim at once, each for as long as it has claims left."""
    from django.db import connections

    connections.close_all()  # a forked connection is nobody's
    context = multiprocessing.get_context("fork")
    together, taken = context.Barrier(CLAIMERS + 1), context.Queue()
    claimers = [
        context.Process(target=_claim, args=(f"claimer-{number}", claims_each, together, taken))
        for number in range(CLAIMERS)
    ]
    for claimer in claimers:
        claimer.start()
    together.wait()
    started = time.perf_counter()
    claimed = [pk for _claimer in claimers for pk in taken.get()]
    seconds = time.perf_counter() - started
    for claimer in claimers:
        claimer.join()
    told = {
        "claims_per_second": round(len(claimed) / seconds, 1),
        "claimed_twice": len(claimed) - len(set(claimed)),
        "claims": len(claimed),
    }
    say(f"{CLAIMERS} claimers at once: {told}.")
    return told


def _claim(worker: str, claims: int, together: Any, taken: Any) -> None:
    from django.db import connection

    from benchmarks.queue_world import KIND
    from work.services.claims import take_work

    connection.ensure_connection()
    together.wait()
    leases = [take_work(KIND, worker) for _number in range(claims)]
    taken.put([lease.item_id for lease in leases if lease])


def _waiting(say: Say) -> dict[str, Any]:
    """What it costs to tell who waits where they stand."""
    from benchmarks.queue_world import KIND
    from work.models import Item, Worker
    from work.services.waiting import positions

    Worker.objects.create(name="idle", host="measured", pid=1, slots=8, ready=0)
    items = list(Item.objects.waiting().filter(kind=KIND).select_related("organization").order_by("pk")[:50])
    taken = []
    for number in range(5):
        started = time.perf_counter()
        positions(items if number == 0 else items[:1])
        taken.append(round(1000 * (time.perf_counter() - started), 1))
    Worker.objects.all().delete()
    told = {"positions_of_50_ms": taken[0], "position_ms": _median(taken[1:])}
    say(f"Telling positions: {told}.")
    return told


def _median(taken: list[float]) -> float:
    return round(statistics.median(taken), 2)


def _p95(taken: list[float]) -> float:
    return round(sorted(taken)[int(0.95 * (len(taken) - 1))], 2)


if __name__ == "__main__":
    main()
