"""A process of its own that does one order, as the queue's supervisor expects it (docs/queue.md)."""

import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import IO, Any

from catalog.formats.schema import FormatError, Guess
from engine.isolation import die_with, leave_network

DONE, FAULT, STOPPED = 0, 1, 3
TOLD_A_SECOND = 4
RESULT = "result.json"

Send = Callable[..., None]


def serve(orders: IO[str], *, events_fd: int | None, parent: int | None) -> int:
    """Be ready, do the order that comes, and return the exit code.

    The order is {"do": "inspect" | "normalise", "path", "name", "out"}, and "guess" to normalise; to inspect again,
    "encoding" and "dialect" as a person knows them. In the folder `out` comes result.json with the `guess`, the
    `schema` or the `faults`, beside the data.
    """
    send = _sender(events_fd)
    if parent is not None:
        if not leave_network():
            send("log", level="warning", code="network_not_isolated", params={})
        die_with(parent)
    os.umask(0o077)
    signal.signal(signal.SIGTERM, _stop)
    from catalog.formats import inspect, normalise  # noqa: F401  # Arrow starts threads: only after the isolation

    send("ready")
    line = orders.readline()
    return do_order(json.loads(line), send) if line else DONE


def do_order(order: dict[str, Any], send: Send) -> int:
    """Do one order and write its result; returns the exit code."""
    out = Path(order["out"])
    out.mkdir(parents=True, exist_ok=True)
    try:
        result = _done(order, out, send)
    except FormatError as error:
        _write(out, {"faults": [list(fault) for fault in error.faults]})
        send("failed", code="dataset_unreadable", params={"faults": [list(fault) for fault in error.faults]})
        return FAULT
    except _Stopped:
        return STOPPED
    _write(out, result)
    send("done")
    return DONE


def _done(order: dict[str, Any], out: Path, send: Send) -> dict[str, Any]:
    from catalog.formats import first_rows, inspect, normalise

    path, name = Path(order["path"]), order["name"]
    if order["do"] == "inspect":
        send("phase", phase="inspecting")
        known = {"encoding": order.get("encoding", ""), "dialect": order.get("dialect")}
        guess = inspect(path, name=name, **known)
        return {"guess": guess.to_json(), "head": first_rows(path, guess, name=name)}
    send("phase", phase="normalising")
    schema = normalise(path, Guess.from_json(order["guess"]), out, name=name, progress=_told(send))
    return {"schema": schema.to_json()}


def _write(out: Path, result: dict[str, Any]) -> None:
    half = out / f".{RESULT}"
    half.write_text(json.dumps(result, ensure_ascii=False, default=str), encoding="utf-8")
    half.replace(out / RESULT)


def _told(send: Send) -> Callable[[float], None]:
    """Tells the share that is done, a few times a second."""
    last = float("-inf")

    def tell(done: float) -> None:
        nonlocal last
        if time.monotonic() - last >= 1 / TOLD_A_SECOND or done == 1:
            last = time.monotonic()
            send("progress", done=round(done, 3))

    return tell


def _sender(descriptor: int | None) -> Send:
    stream = open(descriptor, "w", encoding="utf-8", closefd=False) if descriptor is not None else None  # noqa: SIM115

    def send(event: str, **data: Any) -> None:
        if stream:
            stream.write(json.dumps({"ev": event, **data}) + "\n")
            stream.flush()

    return send


class _Stopped(Exception):
    """The supervisor asked to stop."""


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise _Stopped
