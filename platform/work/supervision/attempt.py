"""One claimed item, from the policy's question to its end."""

import logging
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError

from agreements.policy import Decision, sites_of
from work.errors import JobFault, LeaseLost, NotNow
from work.kinds import Kind
from work.leases import Lease, renew
from work.models import Item, Seat
from work.services import holding
from work.services.claims import ANYWHERE
from work.services.picking import Place
from work.services.seats import GANG_LOST, LOST, Meeting, faults_of, open_meeting, others_work, renew_seat
from work.supervision import folders
from work.supervision.child import Child
from work.supervision.database import forgiving, patiently
from work.supervision.following import DONE, LISTEN_SECONDS, STOPPED, Following
from work.supervision.journal import Journal
from work.supervision.room import DISK_FULL, is_full, when_there_is_room

Answer = TypeVar("Answer")
PROCESS_LOST = "process_lost"  # a process of a job of several is gone
CRASHED: dict[str, Any] = {"code": "child_crashed", "params": {}}
MACHINES_FAULTS = (DISK_FULL, GANG_LOST, "child_crashed")  # not the job's: it is tried again
LAST_WORDS_SECONDS = 3.0

logger = logging.getLogger(__name__)


class Attempt(Following):
    """Works on an item under a lease; of a gang over several workers it is the first process's, with its `seat`."""

    def __init__(
        self,
        lease: Lease,
        kind: Kind,
        child: Child,
        *,
        place: Place = ANYWHERE,
        said: Iterable[dict[str, Any]] = (),
        seat: Seat | None = None,
        meeting: Meeting | None = None,
    ) -> None:
        super().__init__(lease, kind, child, place)
        self.seat, self._meeting = seat, meeting
        self._journal = Journal(lease)
        for event in said:
            self._journal.take(event)

    def __str__(self) -> str:
        return f"{self.lease.kind} {self.lease.uid}, attempt {self.lease.attempt}"

    def renew(self) -> None:
        """Hold on to the item, and in a gang to the place. Raises LeaseLost when another worker has it by now."""
        renew(self.lease)
        if self.seat:
            renew_seat(self.seat)
        self._renewed()

    def run(self) -> None:
        """Do the work and write how it ended; the child is of no more use afterwards."""
        try:
            self._leave_behind(self._work())
        except LeaseLost as lost:
            logger.warning("%s Nothing more is written.", lost)
            self._child.kill()
            folders.abandon(self.lease)
        except (OperationalError, InterfaceError):
            logger.exception("The database was away for too long; another worker takes %s over.", self)
        except Exception as error:  # a fault of ours: this worker's other work goes on, and the item must not hang
            logger.exception("%s met an error of the worker's own.", self)
            with forgiving(), suppress(LeaseLost):
                code = DISK_FULL if is_full(error) else "worker_fault"
                self._leave_behind(holding.give_back_after_crash(self.lease, code))

    def _leave_behind(self, item: Item) -> None:
        self._child.kill()
        folders.leave(self.lease, keep_checkpoints=item.may_go_on)

    def _work(self) -> Item:
        item = self._patiently(
            lambda: Item.objects.select_related("organization", "submitted_by").get(pk=self.lease.item_id)
        )
        decision = self._patiently(lambda: self.kind.authorize([item])[item.pk])
        if not decision.allowed:
            say_no = holding.refuse if self.lease.attempt == 1 else holding.hold
            return self._patiently(lambda: say_no(self.lease, decision))
        if self.is_misplaced(decision):
            return self._move_away(decision)
        folder = folders.open_folder(self.lease)
        resume = folders.has_checkpoint(folder)
        if self._meeting:
            meeting = replace(self._meeting, resume=resume)
            self._patiently(lambda: open_meeting(self.lease, meeting))
        try:
            order = self.kind.prepare(item, folder)
        except JobFault as fault:
            return self._fail(fault.code, fault.params)
        except NotNow as no:
            return self._hold(no.decision)
        self._child.send(
            {
                **order,
                "out": str(folder / "out"),
                "threads": settings.WORK_THREADS * self.lease.places,
                "resume": resume,
                "keep_checkpoints": True,
            }
        )
        exit_code = self._follow(folder)
        self._patiently(lambda: self._journal.flush(everything=True))
        return self._ended(exit_code, folder)

    def _patiently(self, call: Callable[[], Answer]) -> Answer:
        return patiently(call, while_true=self._holds)

    def _hear(self, event: dict[str, Any]) -> None:
        super()._hear(event)
        self._journal.take(event)

    def _write_down(self) -> None:
        with forgiving():
            self._journal.flush()

    def _ended(self, exit_code: int, folder: Path) -> Item:
        why = self._stop.why if self._stop else ""
        if why == "lease_lost":
            raise LeaseLost(self.lease)
        if why == "cancelled":
            return self._patiently(lambda: holding.cancelled(self.lease))
        if self._stop and self._stop.decision and why == "other_site":
            return self._move_away(self._stop.decision)
        if self._stop and self._stop.decision:
            return self._hold(self._stop.decision)
        if exit_code == DONE:
            return self._accept(folder)
        if why == "paused":
            return self._patiently(lambda: holding.pause(self.lease))
        if why == "worker_left":
            return self._patiently(lambda: holding.give_back(self.lease))
        failed = self._failed if self._failed.get("code") not in (None, PROCESS_LOST) else CRASHED
        if self.seat and failed is CRASHED:
            if exit_code == STOPPED and not why:
                return self._patiently(lambda: holding.give_back(self.lease, "gang_left"))
            failed = self._failed_elsewhere()
        if failed["code"] not in MACHINES_FAULTS:
            return self._fail(failed["code"], failed["params"])
        logger.error("The child of %s ended with exit code %s: %s.", self, exit_code, failed["code"])
        return self._patiently(lambda: holding.give_back_after_crash(self.lease, failed["code"]))

    def _failed_elsewhere(self) -> dict[str, Any]:
        """What another process of the gang says that it failed of, its workers having a moment to write that."""
        until = time.monotonic() + LAST_WORDS_SECONDS
        while True:
            said = self._patiently(lambda: faults_of(self.lease))
            told = [fault for fault in said if fault["code"] not in (PROCESS_LOST, GANG_LOST)]
            if told or time.monotonic() > until or not self._patiently(lambda: others_work(self.lease)):
                return told[0] if told else LOST
            time.sleep(LISTEN_SECONDS)

    def _accept(self, folder: Path) -> Item:
        try:
            return when_there_is_room(
                lambda: self._patiently(lambda: self.kind.accept(self.lease, folder / "out")),
                while_true=lambda: self._stop is None,
            )
        except JobFault as fault:
            return self._fail(fault.code, fault.params)
        except NotNow as no:
            return self._hold(no.decision)

    def _hold(self, decision: Decision) -> Item:
        return self._patiently(lambda: holding.hold(self.lease, decision))

    def _move_away(self, decision: Decision) -> Item:
        return self._patiently(lambda: holding.move_away(self.lease, sites_of(decision) or []))

    def _fail(self, code: str, params: dict[str, Any]) -> Item:
        return self._patiently(lambda: holding.fail(self.lease, code, self.kind.keep_fault(self.lease, code, params)))
