"""`validate`: find every fault of a spec."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli.process import DONE, WRONG_SPEC, print_json
from engine.spec import SpecError
from engine.spec.files import missing_files, read_spec
from engine.spec.packages import missing_packages

if TYPE_CHECKING:
    from engine.cli.process import Commands


def add_to(commands: "Commands") -> None:
    """Make the command known."""
    parser = commands.add_parser("validate", help="find every fault of a spec")
    parser.add_argument("spec", type=Path)
    parser.set_defaults(command=validate)


def validate(asked: argparse.Namespace) -> int:
    """Print the faults with their remedies; none is an empty list."""
    try:
        spec = read_spec(asked.spec)
        faults = missing_files(spec) + missing_packages(spec)
    except SpecError as error:
        faults = error.faults
    print_json([fault.as_json() for fault in faults])
    return WRONG_SPEC if faults else DONE
