"""`describe`: all settings as JSON Schema."""

import argparse
from typing import TYPE_CHECKING

from engine.cli.process import DONE, print_json
from engine.spec import describe

if TYPE_CHECKING:
    from engine.cli.process import Commands


def add_to(commands: "Commands") -> None:
    """Make the command known."""
    commands.add_parser("describe", help="print all settings as JSON Schema").set_defaults(command=show)


def show(_asked: argparse.Namespace) -> int:
    """Print the schema."""
    print_json(describe())
    return DONE
