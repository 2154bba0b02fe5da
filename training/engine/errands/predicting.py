"""What a model that a job left says of all rows of a file, as an errand of the queue."""

import json
import os
from pathlib import Path
from typing import Any

from engine.cli.process import OFFLINE_AND_QUIET
from engine.errands import Fault, Say

ANSWERS, TOLD = "answers.jsonl", "result.json"
LONGEST = 128  # tokens that a model which writes may write


def warm() -> None:
    """Nothing: torch takes half a gigabyte, which a child that waits for its order would hold for nobody."""


def do(order: dict[str, Any], out: Path, say: Say) -> None:
    """Leave in `out` the answers, and how many rows they are about.

    The order has the folder `model` beside the results of its job, the `data`, and `columns` by their setting's name.
    """
    os.environ |= OFFLINE_AND_QUIET  # before the libraries below read it
    from engine import predicting
    from engine.events import Events
    from engine.faults import JobFault
    from engine.outputs import read_output

    notes: list[tuple[str, dict[str, Any]]] = []

    def hear(event: dict[str, Any]) -> None:
        if event["ev"] == "log":
            notes.append((event["code"], event["params"]))
        say(event["ev"], **{name: told for name, told in event.items() if name != "ev"})

    model = Path(order["model"])
    try:
        rows = predicting.predict(
            model,
            read_output(model.parent),
            Path(order["data"]),
            out / ANSWERS,
            columns=order["columns"],
            longest=LONGEST,
            events=Events(hear),
            should_stop=lambda: False,  # a signal ends the errand
            threads=order.get("threads"),
        )
    except JobFault as fault:
        raise Fault(fault.code, **fault.params) from fault
    (out / TOLD).write_text(json.dumps({"rows": rows, "notes": notes}), encoding="utf-8")
