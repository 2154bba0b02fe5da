"""A place for one child: keeps one warm, gives it the next work, and throws it away after."""

import logging
from dataclasses import replace
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connections

from work.kinds import Kind
from work.leases import Lease
from work.models import Seat
from work.services.claims import take_work
from work.services.picking import Place
from work.services.seats import Meeting, keep_seat, lease_of
from work.supervision import wakes
from work.supervision.attempt import Attempt
from work.supervision.child import Child
from work.supervision.database import forgiving
from work.supervision.gang import await_others, meet_here, surroundings
from work.supervision.machine import Gpu
from work.supervision.member import Member

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
        self.kind = kind
        self.gpu = gpu
        self.is_free = True  # of work, be it its own or another slot's that takes several places
        self._child: Child | None = None
        self._said: list[dict[str, Any]] = []
        self._news = wakes.listen(kind.name)
        self._leaving = Event()
        self.attempt: Attempt | Member | None = None

    @property
    def takes_gpu(self) -> bool:
        """Whether it is one of the places that machines are counted by."""
        return self.kind.gpus > 0

    @property
    def memory_gib(self) -> float:
        """Of its own GPU, or of the machine."""
        return self.gpu.memory_gib if self.gpu else self._supervisor.place.memory_gib

    @property
    def is_waiting(self) -> bool:
        """Whether a warm child waits for work."""
        return self.is_free and self._child is not None and self._child.is_ready

    def give_back(self) -> None:
        """The work that had this place is over."""
        self.is_free = True
        self.look_again()

    def look_again(self) -> None:
        """Ask for work now instead of at the next poll."""
        self._news.set()

    def leave(self) -> None:
        """Take nothing more."""
        self._leaving.set()
        self.look_again()

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
        wakes.forget(self.kind.name, self._news)
        connections.close_all()

    def _turn(self) -> None:
        child = self._child = self._child or self._supervisor.spawn(self.kind, _gpus_of([self]))
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
        lease, slots = self._claim()
        if lease is None:
            return self._join_gang()
        try:
            child = self._child_of(slots, child)
            self.attempt = Attempt(lease, self.kind, child, place=self._supervisor.place, said=self._said)
            self.attempt.run()
        finally:
            self.attempt = None
            self._dispose()
            for slot in slots:
                slot.give_back()
        return True

    def _join_gang(self) -> bool:
        """Whether this place was kept for a gang over several workers; the child stays warm until that starts."""
        seat = self._keep_seat()
        if seat is None:
            return False
        try:
            if seat := await_others(seat, self._leaving):
                self._dispose()
                self.attempt = self._part_of(seat)
                self.attempt.run()
                self._dispose()
        finally:
            self.attempt = None
            self.give_back()
        return True

    def _keep_seat(self) -> Seat | None:
        with self._supervisor.claiming:
            if not (self.is_free and self.takes_gpu):
                return None
            with forgiving():
                seat = keep_seat(self.kind.name, self._supervisor.worker_name, self._place([self]))
                self.is_free = seat is None
                return seat
        return None

    def _part_of(self, seat: Seat) -> Attempt | Member:
        """What this place does of the gang's work, in a child that starts cold: it has to stay on the network."""
        is_first, place = seat.rank == 0, self._supervisor.place
        meeting = meet_here() if is_first else Meeting(**seat.meeting)
        gpus, gang = _gpus_of([self]), surroundings(seat, meeting)
        child = self._child = self._supervisor.spawn(self.kind, gpus, gang)
        if is_first:
            return Attempt(lease_of(seat), self.kind, child, place=place, seat=seat, meeting=meeting)
        return Member(seat, self.kind, child, place=place)

    def _claim(self) -> tuple[Lease | None, list["Slot"]]:
        """The next work, and the slots whose places it has by now: all that it asks for, or nothing is claimed."""
        with self._supervisor.claiming:
            if not self.is_free:
                return None, []
            others = sorted(self._supervisor.free_beside(self), key=lambda slot: slot.memory_gib)
            lease = None
            with forgiving():
                lease = take_work(self.kind.name, self._supervisor.worker_name, self._place([self, *others]))
            slots = [self, *_smallest(others, lease)] if lease else []
            for slot in slots:
                slot.is_free = False
        return lease, slots

    def _child_of(self, slots: list["Slot"], warm: Child) -> Child:
        """The warm one, unless there are GPUs of several places: it sees its own alone."""
        if self.gpu is None or len(slots) == 1:
            return warm
        self._dispose()
        self._child = self._supervisor.spawn(self.kind, _gpus_of(slots))
        return self._child

    def _place(self, free: list["Slot"]) -> Place:
        """The worker's, but with the memory of this place's own GPU."""
        free_gib = sorted((slot.memory_gib for slot in free), reverse=True)
        return replace(self._supervisor.place, memory_gib=self.memory_gib, free_gib=free_gib)

    def _dispose(self) -> None:
        if self._child:
            self._child.dispose()
        self._child, self._said = None, []


def _smallest(others: list[Slot], lease: Lease) -> list[Slot]:
    """The other places of a lease: of `others`, the smallest first, those that have the memory asked for."""
    return [slot for slot in others if slot.memory_gib >= lease.memory_gib][: lease.places - 1]


def _gpus_of(slots: list[Slot]) -> list[Gpu]:
    return [slot.gpu for slot in slots if slot.gpu]
