"""What a worker does every few seconds beside its work: `app.steps["worker"].add(SealerStep)`."""

import logging
from threading import Event, Thread
from typing import Any, ClassVar

from celery import bootsteps

logger = logging.getLogger(__name__)


class RepeatedStep(bootsteps.StartStopStep):
    """Comes and goes with the Celery worker, in a thread of its own; several workers take turns.

    Attributes:
        name_of_thread: what the log calls it.
        setting: the setting that says after how many seconds it acts again.
    """

    name_of_thread: ClassVar[str]
    setting: ClassVar[str]

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self._leaving = Event()
        self._thread = Thread(target=self._run, name=self.name_of_thread, daemon=True)

    def act(self) -> None:
        """What is done; the apps are ready only now, so it imports what it needs."""
        raise NotImplementedError

    def start(self, _parent: Any) -> None:
        """In the worker's main process."""
        self._thread.start()

    def stop(self, _parent: Any) -> None:
        """After what is at hand."""
        self._leaving.set()
        self._thread.join()

    def _run(self) -> None:
        from django.conf import settings
        from django.db import connections

        while not self._leaving.wait(getattr(settings, self.setting)):
            try:
                self.act()
            except Exception:  # the thread must live: the next time may go well
                logger.exception("The %s failed; it tries again.", self.name_of_thread)
            finally:
                connections.close_all()


class SealerStep(RepeatedStep):
    """Seals the audit, so that nothing waits for a long batch."""

    name_of_thread = "sealer"
    setting = "AUDIT_SEAL_SECONDS"

    def act(self) -> None:
        """Seal what can be sealed."""
        from audit.services.sealing import seal_events

        seal_events()
