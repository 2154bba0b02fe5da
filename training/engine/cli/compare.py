"""`compare`: jobs that were tested on the same rows, side by side."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.cli.process import DONE, FAULT, accept_supervisor, print_json, start
from engine.faults import JobFault

if TYPE_CHECKING:
    from engine.cli.process import Commands

MOST = 8


def add_to(commands: "Commands") -> None:
    """Make the command known."""
    parser = commands.add_parser("compare", help="compare jobs that were tested on the same rows")
    parser.add_argument("folders", type=Path, nargs="+", help=f"two to {MOST} output folders")
    accept_supervisor(parser)
    parser.set_defaults(command=compare, parser=parser)


def compare(asked: argparse.Namespace) -> int:
    """Print the comparison as JSON, and as a table for a person on standard error."""
    if not 2 <= len(asked.folders) <= MOST:
        asked.parser.error(f"compare wants two to {MOST} output folders")
    events = start(asked)
    from engine.compare import compare

    try:
        compared = compare(asked.folders)
    except JobFault as fault:
        events.failed(fault.code, fault.params)
        return FAULT
    print_json(compared)
    sys.stderr.write("\n".join(_lines(compared)) + "\n")
    return DONE


def _lines(compared: dict[str, Any]) -> list[str]:
    """The comparison for a person."""
    jobs, metrics = compared["jobs"], compared["metrics"]
    width = max(map(len, jobs))
    lines = [" " * width + "".join(f"  {name:>26}" for name in metrics)]
    for place, job in enumerate(jobs):
        figures = ["{:.4g} [{:.4g}, {:.4g}]".format(*values[place]) for values in metrics.values()]
        lines.append(f"{job:<{width}}" + "".join(f"  {figure:>26}" for figure in figures))
    for path, values in compared["settings"].items():
        lines.append(f"{path}: {' | '.join(map(str, values))}")
    if compared["disagreements"] is not None:
        lines.append(f"They disagree on {len(compared['disagreements'])} of {compared['rows']} rows.")
    for pair in compared["pairs"]:
        difference = "{:+.4g} [{:+.4g}, {:+.4g}]".format(*pair["difference"])
        ps = f"p {pair['p']:.3g}, corrected {pair['p_corrected']:.3g}"
        lines.append(f"{pair['one']} minus {pair['other']}, {pair['of']}: {difference}, {ps}")
    return lines
