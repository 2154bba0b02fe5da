"""A place for one child: keeps one warm, gives it the next work, and throws it away after."""

import logging
from dataclasses import replace
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connections

from work.kinds import Kind
from work.services.claims import take_work
from work.services.picking import Place
from work.supervision import wakes
from work.supervision.attempt import Attempt
from work.supervision.child import Child
from work.supervision.database import forgiving
from work.supervision.machine import Gpu

if TYPE_CHECKING:
    from work.supervision.supervisor import Supervisor

PAUSE_SECONDS = 5.0  # after a child that could not even start
LISTEN_SECONDS = 0.25

logger = logging.getLogger(__name__)


class Slot(Thread):
    """Claims and works, one item after the other, as long as its supervisor stays."""

    def __init__(self, supervisor: "Supervisor", kind: Kind, number: int, gpu: Gpu | None = None) -> None:
        super().__init__(name=f"{kind.name}-{number}", daemon=True)
        self._supervisor = supervisor
        self._kind = kind
        self._gpu = gpu
        self._child: Child | None = None
        self._said: list[dict[str, Any]] = []
        self._news = wakes.listen(kind.name)
        self._leaving = Event()
        self.attempt: Attempt | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether a warm child waits for work."""
        return self.attempt is None and self._child is not None and self._child.is_ready

    def leave(self) -> None:
        """Take nothing more."""
        self._leaving.set()
        self._news.set()

    def run(self) -> None:
        """Until it is told to leave."""
        while not self._leaving.is_set():
            try:
                self._turn()
            except Exception:  # one bad turn must not take the place away for good
                logger.exception("The slot %s met an error.", self.name)
                self._dispose()
                self._leaving.wait(PAUSE_SECONDS)
        self._dispose()
        wakes.forget(self._kind.name, self._news)
        connections.close_all()

    def _turn(self) -> None:
        child = self._child = self._child or self._supervisor.spawn(self._kind, self._gpu)
        self._said += child.listen(0 if child.is_ready else LISTEN_SECONDS)
        if child.exit_code is not None:
            logger.error("A child of %s left before it had work: %s", self.name, child.last_words)
            self._dispose()
            self._leaving.wait(PAUSE_SECONDS)
        elif child.is_ready and not self._work(child):
            self._news.wait(settings.WORK_POLL_SECONDS)

    def _work(self, child: Child) -> bool:
        """Whether there was any."""
        self._news.clear()
        if not self._supervisor.may_take_work:
            return False
        lease = None
        with forgiving():
            lease = take_work(self._kind.name, self._supervisor.worker_name, self._place)
        if lease is None:
            return False
        self.attempt = Attempt(lease, self._kind, child, place=self._supervisor.place, said=self._said)
        try:
            self.attempt.run()
        finally:
            self.attempt = None
            self._dispose()
        return True

    @property
    def _place(self) -> Place:
        """The worker's, but with the memory of this place's own GPU."""
        place = self._supervisor.place
        return replace(place, memory_gib=self._gpu.memory_gib) if self._gpu else place

    def _dispose(self) -> None:
        if self._child:
            self._child.dispose()
        self._child, self._said = None, []
