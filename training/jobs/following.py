"""What a reader who follows a job's page has of it, and whether there is more."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

from django.core.cache import caches
from django.utils.translation import get_language

from jobs.explaining import Explanation, explain
from jobs.models import Job
from organizations.actor import Actor
from work.models import State
from work.services.waiting import Position, position


@dataclass(frozen=True)
class Standing:
    """A job as it stands for one reader; `cursor` is that of the last line it said, empty before the first."""

    job: Job
    why: Explanation | None
    cursor: str
    reader: tuple[int | None, int | None, str | None]

    @cached_property
    def etag(self) -> str:
        """The same as long as the reader would be told the same. Why it waits tells of time, too, and so is part of it.

        The timeline and the curves need no part: they change with the state, the attempt and the lines.
        """
        item = self.job.item
        asked = [bool(item.cancel_requested_at), bool(item.pause_requested_at)]
        stands = [item.state, item.attempt, item.phase, item.progress, self.cursor]
        told = json.dumps([*self.reader, *stands, *asked, repr(self.why)], sort_keys=True)
        return f'"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'


def standing(job: Job, actor: Actor, place: Position | None = None) -> Standing:
    """Where `job` stands for `actor`, in few queries; `place` is known already to who asks often."""
    last = job.item.lines.last()
    organization = actor.organization.pk if actor.organization else None
    reader = (actor.user.pk, organization, get_language())
    return Standing(job, explain(job, actor, place), last.cursor if last else "", reader)


def place_of_late(job: Job) -> Position | None:
    """Where it stands in line, at most a second old: however many watch it, the queue is played out once a second."""
    if job.item.state != State.QUEUED:
        return None
    key = f"place-{job.item.uid}-{job.item.attempt}-{get_language()}"
    place: Position | None = caches["process"].get_or_set(key, lambda: position(job.item), timeout=1)
    return place
