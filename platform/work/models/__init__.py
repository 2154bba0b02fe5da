"""Work in the queue, what is written down of it, the workers, and who may use how much."""

from work.models.items import ENDED, NEXT, Item, State
from work.models.records import Line, Transition, Use
from work.models.seats import Seat
from work.models.shares import Budget, Share
from work.models.workers import Worker

__all__ = ["ENDED", "NEXT", "Budget", "Item", "Line", "Seat", "Share", "State", "Transition", "Use", "Worker"]
