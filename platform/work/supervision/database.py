"""How a supervisor's thread lives through a restart of the database."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import InterfaceError, OperationalError, close_old_connections, connection

Answer = TypeVar("Answer")
PAUSE_SECONDS = 1.0

logger = logging.getLogger(__name__)


@contextmanager
def forgiving() -> Iterator[None]:
    """What the body could not do because the database was away is left for the next time."""
    close_old_connections()
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        logger.warning("The database did not answer: %s", str(error).strip())
        connection.close()


def patiently(call: Callable[[], Answer], *, while_true: Callable[[], bool]) -> Answer:
    """The answer of `call`, asked again after each failure of the database for as long as `while_true` says so."""
    while True:
        close_old_connections()
        try:
            return call()
        except (OperationalError, InterfaceError) as error:
            connection.close()
            if not while_true():
                raise
            logger.warning("The database did not answer: %s", str(error).strip())
            time.sleep(PAUSE_SECONDS)
