"""Telling the workers that there is work. They would find it by themselves within a second: nothing waits for this."""

import logging
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from django.db import transaction

from work.tasks import wake

_sender = ThreadPoolExecutor(1, thread_name_prefix="wake")
_unsent: set[str] = set()
_lock = Lock()

logger = logging.getLogger(__name__)


def wake_workers(kind: str) -> None:
    """Send a wake-up after the commit, by a thread of its own: a broker that is away holds nobody up."""
    transaction.on_commit(lambda: _ask(kind))


def _ask(kind: str) -> None:
    with _lock:
        if kind not in _unsent:  # else the message that is still to be sent says it, too
            _unsent.add(kind)
            _sender.submit(_send, kind)


def _send(kind: str) -> None:
    with _lock:
        _unsent.discard(kind)
    try:
        wake.apply_async((kind,), retry=False)
    except Exception:  # whatever it is, the row is there and polling finds it
        logger.warning("No wake-up was sent, workers find the work by polling.", exc_info=True)
