"""The command line, a file for each command.

Exit codes: 0 done, 1 a fault of the job (a `failed` event says which), 2 the spec is wrong, 3 stopped by request with a
checkpoint. Anything heavy is imported only once the process is isolated.
"""

import argparse
from collections.abc import Callable

from engine.cli import compare, describe, find_rate, predict, rank, run, search, validate, warm

COMMANDS = (run, search, warm, rank, validate, describe, find_rate, predict, compare)


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser("engine", description="Fine-tune a model from a spec.")
    commands = parser.add_subparsers(required=True)
    for each in COMMANDS:
        each.add_to(commands)
    asked = parser.parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = asked.command
    return command(asked)
