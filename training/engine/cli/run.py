"""`run`: do one job."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli.process import accept_supervisor, accept_threads, start, tell_wrong_spec
from engine.spec import SpecError
from engine.spec.files import read_spec

if TYPE_CHECKING:
    from engine.cli.process import Commands


def add_to(commands: "Commands") -> None:
    """Make the command known."""
    parser = commands.add_parser("run", help="do one job")
    accept_job(parser)
    parser.set_defaults(command=run)


def accept_job(parser: argparse.ArgumentParser) -> None:
    """The arguments of a command that does a job from a file."""
    parser.add_argument("spec", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="folder for the results")
    parser.add_argument("--resume", action="store_true", help="go on from what is in the folder")
    parser.add_argument("--looked", type=int, help="how often this test split was looked at before, where you counted")
    accept_threads(parser)
    accept_supervisor(parser)


def run(asked: argparse.Namespace) -> int:
    """Do the job; a spec that asks for a search has it done first."""
    events = start(asked)
    try:
        spec = read_spec(asked.spec)
    except SpecError as error:
        return tell_wrong_spec(error, events)
    from engine import child

    options = {"threads": asked.threads, "resume": asked.resume, "looked": asked.looked}
    return child.do_job(spec, asked.out, events=events, **options)
