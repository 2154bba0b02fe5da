"""A child of the tests: speaks the protocol of `work.supervision.child`, counts, and needs no torch."""

import argparse
import json
import os
import signal
import socket
import sys
import time
from pathlib import Path

parser = argparse.ArgumentParser()
parser.add_argument("--events-fd", type=int)
parser.add_argument("--parent", type=int)
parser.add_argument("--networked", action="store_true")
asked = parser.parse_args()
stopping = []


def say(event: dict[str, object]) -> None:
    os.write(asked.events_fd, json.dumps(event).encode() + b"\n")


def lose() -> None:
    """As the engine does when another process is gone."""
    say({"ev": "failed", "code": "process_lost", "params": {}})
    sys.exit(1)


def meet() -> list[socket.socket]:
    """The other processes of a gang over workers, or the first of them."""
    if "RANK" not in os.environ:
        return []
    where = (os.environ["MASTER_ADDR"], int(os.environ["MASTER_PORT"]))
    if os.environ["RANK"] == "0":
        with socket.create_server(where) as server:
            return [server.accept()[0] for _ in range(int(os.environ["WORLD_SIZE"]) - 1)]
    while True:
        try:
            return [socket.create_connection(where)]
        except ConnectionRefusedError:
            time.sleep(0.02)


def help_along(first: socket.socket) -> None:
    """Be there until the first process says that it is done (0) or was stopped (3)."""
    first.settimeout(0.02)
    while True:
        try:
            said = first.recv(1)
        except TimeoutError:
            if stopping:
                first.send(b"3")
            continue
        sys.exit(int(said)) if said else lose()


def ask(others: list[socket.socket]) -> None:
    """Whether one of them is to stop, or gone."""
    for other in others:
        other.setblocking(False)
        try:
            stopping.append(True) if other.recv(1) else lose()
        except BlockingIOError:
            continue


say({"ev": "ready"})
line = sys.stdin.readline()
if not line:
    sys.exit(0)
order = json.loads(line)
out, checkpoint = Path(order["out"]), Path(order["out"], "checkpoints", "step")
if order.get("deaf"):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
else:
    signal.signal(signal.SIGTERM, lambda *_: stopping.append(True))
if order.get("crash"):
    os._exit(70)
if order.get("full"):
    say({"ev": "failed", "code": "disk_full", "params": {"path": "checkpoints"}, "message": "", "remedy": ""})
    sys.exit(1)
if order.get("fault"):
    say({"ev": "failed", "code": "nan_loss", "params": {"step": 3, "learning_rate": 1.0}, "message": "", "remedy": ""})
    sys.exit(1)
hoarded = bytearray(b"x" * order.get("hoards", 0))
if order.get("fills"):
    (out / "filling").write_bytes(b"x" * order["fills"])
others = meet()
if os.environ.get("RANK", "0") != "0":
    help_along(*others)
first = int(checkpoint.read_text()) if order["resume"] else 0
say({"ev": "phase", "phase": "training"})
for step in range(first + 1, order["steps"] + 1):
    time.sleep(order["pause"])
    say({"ev": "step", "step": step, "of": order["steps"], "loss": 1 / step, "seconds_left": 0.0})
    checkpoint.parent.mkdir(exist_ok=True)
    checkpoint.with_name("draft").write_text(str(step))
    checkpoint.with_name("draft").rename(checkpoint)
    ask(others)
    if stopping:
        for other in others:
            other.send(b"3")
        sys.exit(3)
    if Path(order["gate"]).exists():
        break
for other in others:
    other.send(b"0")
(out / "result.json").write_text(json.dumps({"began_after": first, "environment": dict(os.environ)}))
say({"ev": "done"})
