"""`rank`: one of several processes that do a job together, but not the first, which starts it."""

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from engine.cli.process import accept_supervisor, start_member
from engine.spec import parse

if TYPE_CHECKING:
    from engine.cli.process import Commands


def add_to(commands: "Commands") -> None:
    """Make the command known."""
    parser = commands.add_parser("rank", help="help with a job that another process leads; not for people")
    accept_supervisor(parser)
    parser.set_defaults(command=rank)


def rank(asked: argparse.Namespace) -> int:
    """Do what the line of JSON on stdin says."""
    events = start_member(asked)
    order: dict[str, Any] = json.loads(sys.stdin.readline())
    from engine import child

    return child.help_with(parse(order.pop("spec")), order, events=events)
