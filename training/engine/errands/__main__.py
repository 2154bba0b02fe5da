"""The process: by itself first, then ready, then one order from standard input.

A namespace is left by one thread only, and what the module imports starts threads: so it is imported after that.
"""

import argparse
import json
import os
import signal
import sys
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import IO, Any

from engine.errands import DONE, FAULT, STOPPED, Fault, Say
from engine.isolation import die_with, leave_network


def main() -> int:
    """Do one order; the exit code that the supervisor expects."""
    parser = argparse.ArgumentParser(prog="python -m engine.errands", description=__doc__)
    parser.add_argument("module", help="what does the order")
    parser.add_argument("--events-fd", type=int, help="file descriptor for events, a JSON object a line")
    parser.add_argument("--parent", type=int, help="the supervisor: die with it, stay off the network")
    asked = parser.parse_args()
    say = _sender(asked.events_fd)
    if asked.parent is not None:
        if not leave_network():
            say("log", level="warning", code="network_not_isolated", params={})
        die_with(asked.parent)
    os.umask(0o077)
    signal.signal(signal.SIGTERM, _stop)
    try:
        return _serve(import_module(asked.module), sys.stdin, say)
    except _Stopped:
        return STOPPED


def _serve(errand: Any, orders: IO[str], say: Say) -> int:
    errand.warm()
    say("ready")
    line = orders.readline()
    if not line:
        return DONE
    order = json.loads(line)
    out = Path(order["out"])
    out.mkdir(parents=True, exist_ok=True)
    try:
        errand.do(order, out, say)
    except Fault as fault:
        say("failed", code=fault.code, params=fault.params, message=fault.code, remedy="")
        return FAULT
    say("done")
    return DONE


def _sender(descriptor: int | None) -> Say:
    stream = open(descriptor, "w", encoding="utf-8", closefd=False) if descriptor is not None else None  # noqa: SIM115

    def say(event: str, **data: Any) -> None:
        if stream:
            stream.write(json.dumps({"ev": event, **data}) + "\n")
            stream.flush()

    return say


class _Stopped(Exception):
    """The supervisor asked to stop."""


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise _Stopped


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    os._exit(code)  # Arrow's threads may be at work still, and end an interpreter that ends under them by a signal
