"""`warm`: import everything, then wait for a job."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.cli.process import DONE, accept_supervisor, start, tell_wrong_spec
from engine.found import Found
from engine.spec import SpecError, parse

if TYPE_CHECKING:
    from engine.cli.process import Commands


def add_to(commands: "Commands") -> None:
    """Make the command known."""
    parser = commands.add_parser("warm", help="import everything, then wait for a job as a line of JSON on stdin")
    accept_supervisor(parser)
    parser.set_defaults(command=warm)


def warm(asked: argparse.Namespace) -> int:
    """Be ready, do the job that comes, and end with it."""
    events = start(asked)
    from engine import child
    from engine.rehearsal import rehearse

    rehearse()
    events.ready()
    line = sys.stdin.readline()
    if not line:
        return DONE
    order: dict[str, Any] = json.loads(line)
    try:
        spec = parse(order["spec"])
    except SpecError as error:
        return tell_wrong_spec(error, events)
    out, options = Path(order["out"]), {"threads": order.get("threads"), "resume": order.get("resume", False)}
    if order.get("trial"):
        return child.do_trial(spec, out, events=events, others=order.get("others"), **options)
    counted: dict[str, Any] = {"looked": order.get("looked"), "found": Found(**order.get("found", {}))}
    keep = order.get("keep_checkpoints", False)
    return child.do_job(spec, out, events=events, keep_checkpoints=keep, **counted, **options)
