"""Bringing a file that the test makes, and what comes of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from catalog.fault_words import tell
from catalog.formats import FormatError, Guess, Schema, inspect, normalise


class Brought(NamedTuple):
    """What was guessed of a file, what was found in it, and its rows."""

    guess: Guess
    schema: Schema
    table: pa.Table

    @property
    def rows(self) -> list[dict[str, Any]]:
        return self.table.to_pylist()

    @property
    def kinds(self) -> dict[str, str]:
        return {column.name: column.kind for column in self.schema.columns}

    @property
    def roles(self) -> dict[str, str]:
        return {column.name: column.role for column in self.schema.columns if column.role}

    @property
    def repaired(self) -> list[str]:
        return [tell(fault) for fault in self.schema.repaired]


@pytest.fixture
def put(tmp_path) -> Callable[..., Path]:
    """Writes a file as a person would have it."""

    def write(content: str | bytes | Path, name: str) -> Path:
        if isinstance(content, Path):
            return content
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def bring(put, tmp_path) -> Callable[..., Brought]:
    """Brings a file as it is guessed, or as `correct` changes the guess."""

    def brought(content: str | bytes | Path, name: str = "rows.csv", *, correct: Any = lambda guess: guess) -> Brought:
        path = put(content, name)
        guess = correct(inspect(path, name=name))
        schema = normalise(path, guess, tmp_path / "out", name=name)
        return Brought(guess, schema, pq.read_table(tmp_path / "out" / "data.parquet"))

    return brought


@pytest.fixture
def refused(bring, tmp_path) -> Callable[..., list[str]]:
    """Brings a file that is refused: the sentences that its owner reads."""

    def sentences(content: str | bytes | Path, name: str = "rows.csv") -> list[str]:
        with pytest.raises(FormatError) as error:
            bring(content, name)
        assert not list((tmp_path / "out").glob("*")), "something half-made is left"
        return [tell(fault) for fault in error.value.faults]

    return sentences
