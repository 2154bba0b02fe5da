"""What a child says, on its way to the rows: lines in batches, progress at most once a second."""

import time
from typing import Any

from work.leases import Lease
from work.models import Line
from work.services.holding import Said, report

FLUSH_SECONDS = 0.5
PROGRESS_SECONDS = 1.0
PROGRESS = "progress"  # how far it is, which is told and not written down


class Journal:
    """Collects an attempt's lines; a batch that could not be written stays for the next flush."""

    def __init__(self, lease: Lease) -> None:
        self._lease = lease
        self._lines: list[Said] = []
        self._said = 0
        self._phase = ""
        self._progress: dict[str, Any] = {}
        self._progress_changed = False
        self._urgent = False
        self._flushed_at = 0.0
        self._progress_at = 0.0

    def take(self, event: dict[str, Any]) -> None:
        """Note one event of the child."""
        kind, data = event["ev"], {key: value for key, value in event.items() if key != "ev"}
        if kind == PROGRESS:
            self._note(data)
        if kind not in Line.Kind.values:
            return
        self._said += 1
        self._lines.append(Said(self._said, kind, data))
        if kind == Line.Kind.PHASE:
            self._phase = data["phase"]
            self._urgent = True
        elif kind == Line.Kind.STEP:
            self._urgent = self._urgent or "step" not in self._progress  # people wait for the first
            self._note(data)
        elif kind == Line.Kind.EVALUATION:
            self._note({("validation_loss" if key == "loss" else key): data[key] for key in data if key != "step"})

    def _note(self, progress: dict[str, Any]) -> None:
        self._progress |= progress
        self._progress_changed = True

    def flush(self, *, everything: bool = False) -> None:
        """Write what is due, or everything.

        Raises:
            LeaseLost: another worker holds the item by now.
        """
        now = time.monotonic()
        if not (everything or self._urgent or now - self._flushed_at >= FLUSH_SECONDS):
            return
        tells = self._progress_changed and (everything or self._urgent or now - self._progress_at >= PROGRESS_SECONDS)
        if not (self._lines or tells):
            return
        report(self._lease, self._lines, phase=self._phase, progress=self._progress if tells else None)
        self._lines, self._phase, self._urgent, self._flushed_at = [], "", False, now
        if tells:
            self._progress_changed, self._progress_at = False, now
