"""What the platform adds to a job's wall time: from the claim to the end, less what its process itself worked.

The process is real, is told its order, says a step ten times a second, and leaves a result; it measures itself.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from work.models import Item

STEP_SECONDS = 0.1
WAIT_SECONDS = 120.0


def measure(jobs: int, job_seconds: float, say: Callable[[str], None]) -> dict[str, Any]:
    """The median of `jobs`, of `job_seconds` each: a short job, for which the platform costs relatively most."""
    from accounts.models import User
    from organizations.actor import Actor
    from organizations.models import Organization
    from work import kinds
    from work.models import Item
    from work.services.queueing import enqueue
    from work.supervision.supervisor import Supervisor

    kind = _worked(job_seconds)
    kinds.register(kind)
    by = Actor(User.objects.get(email="someone@measured.example"), Organization.objects.earliest("pk"))
    supervisor = Supervisor("measured")
    supervisor.start()
    try:
        percents = []
        for _number in range(jobs):
            item = _end_of(enqueue(kind.name, by=by), Item)
            wall = (item.finished_at - item.taken_at).total_seconds()  # type: ignore[operator]
            percents.append(100 * (wall / kind.worked[-1] - 1))
    finally:
        supervisor.leave(WAIT_SECONDS)
    told = {"overhead_percent": round(statistics.median(percents), 2), "overheads": [round(one, 2) for one in percents]}
    say(f"Platform overhead on jobs of {job_seconds:.0f} s: {told}.")
    return told


def _worked(job_seconds: float) -> Any:
    from agreements.policy import Decision
    from work import kinds
    from work.leases import Lease
    from work.services.holding import succeed

    class Working(kinds.Kind):
        """Works for a while in a process of its own; `worked` is how long each did by its own clock."""

        name = "working"

        def __init__(self) -> None:
            self.worked: list[float] = []

        @property
        def command(self) -> list[str]:
            return [sys.executable, str(Path(__file__).with_name("queue_child.py"))]

        def authorize(self, items: "Sequence[Item]") -> dict[int, Decision]:
            return {item.pk: Decision(allowed=True) for item in items}

        def prepare(self, item: "Item", folder: Path) -> dict[str, Any]:
            return {"seconds": job_seconds, "step_seconds": STEP_SECONDS}

        def accept(self, lease: Lease, folder: Path) -> "Item":
            self.worked.append(json.loads((folder / "result.json").read_bytes())["worked"])
            return succeed(lease)

    return Working()


def _end_of(item: "Item", model: "type[Item]") -> "Item":
    deadline = time.monotonic() + WAIT_SECONDS
    while not (item := model.objects.get(pk=item.pk)).has_ended:
        if time.monotonic() > deadline:
            raise SystemExit(f"{item} is {item.state} after {WAIT_SECONDS:.0f} s.")
        time.sleep(0.1)
    return item
