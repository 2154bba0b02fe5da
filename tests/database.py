"""The test databases: migrated once, kept for the next run of the same migrations, and copied for each worker."""

import fcntl
import hashlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from entente import roles
from entente.services.binaries import client_program
from entente.services.postgresql import ADMINISTRATOR

MIGRATED = "migrated"


def migrated(cache: Path) -> str:
    """The name of a database with all tables, which the first worker that asks makes, from `cache` if it is there."""
    with _one_at_a_time(), _administrator() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [MIGRATED])
        if cursor.fetchone() is None:
            _in_haste(cursor)
            cursor.execute(f"CREATE DATABASE {MIGRATED} OWNER {connections['owner'].settings_dict['USER']}")
            _fill(cache / f"{_mark()}.dump")
    return MIGRATED


def _fill(kept: Path) -> None:
    """All tables, from what an earlier run kept or by the migrations."""
    if kept.exists():
        _run("pg_restore", "--exit-on-error", f"--dbname={MIGRATED}", str(kept))
        return
    owner = connections["owner"]
    served = owner.settings_dict["NAME"]
    owner.settings_dict["NAME"] = MIGRATED
    call_command("migrate", verbosity=0)
    owner.close()
    owner.settings_dict["NAME"] = served
    for outdated in kept.parent.glob("*.dump"):
        outdated.unlink()
    _run("pg_dump", "--format=custom", f"--file={kept}", f"--dbname={MIGRATED}")


def _mark() -> str:
    """What the tables depend on: every migration, and the rights of the role that serves."""
    found = [Path(roles.__file__)]
    for app in apps.get_app_configs():
        found += sorted(Path(app.path).glob("migrations/*.py"))
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in found)).hexdigest()[:16]


def _in_haste(cursor: "psycopg2.extensions.cursor") -> None:
    """No test outlives the machine, so nothing waits for the disk. A killed server loses nothing by it."""
    for setting in ("fsync", "full_page_writes"):
        cursor.execute(f"ALTER SYSTEM SET {setting} = off")
    cursor.execute("SELECT pg_reload_conf()")


def _run(name: str, *arguments: str) -> None:
    program = client_program(name)
    assert program is not None
    where = [f"--host={settings.PLACE.run}", f"--username={ADMINISTRATOR}"]
    subprocess.run([program, *where, *arguments], check=True)


@contextmanager
def _administrator() -> Iterator["psycopg2.extensions.cursor"]:
    with closing(psycopg2.connect(host=str(settings.PLACE.run), user=ADMINISTRATOR, dbname="postgres")) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with (Path(os.environ["ENTENTE_VAR"]) / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
