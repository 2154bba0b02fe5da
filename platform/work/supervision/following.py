"""A child that works, followed until it is gone: what it says, what it holds, and when it must stop."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from agreements.policy import Decision, sites_of
from work.errors import JobFault
from work.kinds import Kind
from work.leases import Lease
from work.services.picking import Place
from work.supervision.child import Child
from work.supervision.limits import TIME, check_limits

DONE, STOPPED = 0, 3  # exit codes: results wait in its folder; it was asked to stop, and its checkpoint is sealed
LISTEN_SECONDS = 0.25
LIMITS_SECONDS = 1.0


@dataclass(frozen=True)
class Stop:
    """Why a child must stop.

    `cancelled`, `paused`, `worker_left`, `gang_lost` or `lease_lost`; with a decision `policy` or `other_site`.
    """

    why: str
    decision: Decision | None = None

    @property
    def patience(self) -> float:
        """Seconds to seal a checkpoint in; what is no longer allowed gets less, and goes on from the one before."""
        return float(settings.WORK_SEAL_SECONDS if self.decision else settings.WORK_STOP_SECONDS)


class Following:
    """What an attempt and a gang's member have in common; the supervisor's thread may ask either to stop."""

    def __init__(self, lease: Lease, kind: Kind, child: Child, place: Place) -> None:
        self.lease, self.kind, self.place = lease, kind, place
        self._child = child
        self._failed: dict[str, Any] = {}
        self._stop: Stop | None = None
        self._renewed_at = self._began_at = time.monotonic()

    def renew(self) -> None:
        """Hold on for another lease's time. Raises LeaseLost."""
        raise NotImplementedError

    def stop(self, stop: Stop) -> None:
        """Ask for the end; the first reason counts."""
        self._stop = self._stop or stop

    def is_misplaced(self, decision: Decision) -> bool:
        """Whether the terms behind a yes name sites, and not this one."""
        sites = sites_of(decision)
        return sites is not None and self.place.site not in sites

    def _renewed(self) -> None:
        self._renewed_at = time.monotonic()

    def _holds(self) -> bool:
        """Whether nobody can have taken the item over yet, by the time that has passed here."""
        return bool(time.monotonic() - self._renewed_at < settings.WORK_LEASE_SECONDS)

    def _hear(self, event: dict[str, Any]) -> None:
        if event["ev"] == "failed":
            self._failed = event

    def _write_down(self) -> None:
        """What it has said by now, where somebody reads it."""

    def _follow(self, folder: Path) -> int:
        """Hear what the child says until it is gone; its exit code."""
        kill_at = look_at = 0.0
        while (exit_code := self._child.exit_code) is None:
            for event in self._child.listen(LISTEN_SECONDS):
                self._hear(event)
            self._write_down()
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
