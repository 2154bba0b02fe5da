"""A child of the queue: looks through one table and writes `findings.json`."""

import json
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa

from privacy.child import Fault, serve
from privacy.scanning import look_through
from privacy.scanning.recognise import recognise


def _look(order: dict[str, Any], out: Path) -> None:
    try:
        report = look_through(Path(order["path"]), seconds=order["seconds"])
    except pa.ArrowInvalid as error:
        raise Fault("table_unreadable") from error
    (out / "findings.json").write_text(json.dumps(report.as_json(), ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(serve(_look, about=__doc__, warm=lambda: recognise("Warm")))  # reads the lists of names
