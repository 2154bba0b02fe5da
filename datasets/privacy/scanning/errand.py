"""The order to look through one table for personal data (`engine.errands`)."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa

from engine.errands import Fault, Say
from privacy.scanning import look_through
from privacy.scanning.recognise import recognise


def warm() -> None:
    """Read the lists of names."""
    recognise("Warm")


def do(order: dict[str, Any], out: Path, _say: Say) -> None:
    """Write `findings.json`.

    Raises:
        Fault: table_unreadable.
    """
    try:
        report = look_through(Path(order["path"]), seconds=order["seconds"])
    except pa.ArrowInvalid as error:
        raise Fault("table_unreadable") from error
    (out / "findings.json").write_text(json.dumps(report.as_json(), ensure_ascii=False), encoding="utf-8")
