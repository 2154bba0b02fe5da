"""Series that lie in one table, or in several files of the same columns: one for each machine, or person."""

import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from engine.faults import JobFault
from engine.gathered import Origin, read_gathered
from engine.spec import Further, Gathered, Series
from engine.tables import READERS, read_table


def read_series(source: Series, columns: Sequence[str]) -> tuple[pa.Table, Origin]:
    """The rows at the source's path, of several files one file's after the other's, and which are of which.

    That is a table, or a folder or .zip of tables, which have the `columns` in common and are named by their paths
    without ending. Raises JobFault: what `read_gathered` raises.
    """
    path = Path(source.path)
    with _unpacked(path) as folder:
        if not folder.is_dir():
            table = read_table(folder)
            return table, Origin([folder.name], [folder.stem], [1.0], [table.num_rows])
        first, *others = _tables(folder, path.name)
        table, origin = read_gathered(Gathered(path=first.path, name=first.name, sources=tuple(others)), columns)
    return table, origin


@contextmanager
def _unpacked(path: Path) -> Iterator[Path]:
    if path.suffix.lower() != ".zip" or not path.is_file():
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        try:
            with zipfile.ZipFile(path) as archive:
                archive.extractall(folder)  # names that lead out are made harmless
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:  # damage, odd packings, passwords
            raise JobFault("file_unreadable", file=path.name, format="ZIP") from error
        yield Path(folder)


def _tables(folder: Path, known: str) -> list[Further]:
    """The tables in it, in the order of their names. Raises JobFault data_empty."""
    inside = {path.relative_to(folder): path for path in sorted(folder.rglob("*")) if path.is_file()}
    found = [
        Further(path=str(path), name=name.with_suffix("").as_posix())
        for name, path in inside.items()
        if path.suffix.lower() in READERS and not any(each.startswith((".", "__")) for each in name.parts)
    ]
    if not found:
        raise JobFault("data_empty", file=known)
    return found
