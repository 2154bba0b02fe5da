"""A child of the tests: speaks the protocol of `work.supervision.child`, counts, and needs no torch."""

import argparse
import json
import os
import signal
import sys
import time
from pathlib import Path

parser = argparse.ArgumentParser()
parser.add_argument("--events-fd", type=int)
parser.add_argument("--parent", type=int)
asked = parser.parse_args()
stopping = []


def say(event: dict[str, object]) -> None:
    os.write(asked.events_fd, json.dumps(event).encode() + b"\n")


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
first = int(checkpoint.read_text()) if order["resume"] else 0
say({"ev": "phase", "phase": "training"})
for step in range(first + 1, order["steps"] + 1):
    time.sleep(order["pause"])
    say({"ev": "step", "step": step, "of": order["steps"], "loss": 1 / step, "seconds_left": 0.0})
    checkpoint.parent.mkdir(exist_ok=True)
    checkpoint.with_name("draft").write_text(str(step))
    checkpoint.with_name("draft").rename(checkpoint)
    if stopping:
        sys.exit(3)
(out / "result.json").write_text(json.dumps({"began_after": first, "environment": dict(os.environ)}))
say({"ev": "done"})
