"""One process of a gang over several workers, but for the first, which `Attempt` follows and which writes."""

import logging
from typing import Any

from django.conf import settings

from work.errors import JobFault, NotNow
from work.kinds import Kind
from work.models import Item, Seat
from work.services.picking import Place
from work.services.seats import LOST, Meeting, lease_of, leave_seat, renew_seat
from work.supervision import folders
from work.supervision.child import Child
from work.supervision.database import forgiving
from work.supervision.following import DONE, STOPPED, Following

logger = logging.getLogger(__name__)


class Member(Following):
    """Works in a seat under the gang's lease."""

    def __init__(self, seat: Seat, kind: Kind, child: Child, *, place: Place) -> None:
        super().__init__(lease_of(seat), kind, child, place)
        assert seat.rank is not None
        self.seat, self.rank = seat, seat.rank

    def __str__(self) -> str:
        return f"Process {self.rank} of {self.lease.kind} {self.lease.uid}, attempt {self.lease.attempt}"

    def renew(self) -> None:
        """Hold on to the seat. Raises LeaseLost when the attempt is over."""
        renew_seat(self.seat)
        self._renewed()

    def run(self) -> None:
        """Do this process's part and say how it went; the child is of no more use afterwards."""
        fault = LOST
        try:
            fault = self._work()
        except Exception:  # the others hear of it by the seat, and this worker's other work goes on
            logger.exception("%s met an error of the worker's own.", self)
        finally:
            self._child.kill()
            folders.leave_part(self.lease, self.rank)
            with forgiving():
                leave_seat(self.seat, fault)

    def _work(self) -> dict[str, Any]:
        """What its process failed of; nothing when it did its part, or was asked to stop."""
        item = Item.objects.select_related("organization", "submitted_by").get(pk=self.lease.item_id)
        decision = self.kind.authorize([item])[item.pk]
        if not decision.allowed or self.is_misplaced(decision):  # as the first process's worker finds, too
            return LOST
        folder = folders.open_part(self.lease, self.rank)
        try:
            order = self.kind.prepare(item, folder)
        except JobFault as fault:
            return {"code": fault.code, "params": fault.params}
        except NotNow:
            return LOST
        resume = Meeting(**self.seat.meeting).resume
        self._child.send({**order, "out": str(folder / "out"), "threads": settings.WORK_THREADS, "resume": resume})
        exit_code = self._follow(folder)
        if exit_code in (DONE, STOPPED):
            return {}
        return {name: self._failed[name] for name in LOST} if self._failed else LOST
