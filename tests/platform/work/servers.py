"""Servers of a test's own: it may stop and start them, and no other test notices."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from django.db import connections

from entente.backup.database import dump, restore, snapshot
from entente.services.binaries import binaries_for
from entente.services.place import DATABASE, place_of
from entente.services.postgresql import PostgreSQL
from entente.services.redis_server import Redis
from entente.services.servers import Server, private_folder

SETTINGS = ("HOST", "NAME")


@contextmanager
def own_redis(folder: Path) -> Iterator[Server]:
    """A Redis that runs."""
    with _server(Redis, folder) as server:
        server.binaries = replace(server.binaries, user=None)
        server.prepare()
        start(server)
        yield server


@contextmanager
def own_database(folder: Path) -> Iterator[Server]:
    """A PostgreSQL that runs, with a copy of the test's database: the test, and what it starts, is connected to it."""
    with _server(PostgreSQL, folder) as server:
        private_folder(server.place.run, server.binaries.user)
        server.prepare()
        start(server)
        dumped = folder / "database.dump"
        with snapshot() as moment:
            dump(dumped, moment=moment)
        before = {alias: {name: connections[alias].settings_dict[name] for name in SETTINGS} for alias in connections}
        here = dict(zip(SETTINGS, (str(server.place.run), DATABASE), strict=True))
        _connect(dict.fromkeys(before, here))
        try:
            restore(dumped)
            yield server
        finally:
            _connect(before)


def start(server: Server) -> None:
    """Returns when it answers."""
    server.start()
    server.await_ready()


def stop(server: Server) -> None:
    """Returns when it is gone, and with it the test's own connections."""
    connections.close_all()
    server.ask_to_stop()
    server.await_end()


@contextmanager
def _server(kind: type[Server], folder: Path) -> Iterator[Server]:
    folder.mkdir(mode=0o711)
    place = place_of(folder)
    for part in (place.base, place.run):
        part.mkdir(mode=0o711, parents=True, exist_ok=True)
    server = kind(place, binaries_for(place))
    try:
        yield server
    finally:
        stop(server)
        for part in {folder, place.base, place.run}:
            shutil.rmtree(part, ignore_errors=True)


def _connect(settings: dict[str, dict[str, str]]) -> None:
    for alias, wanted in settings.items():
        connections[alias].close()
        connections[alias].settings_dict.update(wanted)
