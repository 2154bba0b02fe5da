"""A child of the queue: imports, says that it is ready, takes one order from standard input, says how it went."""

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.isolation import die_with, leave_network

DONE, FAULT = 0, 1


class Fault(Exception):
    """The order can't be done, and no second attempt would help."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def serve(work: Callable[[dict[str, Any], Path], None], *, about: str | None, warm: Callable[[], Any]) -> int:
    """Do one order by `work`, which is given it and the folder for what it makes; the supervisor's exit code."""
    parser = argparse.ArgumentParser(description=about)
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

        warm()
        say(ev="ready")
        line = sys.stdin.readline()
        if not line:
            return DONE
        order = json.loads(line)
        out = Path(order["out"])
        out.mkdir(parents=True, exist_ok=True)
        try:
            work(order, out)
        except Fault as fault:
            say(ev="failed", code=fault.code, params=fault.params, message=fault.code, remedy="")
            return FAULT
        say(ev="done")
        return DONE
