"""A full disk is a fault of the machines: no work is thrown away for it as long as there may be room soon."""

import errno
import logging
import time
from collections.abc import Callable
from typing import TypeVar

from django.conf import settings

Answer = TypeVar("Answer")
DISK_FULL = "disk_full"  # the engine's code too
PAUSE_SECONDS = 5.0

logger = logging.getLogger(__name__)


def is_full(error: BaseException) -> bool:
    """Whether `error` says that a disk is full, or that a quota is used up."""
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


def when_there_is_room(call: Callable[[], Answer], *, while_true: Callable[[], bool]) -> Answer:
    """The answer of `call`, asked again while the storage is full: results of days of training wait for an hour.

    Raises:
        OSError: there was no room for all of WORK_ROOM_SECONDS, or until `while_true` said no.
    """
    gives_up_at = time.monotonic() + settings.WORK_ROOM_SECONDS
    while True:
        try:
            return call()
        except OSError as error:
            if not is_full(error) or time.monotonic() > gives_up_at or not while_true():
                raise
            logger.error("The storage is full; finished results wait for room: %s", error)
            time.sleep(PAUSE_SECONDS)
