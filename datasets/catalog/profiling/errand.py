"""The order to write the report on one version (`engine.errands`)."""

import json
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
    album = Path(order["album"]) if order.get("album") else None
    try:
        report = report_on(Path(order["path"]), order["columns"], out, album)
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        raise Fault("table_too_large") from error
    except (pa.ArrowInvalid, duckdb.Error) as error:
        raise Fault("table_unreadable") from error
    (out / REPORT).write_text(json.dumps(report, ensure_ascii=False, allow_nan=False), encoding="utf-8")
