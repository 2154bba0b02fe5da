"""A child of the queue: imports, says that it is ready, looks through one table, writes `findings.json`."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from engine.isolation import die_with, leave_network

DONE, FAULT = 0, 1


def main() -> int:
    """Take one order from standard input; the exit code that the supervisor expects."""
    parser = argparse.ArgumentParser(prog="python -m privacy.scanning", description=__doc__)
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
    import pyarrow as pa

    from privacy.scanning import look_through
    from privacy.scanning.recognise import recognise

    recognise("Warm")  # reads the lists of names
    say(ev="ready")
    line = sys.stdin.readline()
    if not line:
        return DONE
    order = json.loads(line)
    out = Path(order["out"])
    out.mkdir(parents=True, exist_ok=True)
    try:
        report = look_through(Path(order["path"]), seconds=order["seconds"])
    except pa.ArrowInvalid as error:
        say(ev="failed", code="table_unreadable", params={}, message=str(error), remedy="")
        return FAULT
    (out / "findings.json").write_text(json.dumps(report.as_json(), ensure_ascii=False), encoding="utf-8")
    say(ev="done")
    return DONE


if __name__ == "__main__":
    sys.exit(main())
