"""What the commands have in common: how their process begins, and how they answer."""

import argparse
import json
import os
import sys
from typing import TYPE_CHECKING, Any

from engine.events import Events, Terminal, json_lines
from engine.isolation import die_with, leave_network
from engine.spec import SpecError

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

DONE, FAULT, WRONG_SPEC = 0, 1, 2

OFFLINE_AND_QUIET = {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "TORCH_CPP_LOG_LEVEL": "ERROR",
}

# How long an idle thread of OpenMP spins. By default so long that two busy processes on the same cores stand still for
# seconds; 1,000 turns are as quick alone (118 rows a second against 117) and give the core away soon.
BRIEF_SPIN = "1000"


def accept_supervisor(parser: argparse.ArgumentParser) -> None:
    """The options of a command that a supervisor may call."""
    parser.add_argument("--events-fd", type=int, help="file descriptor for events, a JSON object a line")
    parser.add_argument("--parent", type=int, help="the supervisor: die with it, and stay off the network")
    parser.add_argument("--networked", action="store_true", help="stay on the network, where the job's others are")


def accept_threads(parser: argparse.ArgumentParser) -> None:
    """The option of a command that computes."""
    parser.add_argument("--threads", type=int, help="threads to compute with")


def start(asked: argparse.Namespace) -> Events:
    """Isolate the process and set its surroundings, while neither NumPy nor torch is there."""
    events = _events(asked)
    if asked.parent is not None:
        if asked.networked:
            events.warn("network_shared")
        elif not leave_network():
            events.warn("network_not_isolated")
        die_with(asked.parent)
    _settle()
    return events


def start_member(asked: argparse.Namespace) -> Events:
    """As `start`, of one of several processes of a job: where it is on the network its first process decides."""
    die_with(asked.parent)
    _settle()
    return _events(asked)


def _events(asked: argparse.Namespace) -> Events:
    send = json_lines(asked.events_fd) if asked.events_fd is not None else Terminal()
    if os.environ.get("RANK", "0") == "0":
        return Events(send)
    return Events(lambda event: send(event) if event["ev"] == "failed" else None)  # the first process tells the rest


def _settle() -> None:
    os.umask(0o077)
    os.environ.update(OFFLINE_AND_QUIET)
    os.environ.setdefault("GOMP_SPINCOUNT", BRIEF_SPIN)


def tell_wrong_spec(error: SpecError, events: Events) -> int:
    """Tell every fault of a spec, and return the exit code."""
    faults = [fault.as_json() for fault in error.faults]
    events.failed("spec_wrong", {"faults": faults, "sentences": str(error)})
    return WRONG_SPEC


def print_json(value: Any) -> None:
    """The answer of a command that has one."""
    sys.stdout.write(json.dumps(value, indent=1, ensure_ascii=False) + "\n")
