"""`find-rate`: try rising learning rates for some steps, and advise one."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli.process import DONE, FAULT, accept_supervisor, accept_threads, print_json, start, tell_wrong_spec
from engine.spec import SpecError
from engine.spec.files import read_spec

if TYPE_CHECKING:
    from engine.cli.process import Commands


def add_to(commands: "Commands") -> None:
    """Make the command known."""
    parser = commands.add_parser("find-rate", help="try rising learning rates for some steps, and advise one")
    parser.add_argument("spec", type=Path)
    accept_threads(parser)
    accept_supervisor(parser)
    parser.set_defaults(command=find)


def find(asked: argparse.Namespace) -> int:
    """Print the rate to take, and what was tried."""
    events = start(asked)
    try:
        spec = read_spec(asked.spec)
    except SpecError as error:
        return tell_wrong_spec(error, events)
    from engine import child

    found = child.try_rates(spec, events=events, threads=asked.threads)
    if found is None:
        return FAULT
    print_json({"learning_rate": found.advice, "tried": found.tried})
    return DONE
