"""The order to check one version for rows that are alike and for labels that are likely wrong (`engine.errands`)."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from catalog.profiling.checks import checks_on
from engine.errands import Fault, Say

CHECKS = "checks.json"


def warm() -> None:
    """What compares and learns is imported."""


def do(order: dict[str, Any], out: Path, _say: Say) -> None:
    """Write `checks.json`.

    Raises:
        Fault: table_too_large or table_unreadable.
    """
    album = Path(order["album"]) if order.get("album") else None
    try:
        found = checks_on(Path(order["path"]), order["columns"], album)
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        raise Fault("table_too_large") from error
    except (pa.ArrowInvalid, duckdb.Error) as error:
        raise Fault("table_unreadable") from error
    (out / CHECKS).write_text(json.dumps(found, ensure_ascii=False, allow_nan=False), encoding="utf-8")
