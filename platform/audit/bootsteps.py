"""The sealer comes and goes with the Celery worker: `app.steps["worker"].add(SealerStep)`."""

import logging
from threading import Event, Thread
from typing import Any

from celery import bootsteps

logger = logging.getLogger(__name__)


class SealerStep(bootsteps.StartStopStep):
    """Seals in a thread of its own, so that nothing waits for a long batch; several workers take turns."""

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self._leaving = Event()
        self._thread = Thread(target=self._run, name="sealer", daemon=True)

    def start(self, _parent: Any) -> None:
        """In the worker's main process."""
        self._thread.start()

    def stop(self, _parent: Any) -> None:
        """After the batch at hand."""
        self._leaving.set()
        self._thread.join()

    def _run(self) -> None:
        from django.conf import settings
        from django.db import connections

        from audit.services.sealing import seal_events  # the apps are ready only now

        while not self._leaving.wait(settings.AUDIT_SEAL_SECONDS):
            try:
                seal_events()
            except Exception:  # the thread must live: the next time may go well
                logger.exception("The audit was not sealed.")
            finally:
                connections.close_all()
