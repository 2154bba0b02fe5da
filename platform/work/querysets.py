"""Named sets of work, lines and workers."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q
from django.db.models.functions import Now

if TYPE_CHECKING:
    from work.models import Item, Line, Seat, Worker  # noqa: F401

CURSOR = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")


class ItemQuerySet(models.QuerySet["Item"]):
    """Sets of work."""

    def waiting(self) -> Self:
        """What a worker may take."""
        return self.filter(state="queued", cancel_requested_at=None)

    def held_by_policy(self) -> Self:
        """What goes on by itself as soon as it is allowed again: no person has paused it."""
        return self.filter(state="held", pause_requested_at=None)

    def under_way(self) -> Self:
        """What has not ended."""
        return self.filter(state__in=["blocked", "queued", "running", "held"])

    def running(self) -> Self:
        """What a worker holds, or held until it died."""
        return self.filter(state="running")

    def at(self, worker: str | OuterRef) -> Self:
        """What runs in a place of the worker of that name, be it a part of a gang only."""
        seen_from_seats = OuterRef(worker) if isinstance(worker, OuterRef) else worker
        seats = apps.get_model("work", "Seat").objects.filter(worker=seen_from_seats, ended_at=None)
        return self.running().filter(Q(worker=worker) | Q(pk__in=seats.values("item")))

    def lost(self) -> Self:
        """Running by the book, but the lease has passed by the database's clock."""
        return self.running().filter(lease_expires_at__lt=Now())


class LineQuerySet(models.QuerySet["Line"]):
    """Sets of lines."""

    def after(self, cursor: str) -> Self:
        """Lines behind `cursor` ("attempt-sequence"); all of them for an empty one. Raises ValueError for another."""
        if not cursor:
            return self
        attempt, sequence = _parsed(cursor)
        return self.filter(Q(attempt__gt=attempt) | Q(attempt=attempt, sequence__gt=sequence))

    def until(self, cursor: str) -> Self:
        """Lines up to `cursor` and it itself; none for an empty one. Raises ValueError for another."""
        if not cursor:
            return self.none()
        attempt, sequence = _parsed(cursor)
        return self.filter(Q(attempt__lt=attempt) | Q(attempt=attempt, sequence__lte=sequence))


def _parsed(cursor: str) -> tuple[int, int]:
    found = CURSOR.fullmatch(cursor)
    if found is None:
        raise ValueError(f"{cursor!r} is no cursor of a line.")
    return int(found[1]), int(found[2])


class SeatQuerySet(models.QuerySet["Seat"]):
    """Sets of seats."""

    def gathering(self) -> Self:
        """Places that are kept until all are there."""
        return self.filter(rank=None)

    def lapsed(self) -> Self:
        """Whose worker has been silent for too long, by the database's clock."""
        return self.filter(ended_at=None, lease_expires_at__lt=Now())


class WorkerQuerySet(models.QuerySet["Worker"]):
    """Sets of workers."""

    def alive(self) -> Self:
        """Seen within a lease's time, by the database's clock."""
        return self.filter(seen_at__gt=Now() - timedelta(seconds=settings.WORK_LEASE_SECONDS))

    def with_silence(self) -> Self:
        """With `silent_for`, the time since the last heartbeat, by the database's clock."""
        return self.annotate(silent_for=Now() - F("seen_at"))
