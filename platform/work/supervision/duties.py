"""What a supervisor does at regular times."""

import logging
import time
from collections.abc import Callable

from work.supervision.database import forgiving

logger = logging.getLogger(__name__)


class Duty:
    """Something the supervisor does at regular times; a failure is said and waits for the next time."""

    def __init__(self, seconds: float, do: Callable[[], None]) -> None:
        self._seconds = seconds
        self._do = do
        self._due_at = 0.0

    def do_when_due(self) -> None:
        """Do it, unless it was done a moment ago."""
        if time.monotonic() < self._due_at:
            return
        self._due_at = time.monotonic() + self._seconds
        try:
            with forgiving():
                self._do()
        except Exception:  # the thread must live, or its children die with it
            logger.exception("The supervisor failed at %s.", self._do.__name__)
