"""The command line: `run`, `warm`, `validate`, `describe`.

Exit codes: 0 done, 1 a fault of the job (a `failed` event says which), 2 the spec is wrong, 3 stopped by request with a
checkpoint. Anything heavy is imported only once the process is isolated.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.events import Events, Terminal, json_lines
from engine.isolation import die_with, leave_network
from engine.spec import SpecError, describe, parse
from engine.spec.files import missing_files, read_spec

DONE, WRONG_SPEC = 0, 2

OFFLINE_AND_QUIET = {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1", "TRANSFORMERS_VERBOSITY": "error"}

# How long an idle thread of OpenMP spins. By default so long that two busy processes on the same cores stand still for
# seconds; 1,000 turns are as quick alone (118 rows a second against 117) and give the core away soon.
BRIEF_SPIN = "1000"


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code."""
    asked = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = asked.command
    return command(asked)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("engine", description="Fine-tune a model from a spec.")
    commands = parser.add_subparsers(required=True)

    run = commands.add_parser("run", help="do one job")
    run.add_argument("spec", type=Path)
    run.add_argument("--out", type=Path, required=True, help="folder for the results")
    run.add_argument("--threads", type=int, help="threads to compute with")
    run.add_argument("--resume", action="store_true", help="go on from the newest checkpoint in the folder")
    run.set_defaults(command=_run)

    warm = commands.add_parser("warm", help="import everything, then wait for a job as a line of JSON on stdin")
    warm.set_defaults(command=_warm)

    for command in (run, warm):
        command.add_argument("--events-fd", type=int, help="file descriptor for events, a JSON object a line")
        command.add_argument("--parent", type=int, help="the supervisor: die with it, and stay off the network")

    validate = commands.add_parser("validate", help="find every fault of a spec")
    validate.add_argument("spec", type=Path)
    validate.set_defaults(command=_validate)

    commands.add_parser("describe", help="print all settings as JSON Schema").set_defaults(command=_describe)
    return parser


def _run(asked: argparse.Namespace) -> int:
    events = _start(asked)
    try:
        spec = read_spec(asked.spec)
    except SpecError as error:
        return _tell_wrong_spec(error, events)
    from engine import child

    return child.do_job(spec, asked.out, events=events, threads=asked.threads, resume=asked.resume)


def _warm(asked: argparse.Namespace) -> int:
    events = _start(asked)
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
        return _tell_wrong_spec(error, events)
    threads, resume = order.get("threads"), order.get("resume", False)
    return child.do_job(spec, Path(order["out"]), events=events, threads=threads, resume=resume)


def _tell_wrong_spec(error: SpecError, events: Events) -> int:
    faults = [fault.as_json() for fault in error.faults]
    events.failed("spec_wrong", {"faults": faults, "sentences": str(error)})
    return WRONG_SPEC


def _validate(asked: argparse.Namespace) -> int:
    try:
        faults = missing_files(read_spec(asked.spec))
    except SpecError as error:
        faults = error.faults
    _print([fault.as_json() for fault in faults])
    return WRONG_SPEC if faults else DONE


def _describe(asked: argparse.Namespace) -> int:  # noqa: ARG001
    _print(describe())
    return DONE


def _print(value: Any) -> None:
    sys.stdout.write(json.dumps(value, indent=1, ensure_ascii=False) + "\n")


def _start(asked: argparse.Namespace) -> Events:
    """Isolate the process and set its surroundings, while neither NumPy nor torch is there."""
    events = Events(json_lines(asked.events_fd) if asked.events_fd is not None else Terminal())
    os.umask(0o077)
    if asked.parent is not None:
        if not leave_network():
            events.warn("network_not_isolated")
        die_with(asked.parent)
    os.environ.update(OFFLINE_AND_QUIET)
    os.environ.setdefault("GOMP_SPINCOUNT", BRIEF_SPIN)
    return events
