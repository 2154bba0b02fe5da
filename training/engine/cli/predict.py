"""`predict`: what a model that a job left says of new rows."""

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
    parser = commands.add_parser("predict", help="say of new rows what the model of a job learned to say")
    parser.add_argument("--model", type=Path, required=True, help="the folder `model` beside a job's results")
    parser.add_argument("--data", type=Path, required=True, help="a file or folder like the one that was trained on")
    parser.add_argument(
        "--column",
        type=_renamed,
        action="append",
        default=[],
        metavar="SETTING=COLUMN",
        help="a column that is called otherwise than in training, by its setting: text=note; may be repeated",
    )
    parser.add_argument("--longest", type=_count, default=128, help="tokens that a model which writes may write")
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
        options: dict[str, Any] = {
            "columns": dict(asked.column),
            "longest": asked.longest,
            "events": events,
            "should_stop": should_stop,
            "threads": asked.threads,
        }
        print_json({"rows": predicting.predict(asked.model, output, asked.data, asked.out, **options)})

    return child.in_order(work, spec, asked.out, events)


def _renamed(text: str) -> tuple[str, str]:
    setting, _, column = text.partition("=")
    if not setting or not column:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form text=note")
    return setting, column


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return count
