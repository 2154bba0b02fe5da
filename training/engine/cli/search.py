"""`search`: find settings by trials, and do the job with the best of them."""

import argparse
from typing import TYPE_CHECKING

from engine.cli.process import start, tell_wrong_spec
from engine.cli.run import accept_job
from engine.spec import SpecError, SpecFault
from engine.spec.files import read_spec

if TYPE_CHECKING:
    from engine.cli.process import Commands

NOTHING_TO_TRY = SpecFault("search.trials", "spec_missing", {"path": "search.trials"})


def add_to(commands: "Commands") -> None:
    """Make the command known."""
    parser = commands.add_parser("search", help="find settings by trials, and do the job with the best of them")
    accept_job(parser)
    parser.set_defaults(command=search)


def search(asked: argparse.Namespace) -> int:
    """Do the job of a spec that asks for a search."""
    events = start(asked)
    try:
        spec = read_spec(asked.spec)
        if not spec.search.trials:
            raise SpecError([NOTHING_TO_TRY])
    except SpecError as error:
        return tell_wrong_spec(error, events)
    from engine import child

    return child.do_job(spec, asked.out, events=events, threads=asked.threads, resume=asked.resume)
