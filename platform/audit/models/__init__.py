"""The append-only record: events, what each concerns, and the seals over them."""

from audit.models.events import Concern, Event
from audit.models.seals import Seal

__all__ = ["Concern", "Event", "Seal"]
