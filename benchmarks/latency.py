"""How long from submitting a job to its first training step, with a warm worker.

`python -m benchmarks.latency --json`: the demonstration's model, notes and agreement, embedded services in a folder of
its own, a real Celery worker. Submits through the service and waits until the first step stands in the database.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.scene import set_the_scene
from benchmarks.site import own_site

if TYPE_CHECKING:
    from jobs.models import Job

AT_MOST = 1.5  # seconds
TWENTIETHS = 20
RUNS, SMOKE_RUNS = 30, 2
WAIT_SECONDS = 180.0
LOOK_SECONDS = 0.005


def main() -> None:
    """Measure, and print the outcome."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print nothing but the outcome as JSON")
    parser.add_argument("--smoke", action="store_true", help="two runs only: see that it works")
    asked = parser.parse_args()
    say: Callable[[str], None] = (lambda _: None) if asked.json else print
    with own_site("latency") as var:
        seconds = measure(var, SMOKE_RUNS if asked.smoke else RUNS, say)
    median = round(statistics.median(seconds), 3)
    p95 = round(statistics.quantiles(seconds, n=TWENTIETHS, method="inclusive")[-1], 3)
    say(f"Of {len(seconds)} runs half took {median} s or less, and 95 % took {p95} s or less; the goal is {AT_MOST} s.")
    goals = {"submit_to_first_step_p95_seconds": {"value": p95, "at_most": AT_MOST}}
    measured = {"median": median, "runs": [round(one, 3) for one in seconds]}
    print(json.dumps({"benchmark": "latency", "goals": goals, "measured": measured}))


def measure(var: Path, runs: int, say: Callable[[str], None]) -> list[float]:
    """Seconds of each run."""
    submit = set_the_scene()
    with _worker(var / "worker.log"):
        return [_one_run(submit, number, say) for number in range(1, runs + 1)]


@contextmanager
def _worker(log: Path) -> Iterator[None]:
    command = [sys.executable, "-m", "celery", "-A", "entente", "worker", "--without-gossip", "--without-mingle"]
    with log.open("wb") as out:
        worker = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
    try:
        yield
    finally:
        worker.terminate()
        worker.wait()


def _one_run(submit: "Callable[[], Job]", number: int, say: Callable[[str], None]) -> float:
    from work.models import Line, Worker
    from work.services.queueing import request_cancel

    _wait(lambda: Worker.objects.alive().filter(ready__gt=0).exists(), "no worker has become warm")
    started = time.perf_counter()
    item = submit().item
    _wait(lambda: Line.objects.filter(item=item, kind=Line.Kind.STEP).exists(), "no step was made")
    seconds = time.perf_counter() - started
    say(f"Run {number}: {seconds:.3f} s from submission to the first step.")
    request_cancel(item)
    _wait(lambda: type(item).objects.get(pk=item.pk).has_ended, "the job was not cancelled")
    return seconds


def _wait(true: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not true():
        if time.monotonic() > deadline:
            raise SystemExit(f"Within {WAIT_SECONDS:.0f} s {otherwise}.")
        time.sleep(LOOK_SECONDS)


if __name__ == "__main__":
    main()
