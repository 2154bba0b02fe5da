"""`python -m catalog.profiling`: a process that imports, says ready, and then writes the report on one version."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from engine.isolation import die_with, leave_network

DONE, FAULT = 0, 1
REPORT = "report.json"


def main() -> int:
    """Take one order from standard input; the exit code that the supervisor expects."""
    parser = argparse.ArgumentParser(prog="python -m catalog.profiling", description=__doc__)
    parser.add_argument("--events-fd", type=int, required=True, help="file descriptor for events, a JSON object a line")
    parser.add_argument("--parent", type=int, required=True, help="the supervisor: die with it, stay off the network")
    asked = parser.parse_args()
    os.umask(0o077)
    leave_network()
    die_with(asked.parent)
    with open(asked.events_fd, "w", encoding="utf-8", closefd=False) as events:

        def say(**event: Any) -> None:
            events.write(json.dumps(event) + "\n")
            events.flush()

        return _work(say)


def _work(say: Any) -> int:
    import duckdb
    import pyarrow as pa

    from catalog.profiling import report_on

    say(ev="ready")
    line = sys.stdin.readline()
    if not line:
        return DONE
    order = json.loads(line)
    out = Path(order["out"])
    out.mkdir(parents=True, exist_ok=True)
    album = Path(order["album"]) if order.get("album") else None
    try:
        report = report_on(Path(order["path"]), order["columns"], out, album)
    except (duckdb.OutOfMemoryException, MemoryError):
        say(ev="failed", code="table_too_large", params={})
        return FAULT
    except (pa.ArrowInvalid, duckdb.Error) as error:
        say(ev="failed", code="table_unreadable", params={}, message=str(error), remedy="")
        return FAULT
    (out / REPORT).write_text(json.dumps(report, ensure_ascii=False, allow_nan=False), encoding="utf-8")
    say(ev="done")
    return DONE


if __name__ == "__main__":
    sys.exit(main())
