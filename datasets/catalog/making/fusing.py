"""Several tables as one: columns and labels under common names, repeated rows left out, each source with its weight."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.parquet

from catalog.profiling.opening import Opened, quoted

MEMORY = "2GB"
ROWS_AT_ONCE = 16_384
SHARES = 1_000_000  # a weight of 0.25 takes the rows whose hash falls in the first quarter of so many
PLACE = "file_row_number"
NAME_OF_SOURCE = "source"


@dataclass(frozen=True)
class SourceTable:
    """A table that is a part: of each common column its own name (or none), of labels the common ones, its weight.

    A row is taken `weight` times; of 0.25 a quarter of the rows once, always the same.
    """

    path: Path
    name: str
    columns: Mapping[str, str]
    labels: Mapping[str, str] = field(default_factory=dict)
    weight: float = 1.0
    album: Path | None = None


class Fused(NamedTuple):
    """How many rows there are, and how many were left out because they repeat one before them."""

    rows: int
    repeated: int


class UnfitValue(Exception):
    """A value that can't stand in the column that it is to stand in."""

    def __init__(self, source: str, column: str, value: str) -> None:
        super().__init__(f"{source}: {column}: {value}")
        self.source, self.column, self.value = source, column, value


def fuse(
    sources: Sequence[SourceTable], columns: Sequence[str], out: Path, *, label: str = "", distinct: Sequence[str] = ()
) -> Fused:
    """Write one table of all `sources` with these `columns`, and one that names each row's source.

    A column has the type that it has in the first source that has it. Of rows that agree in the columns `distinct`
    the first stays, in the order of the sources.

    Raises:
        UnfitValue: a value can't be made one of that type.
    """
    with _connected([source.path for source in sources]) as connection:
        types = _types(connection, sources, columns)
        _map_labels(connection, sources)
        parts = [_part(connection, *each, types, label) for each in enumerate(sources)]
        try:
            connection.execute(f"CREATE TEMP TABLE found AS {' UNION ALL '.join(parts)}")
        except duckdb.ConversionException as error:
            raise _unfit(connection, sources, types) from error
        kept = "SELECT * FROM found"
        if distinct:
            alike = ", ".join(quoted(name) for name in distinct)
            kept = f"SELECT * FROM found QUALIFY row_number() OVER (PARTITION BY {alike} ORDER BY part, place) = 1"  # noqa: S608  quoted
        [(every,)] = connection.execute("SELECT count(*) FROM found").fetchall()
        connection.execute(f"CREATE TEMP TABLE kept AS {kept}")
        [(stay,)] = connection.execute("SELECT count(*) FROM kept").fetchall()
        names = ", ".join(quoted(name) for name in [*columns, NAME_OF_SOURCE])
        taken = f"SELECT *, unnest(range({_times(sources)})) FROM kept"  # noqa: S608  numbers alone
        rows = connection.sql(f"SELECT {names} FROM ({taken}) ORDER BY part, place")  # noqa: S608  quoted
        return Fused(_write(rows.to_arrow_reader(ROWS_AT_ONCE), out), every - stay)


@contextmanager
def _connected(paths: Sequence[Path]) -> Iterator[Opened]:
    """A connection that reads these files and no other, with each as the view `source_<number>`."""
    with TemporaryDirectory() as spilled:
        settings: dict[str, Any] = {
            "memory_limit": MEMORY,
            "threads": 2,
            "temp_directory": spilled,
            "autoload_known_extensions": False,
            "autoinstall_known_extensions": False,
        }
        with duckdb.connect(config=settings) as connection:
            connection.execute("SET allowed_paths = $1", [[str(path) for path in paths]])
            connection.execute("SET enable_external_access = false")
            connection.execute("SET lock_configuration = true")
            for number, path in enumerate(paths):
                connection.from_parquet(str(path), file_row_number=True).create_view(f"source_{number}")
            yield connection


def _own(connection: Opened, number: int, path: Path) -> dict[str, tuple[str, str]]:
    """The columns of a source by their names: the name that DuckDB knows each by ("A" beside "a"), and its type."""
    known = connection.execute(f"DESCRIBE source_{number}").fetchall()
    return {name: (row[0], row[1]) for name, row in zip(pa.parquet.read_schema(path).names, known, strict=False)}


def _types(connection: Opened, sources: Sequence[SourceTable], columns: Sequence[str]) -> dict[str, str]:
    types: dict[str, str] = {}
    for number, source in enumerate(sources):
        own = _own(connection, number, source.path)
        for name in columns:
            if source.columns.get(name) in own:
                types.setdefault(name, own[source.columns[name]][1])
    return {name: types.get(name, "VARCHAR") for name in columns}


def _map_labels(connection: Opened, sources: Sequence[SourceTable]) -> None:
    for number, source in enumerate(sources):
        pairs = {
            "was": pa.array(source.labels.keys(), pa.string()),
            "is": pa.array(source.labels.values(), pa.string()),
        }
        connection.register(f"given_{number}", pa.table(pairs))
        connection.execute(f'CREATE TEMP TABLE labels_{number} AS SELECT "was", "is" FROM given_{number}')  # noqa: S608  quoted


def _part(connection: Opened, number: int, source: SourceTable, types: Mapping[str, str], label: str) -> str:
    """The statement for the rows of one source under the common names."""
    own = _own(connection, number, source.path)
    said = []
    for name, kind in types.items():
        mine = source.columns.get(name)
        value = f"own.{quoted(own[mine][0])}" if mine in own else "NULL"
        if name == label and mine in own:
            value = f'coalesce(renamed."is", CAST({value} AS VARCHAR))'
        said.append(f"CAST({value} AS {kind}) AS {quoted(name)}")
    of_label = source.columns.get(label, "")
    renamed = f'CAST(own.{quoted(own[of_label][0])} AS VARCHAR) = renamed."was"' if of_label in own else "FALSE"
    name_of_it = "'" + source.name.replace("'", "''") + "'"
    selected = f"{', '.join(said)}, {name_of_it} AS {NAME_OF_SOURCE}, {number} AS part, own.{PLACE} AS place"
    return f"SELECT {selected} FROM source_{number} own LEFT JOIN labels_{number} renamed ON {renamed}"  # noqa: S608


def _times(sources: Sequence[SourceTable]) -> str:
    """How often a row of `kept` is taken."""
    each = [
        f"WHEN {number} THEN {int(source.weight)} + "
        f"CAST(hash(place) % {SHARES} < {round(source.weight % 1 * SHARES)} AS INTEGER)"
        for number, source in enumerate(sources)
    ]
    return f"CASE part {' '.join(each)} END"


def _unfit(connection: Opened, sources: Sequence[SourceTable], types: Mapping[str, str]) -> Exception:
    """The first value that doesn't fit its common column."""
    for number, source in enumerate(sources):
        own = _own(connection, number, source.path)
        for name, kind in types.items():
            mine = source.columns.get(name)
            if mine in own:
                value = quoted(own[mine][0])
                wrong = f"{value} IS NOT NULL AND TRY_CAST({value} AS {kind}) IS NULL"
                found = connection.execute(f"SELECT {value} FROM source_{number} WHERE {wrong} LIMIT 1").fetchone()  # noqa: S608
                if found:
                    return UnfitValue(source.name, mine, str(found[0])[:60])
    return UnfitValue("", "", "")


def _write(batches: pa.RecordBatchReader, out: Path) -> int:
    rows = 0
    with pyarrow.parquet.ParquetWriter(out, batches.schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows
