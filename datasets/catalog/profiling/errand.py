"""The order to write the report on one version (`engine.errands`)."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from catalog.profiling import report_on
from engine.errands import Fault, Say

REPORT = "report.json"


def warm() -> None:
    """What counts is imported."""


def do(order: dict[str, Any], out: Path, _say: Say) -> None:
    """Write `report.json`.

    Raises:
        Fault: table_too_large or table_unreadable.
    """
    write_what(lambda path, columns, album: report_on(path, columns, out, album), order, out / REPORT)


def write_what(look: Callable[[Path, list[dict[str, Any]], Path | None], Any], order: dict[str, Any], to: Path) -> None:
    """Write what `look` tells of the table, the columns and the album that an order names.

    Raises:
        Fault: table_too_large or table_unreadable.
    """
    album = Path(order["album"]) if order.get("album") else None
    try:
        told = look(Path(order["path"]), order["columns"], album)
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        raise Fault("table_too_large") from error
    except (pa.ArrowInvalid, duckdb.Error) as error:
        raise Fault("table_unreadable") from error
    to.write_text(json.dumps(told, ensure_ascii=False, allow_nan=False), encoding="utf-8")
