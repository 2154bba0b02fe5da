"""A table under DuckDB: the view `rows`, in bounded memory, with no other file and no network in reach."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

MEMORY = "256MB"
Opened = duckdb.DuckDBPyConnection


@contextmanager
def opened(parquet: Path, *, threads: int = 2) -> Iterator[Opened]:
    """A connection in which the view `rows` is the file, and that reads no other."""
    with TemporaryDirectory() as spilled:
        settings: dict[str, Any] = {
            "memory_limit": MEMORY,
            "threads": threads,
            "temp_directory": spilled,
            "autoload_known_extensions": False,
            "autoinstall_known_extensions": False,
        }
        with duckdb.connect(config=settings) as connection:
            connection.execute("SET allowed_paths = $1", [[str(parquet)]])
            connection.execute("SET enable_external_access = false")
            connection.execute("SET lock_configuration = true")
            connection.from_parquet(str(parquet)).create_view("rows")
            yield connection


class TooMuch(Exception):
    """It took more time or memory than a question may."""


@contextmanager
def stopped_after(connection: Opened, seconds: float) -> Iterator[None]:
    """What is asked of `connection` within takes so long at most. Raises TooMuch."""
    timer = threading.Timer(seconds, connection.interrupt)
    try:
        timer.start()
        yield
    except (duckdb.InterruptException, duckdb.OutOfMemoryException) as error:
        raise TooMuch from error
    finally:
        timer.cancel()


def types_in(connection: Opened) -> dict[str, str]:
    """The columns of `rows` under the names DuckDB knows them by ("A" beside "a" becomes "A_1"), with their types."""
    return {name: str(type_) for name, type_, *_ in connection.execute("DESCRIBE rows").fetchall()}


def quoted(name: str) -> str:
    """A column's name in a statement."""
    return '"' + name.replace('"', '""') + '"'


def plain(value: object, *, longest: int = 200) -> str:
    """A value as a text that every database keeps: short, and without NUL."""
    return str(value).replace("\0", "\ufffd")[:longest]
