"""One claimed item, from the policy's question to its end."""

import logging
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError

from agreements.policy import Decision, sites_of
from work.errors import JobFault, LeaseLost, NotNow
from work.kinds import Kind
from work.leases import Lease
from work.models import Item
from work.services import holding
from work.services.claims import ANYWHERE
from work.services.picking import Place
from work.supervision import folders
from work.supervision.child import Child
from work.supervision.database import forgiving, patiently
from work.supervision.journal import Journal
from work.supervision.limits import TIME, check_limits
from work.supervision.room import DISK_FULL, is_full, when_there_is_room

Answer = TypeVar("Answer")
DONE = 0  # the exit code of a child whose results wait in its folder
LISTEN_SECONDS = 0.25
LIMITS_SECONDS = 1.0

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Stop:
    """Why a child must stop.

    `cancelled`, `paused`, `worker_left` or `lease_lost`; with a decision `policy` or `other_site`.
    """

    why: str
    decision: Decision | None = None

    @property
    def patience(self) -> float:
        """Seconds to seal a checkpoint in; what is no longer allowed gets less, and goes on from the one before."""
        return float(settings.WORK_SEAL_SECONDS if self.decision else settings.WORK_STOP_SECONDS)


class Attempt:
    """Works on an item under a lease; the supervisor's thread may ask it to stop at any moment."""

    def __init__(
        self,
        lease: Lease,
        kind: Kind,
        child: Child,
        *,
        place: Place = ANYWHERE,
        said: Iterable[dict[str, Any]] = (),
    ) -> None:
        self.lease = lease
        self.place = place
        self.kind = kind
        self._child = child
        self._journal = Journal(lease)
        for event in said:
            self._journal.take(event)
        self._failed: dict[str, Any] = {}
        self._stop: Stop | None = None
        self._renewed_at = self._began_at = time.monotonic()

    def __str__(self) -> str:
        return f"{self.lease.kind} {self.lease.uid}, attempt {self.lease.attempt}"

    def renewed(self) -> None:
        """The lease holds for its whole time again."""
        self._renewed_at = time.monotonic()

    def stop(self, stop: Stop) -> None:
        """Ask for the end; the first reason counts."""
        self._stop = self._stop or stop

    def is_misplaced(self, decision: Decision) -> bool:
        """Whether the terms behind a yes name sites, and not this one."""
        sites = sites_of(decision)
        return sites is not None and self.place.site not in sites

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
        try:
            order = self.kind.prepare(item, folder)
        except JobFault as fault:
            return self._fail(fault.code, fault.params)
        self._child.send(
            {
                **order,
                "out": str(folder / "out"),
                "threads": settings.WORK_THREADS * self.lease.places,
                "resume": folders.has_checkpoint(folder),
                "keep_checkpoints": True,
            }
        )
        exit_code = self._follow(folder)
        self._patiently(lambda: self._journal.flush(everything=True))
        return self._ended(exit_code, folder)

    def _patiently(self, call: Callable[[], Answer]) -> Answer:
        return patiently(call, while_true=self._holds)

    def _holds(self) -> bool:
        """Whether nobody can have taken the item over yet, by the time that has passed here."""
        return bool(time.monotonic() - self._renewed_at < settings.WORK_LEASE_SECONDS)

    def _follow(self, folder: Path) -> int:
        """Write down what the child says until it is gone; its exit code."""
        kill_at = look_at = 0.0
        while (exit_code := self._child.exit_code) is None:
            for event in self._child.listen(LISTEN_SECONDS):
                self._journal.take(event)
                if event["ev"] == "failed":
                    self._failed = event
            with forgiving():
                self._journal.flush()
            if time.monotonic() > look_at:
                self._keep_to_limits(folder)
                look_at = time.monotonic() + LIMITS_SECONDS
            if not self._holds():
                self.stop(Stop("lease_lost"))
            if self._stop and not kill_at:
                self._child.ask_to_stop()
                kill_at = time.monotonic() + self._stop.patience
            if kill_at and time.monotonic() > kill_at:
                self._child.kill()
        return exit_code

    def _keep_to_limits(self, folder: Path) -> None:
        """Kill a child that holds more than it may: it takes from its neighbours, and asking it takes too long."""
        try:
            check_limits(self._child.pid, folder, memory_gib=self.kind.memory_gib, places=self.lease.places)
            self._check_time()
        except JobFault as fault:
            self._failed = {"code": fault.code, "params": fault.params}
            self._child.kill()

    def _check_time(self) -> None:
        if 0 < self.kind.most_seconds < time.monotonic() - self._began_at:
            raise JobFault(TIME, most_seconds=self.kind.most_seconds)

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
        if self._failed and self._failed["code"] != DISK_FULL:  # that is this worker's fault, not the job's
            return self._fail(self._failed["code"], self._failed["params"])
        logger.error("The child of %s crashed with exit code %s.", self, exit_code)
        code = self._failed.get("code", "child_crashed")
        return self._patiently(lambda: holding.give_back_after_crash(self.lease, code))

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
