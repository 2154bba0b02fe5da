"""The keeper: one process per check-out that runs PostgreSQL and Redis for as long as somebody uses them.

It holds a lock on `var/.lock`, so there is one. Those who use the services hold a connection to its socket, and the
kernel closes that when they die. When the last is gone, the servers stop. When the keeper dies, the kernel tells the
servers (children.py). So nothing has to be cleaned up by anybody, and nothing is left.
"""

import fcntl
import os
import selectors
import signal
import socket
import sys
from pathlib import Path
from types import FrameType

from entente.services.binaries import binaries_for
from entente.services.client import BUSY
from entente.services.place import Place, place_of
from entente.services.postgresql import PostgreSQL
from entente.services.redis_server import Redis
from entente.services.servers import Server, private_folder

FIRST_USER_SECONDS = 30.0
LOOK_SECONDS = 1.0


def main(var: str) -> int:
    """Run the services of `var` until nobody uses them."""
    place = place_of(Path(var))
    place.var.mkdir(parents=True, exist_ok=True)
    lock = os.open(place.lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return BUSY
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    place.base.mkdir(mode=0o711, parents=True, exist_ok=True)
    binaries = binaries_for(place)
    _own_run_folder(place, binaries.user.pw_uid if binaries.user else os.geteuid())
    private_folder(place.run, binaries.user)
    servers = [PostgreSQL(place, binaries), Redis(place, binaries)]
    try:
        for server in servers:
            server.prepare()
            server.start()
        for server in servers:
            server.await_ready()
        last = _serve(place, servers)  # noqa: F841  held open until all is done
    finally:
        place.control.unlink(missing_ok=True)
        for server in servers:
            server.ask_to_stop()
        for server in servers:
            server.await_end()
    os._exit(0)  # only now the kernel closes `last`, for whose end the one who left last waits


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _own_run_folder(place: Place, owner: int) -> None:
    """Refuse a folder in the system's temporary one that somebody else put there before us."""
    if place.run.parent == place.base or not os.path.lexists(place.run):
        return
    there = place.run.lstat()
    if place.run.is_symlink() or there.st_uid not in {owner, os.geteuid()}:
        raise PermissionError(f"{place.run} belongs to somebody else. Remove it, or set ENTENTE_VAR to a shorter path.")


def _serve(place: Place, servers: list[Server]) -> socket.socket | None:
    """Greet whoever comes; return the last one's connection when it leaves (None: nobody came)."""
    place.control.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door, selectors.DefaultSelector() as selector:
        door.bind(str(place.control))
        door.listen(64)
        selector.register(door, selectors.EVENT_READ)
        users: set[socket.socket] = set()
        silent_seconds = 0.0
        while users or silent_seconds < FIRST_USER_SECONDS:
            ready = selector.select(LOOK_SECONDS)
            silent_seconds += 0 if ready else LOOK_SECONDS
            for key, _ in ready:
                if key.fileobj is door:
                    user, _address = door.accept()
                    user.sendall(b"+")
                    selector.register(user, selectors.EVENT_READ)
                    users.add(user)
                    continue
                user = next(one for one in users if one is key.fileobj)
                selector.unregister(user)
                users.remove(user)
                if not users:
                    return user
                user.close()
            for server in servers:
                if server.ended():
                    server.start()
    return None


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
