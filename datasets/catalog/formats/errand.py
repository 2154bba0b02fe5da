"""The order to look at a file that somebody has brought, or to normalise it (`engine.errands`).

The order is {"do": "inspect" | "normalise", "path", "name", "out"}, and "guess" to normalise; to inspect again,
"encoding" and "dialect" as a person knows them. In the folder `out` comes result.json with the `guess`, the
`schema` or the `faults`, beside the data.
"""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from catalog.formats import FormatError, Guess, first_rows, inspect, normalise
from engine.errands import Fault, Say

TOLD_A_SECOND = 4
RESULT = "result.json"


def warm() -> None:
    """What reads files is imported."""


def do(order: dict[str, Any], out: Path, say: Say) -> None:
    """Do the order and write its result.

    Raises:
        Fault: dataset_unreadable, with what is wrong with the file.
    """
    try:
        result = _done(order, out, say)
    except FormatError as error:
        faults = [list(fault) for fault in error.faults]
        _write(out, {"faults": faults})
        raise Fault("dataset_unreadable", faults=faults) from error
    _write(out, result)


def _done(order: dict[str, Any], out: Path, say: Say) -> dict[str, Any]:
    path, name = Path(order["path"]), order["name"]
    if order["do"] == "inspect":
        say("phase", phase="inspecting")
        known = {"encoding": order.get("encoding", ""), "dialect": order.get("dialect")}
        guess = inspect(path, name=name, **known)
        return {"guess": guess.to_json(), "head": first_rows(path, guess, name=name)}
    say("phase", phase="normalising")
    schema = normalise(path, Guess.from_json(order["guess"]), out, name=name, progress=_told(say))
    return {"schema": schema.to_json()}


def _write(out: Path, result: dict[str, Any]) -> None:
    half = out / f".{RESULT}"
    half.write_text(json.dumps(result, ensure_ascii=False, default=str), encoding="utf-8")
    half.replace(out / RESULT)


def _told(say: Say) -> Callable[[float], None]:
    """Tells the share that is done, a few times a second."""
    last = float("-inf")

    def tell(done: float) -> None:
        nonlocal last
        if time.monotonic() - last >= 1 / TOLD_A_SECOND or done == 1:
            last = time.monotonic()
            say("progress", done=round(done, 3))

    return tell
