"""`predict`: what a model that a job left says of new texts."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.cli.process import FAULT, accept_supervisor, accept_threads, print_json, start
from engine.faults import JobFault

if TYPE_CHECKING:
    from engine.cli.process import Commands


def add_to(commands: "Commands") -> None:
    """Make the command known."""
    parser = commands.add_parser("predict", help="say a class and a confidence for each text of a file")
    parser.add_argument("--model", type=Path, required=True, help="the folder `model` beside a job's results")
    parser.add_argument("--data", type=Path, required=True, help="a .parquet, .jsonl or .csv file")
    parser.add_argument("--text", help="the column with the texts; left out, the one that was trained on")
    parser.add_argument("--second", help="for pairs: the column with the second text")
    parser.add_argument("--out", type=Path, required=True, help="a file for the answers, a line of JSON for each row")
    accept_threads(parser)
    accept_supervisor(parser)
    parser.set_defaults(command=predict)


def predict(asked: argparse.Namespace) -> int:
    """Write the answers, and print how many there are."""
    events = start(asked)
    from engine import child
    from engine.outputs import read_output

    try:
        output = read_output(asked.model.parent)
        spec = output.spec
    except JobFault as fault:
        events.failed(fault.code, fault.params)
        return FAULT
    from engine import predicting

    def work(should_stop: Callable[[], bool]) -> None:
        columns = predicting.columns_of(output, asked.text, asked.second)
        options: dict[str, Any] = {
            "columns": columns,
            "events": events,
            "should_stop": should_stop,
            "threads": asked.threads,
        }
        print_json({"rows": predicting.predict(asked.model, output, asked.data, asked.out, **options)})

    return child.in_order(work, spec, asked.out, events)
