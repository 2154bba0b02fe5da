"""What the model server does for feedback from time to time: old answers go, and figures are looked at."""

import logging
import time
from threading import Lock

from registry.models import ModelVersion
from serving.feedback.alarms import look_at
from serving.feedback.keeping import forget_answers

HOUR = 3600.0

logger = logging.getLogger(__name__)


class Tending:
    """Once an hour, and for each version that is asked; whose call it is waits for it, and nobody else."""

    def __init__(self) -> None:
        self._due: dict[int | None, float] = {}  # by version; None: of all of them
        self._lock = Lock()
        self._begun = time.monotonic()

    def tend(self, version: ModelVersion) -> None:
        """Do it if an hour has gone since the last time. What fails is for the operator; the answer stands."""
        try:
            if self._is_due(None):
                forget_answers()
            if self._is_due(version.pk):
                look_at(version)
        except Exception:
            logger.exception("The feedback of %s could not be looked at.", version)

    def _is_due(self, version: int | None) -> bool:
        now = time.monotonic()
        with self._lock:
            if now < self._due.setdefault(version, self._begun + HOUR):
                return False
            self._due[version] = now + HOUR
            return True
