"""How a Celery task reaches the supervisor in the same process: by an event, nothing more."""

from collections import defaultdict
from threading import Event

_waiting: dict[str, set[Event]] = defaultdict(set)


def listen(kind: str) -> Event:
    """An event that is set whenever someone says that there may be news about `kind`."""
    event = Event()
    _waiting[kind].add(event)
    return event


def forget(kind: str, event: Event) -> None:
    """Stop listening."""
    _waiting[kind].discard(event)


def look_for(kind: str) -> None:
    """Wake whoever waits for news about `kind`."""
    for event in list(_waiting[kind]):
        event.set()
