"""The process of `benchmarks.queue_overhead`: works for so many seconds, and says how long it did."""

import json
import os
import sys
import time
from pathlib import Path

events = int(sys.argv[sys.argv.index("--events-fd") + 1])


def say(event: dict[str, object]) -> None:
    os.write(events, json.dumps(event).encode() + b"\n")


say({"ev": "ready"})
line = sys.stdin.readline()
if not line:
    sys.exit(0)
started = time.monotonic()
order = json.loads(line)
steps = round(order["seconds"] / order["step_seconds"])
say({"ev": "phase", "phase": "training"})
for step in range(1, steps + 1):
    time.sleep(order["step_seconds"])
    say({"ev": "step", "step": step, "of": steps, "loss": 1 / step, "seconds_left": order["seconds"]})
Path(order["out"], "result.json").write_text(json.dumps({"worked": time.monotonic() - started}))
say({"ev": "done"})
