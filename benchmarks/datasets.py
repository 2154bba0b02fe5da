"""What bringing a dataset costs: a CSV file of 1 GB in the form in which Entente reads it.

`python -m benchmarks.datasets --json`: Entente and pandas read the same file and write Parquet, in turns, each in a
process of its own; the best of each counts. The memory is the most that Entente's process ever held.
Then the normalised form is looked into: a filter over ten million rows, a profile of one million.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.datasets_looks import filter_seconds, profile_seconds
from benchmarks.datasets_table import write_table

GIGABYTE, SMOKE_BYTES = 1 << 30, 4 << 20
ROUNDS, SMOKE_ROUNDS = 3, 1

GOALS: dict[str, dict[str, float]] = {
    "ingest_vs_pandas": {"at_least": 4.0},
    "ingest_peak_mb": {"at_most": 512.0},
    "filter_seconds": {"at_most": 1.0},
    "profile_seconds": {"at_most": 30.0},
}

OURS = """
import json, re, sys, time
from pathlib import Path
from catalog.formats import inspect, normalise
path, out = Path(sys.argv[1]), Path(sys.argv[2])
started = time.perf_counter()
schema = normalise(path, inspect(path, name=path.name), out, name=path.name)
seconds = time.perf_counter() - started
held = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]
print(json.dumps({"seconds": seconds, "rows": schema.rows, "peak_mb": int(held) / 1024}))
"""
PANDAS = """
import json, sys, time
from pathlib import Path
import pandas, pyarrow.parquet
started = time.perf_counter()
table = pandas.read_csv(sys.argv[1])
table.to_parquet(Path(sys.argv[2], "data.parquet"))
print(json.dumps({"seconds": time.perf_counter() - started, "rows": len(table)}))
"""

Say = Callable[[str], None]


def main() -> None:
    """Measure, and print the outcome as the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print nothing but the outcome as JSON")
    parser.add_argument("--smoke", action="store_true", help="a small file: see that it works")
    asked = parser.parse_args()
    say: Say = (lambda _: None) if asked.json else print
    with tempfile.TemporaryDirectory() as folder:
        measured = measure(Path(folder), say, smoke=asked.smoke)
    print(json.dumps(_outcome(measured, smoke=asked.smoke)))


def _outcome(measured: dict[str, Any], *, smoke: bool) -> dict[str, Any]:
    """The figures of a small file say nothing of a large one, so its goals have no value."""
    goals = {name: {"value": None if smoke else measured[name], **goal} for name, goal in GOALS.items()}
    return {"benchmark": "datasets", "smoke": smoke, "goals": goals, "measured": measured}


def measure(folder: Path, say: Say, *, smoke: bool) -> dict[str, Any]:
    """Everything that was measured, by name."""
    path = folder / "rows.csv"
    write_table(path, SMOKE_BYTES if smoke else GIGABYTE)
    told: dict[str, list[dict[str, Any]]] = {"ours": [], "pandas": []}
    for _ in range(SMOKE_ROUNDS if smoke else ROUNDS):
        for name, program in (("ours", OURS), ("pandas", PANDAS)):
            told[name].append(_run(program, path))
            say(f"{name}: {told[name][-1]}")
    assert {each["rows"] for runs in told.values() for each in runs} == {told["ours"][0]["rows"]}
    seconds = {name: round(min(each["seconds"] for each in runs), 2) for name, runs in told.items()}
    return {
        "ingest_seconds": seconds,
        "ingest_mb": path.stat().st_size >> 20,
        "ingest_vs_pandas": round(seconds["pandas"] / seconds["ours"], 2),
        "ingest_peak_mb": round(max(each["peak_mb"] for each in told["ours"])),
        "filter_seconds": round(filter_seconds(folder, smoke=smoke), 2),
        "profile_seconds": round(profile_seconds(folder, smoke=smoke), 2),
    }


def _run(program: str, path: Path) -> dict[str, Any]:
    """What a process of its own prints of reading `path`."""
    with tempfile.TemporaryDirectory(dir=path.parent) as out:
        command = [sys.executable, "-c", program, str(path), out]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


if __name__ == "__main__":
    main()
