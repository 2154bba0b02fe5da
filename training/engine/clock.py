"""Seconds per phase of a job."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from engine.events import Events, Phase


class Clock:
    """Tells each phase, and times it. `started` is by the monotonic clock."""

    def __init__(self, events: Events) -> None:
        self.events = events
        self.started = time.monotonic()
        self.seconds: dict[str, float] = {}

    @contextmanager
    def phase(self, phase: Phase) -> Iterator[None]:
        """The job is in `phase` while inside."""
        self.events.phase(phase)
        started = time.monotonic()
        yield
        self.seconds[phase] = time.monotonic() - started
