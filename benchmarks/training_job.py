"""Whole jobs of the engine: how soon the first step is, and what a job takes beside computing."""

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.training_contenders import BATCH, LONGEST, TASK, Course
from engine.events import Events, json_lines
from engine.job import run_job
from engine.loop import Loop
from engine.rehearsal import rehearse
from engine.spec import LabelledTexts, Spec, Training
from engine.tasks.text_classification import TextClassification


def first_step_seconds(course: Course, seed: int) -> float:
    """From the line that gives a warm process its job to the event that tells of the first step."""
    with tempfile.TemporaryDirectory() as folder:
        order = {"spec": make_spec(course, Path(folder), seed).resolved(), "out": f"{folder}/out"}
        read, write = os.pipe()
        command = [sys.executable, "-m", "engine", "warm", "--events-fd", str(write), "--parent", str(os.getpid())]
        with (
            subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=[write], text=True) as process,
            os.fdopen(read, encoding="utf-8") as events,
        ):
            os.close(write)
            assert process.stdin
            _wait_for("ready", events)
            started = time.perf_counter()
            process.stdin.write(json.dumps(order) + "\n")
            process.stdin.flush()
            _wait_for("step", events)
            seconds = time.perf_counter() - started
            process.kill()
        return seconds


def overhead(course: Course, seed: int) -> dict[str, Any]:
    """Seconds of a `whole` job, told as to a supervisor, and what of it is overhead, in all and by part.

    Overhead is what is left of the whole without these, which any loop would take that compares as much: to read rows,
    tokens and model once (`loading`), to take steps and to try the weights on the validation rows (`steps`), to train
    and to ask each contender (`contenders`, by their own clocks), and to ask the tuned model what its answers rest on
    (`attributions`, without the file that keeps it). So overhead has: verifying digests and trying precisions
    (`preparing`); telling, curves and checkpoints (`training`, with what is in no phase); a second load of the base,
    intervals, comparisons and evidence, and keeping them (`evaluating`); results and the saved model (`reporting`).
    """
    with tempfile.TemporaryDirectory() as name, Path(os.devnull).open("w") as told:
        folder = Path(name)
        spec = make_spec(course, folder, seed)
        seconds = {"loading": 0.0, "steps": 0.0}
        rehearse()  # as every warm process does
        with (
            _timed(Loop, "take_step", seconds, "steps"),
            _timed(TextClassification, "evaluate", seconds, "steps"),
            _timed(TextClassification, "__init__", seconds, "loading"),
        ):
            started = time.perf_counter()
            run_job(spec, folder / "out", events=Events(json_lines(told.fileno())), should_stop=lambda: False)
            whole = time.perf_counter() - started
        results = json.loads((folder / "out" / "results.json").read_text())
    phases = results["seconds"]
    seconds["contenders"] = sum(each["seconds"] for each in results["contenders"].values()) - phases["training"]
    seconds["attributions"] = results["attributions"]["seconds"]
    parts = {
        "preparing": phases["preparing"] - seconds["loading"],
        "evaluating": phases["evaluating"] - seconds["contenders"] - seconds["attributions"],
        "reporting": phases["reporting"],
    }
    beside = whole - sum(seconds.values())
    overhead = {"all": beside, **parts, "training": beside - sum(parts.values())}
    return {"whole": whole, "computing": seconds, "overhead": overhead}


def make_spec(course: Course, folder: Path, seed: int) -> Spec:
    """The job of this course, whose rows it writes into `folder`."""
    rows, path = course.rows, folder / "rows.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        names = [rows.names[label] for label in rows.train_labels]
        csv.writer(file).writerows([("text", "label"), *zip(rows.train_texts, names, strict=True)])
    data = LabelledTexts(str(path), text="text", label="label")
    training = Training(epochs=course.epochs, batch_size=BATCH, max_length=LONGEST)
    return Spec(task=TASK, model=course.base, data=data, seed=seed, training=training)


def _wait_for(kind: str, events: Iterator[str]) -> None:
    for line in events:
        event = json.loads(line)
        if event["ev"] == kind:
            return
        if event["ev"] == "failed":
            raise RuntimeError(event["message"])
    raise RuntimeError(f"The process ended before it told of {kind}.")


@contextmanager
def _timed(owner: type, name: str, seconds: dict[str, float], what: str) -> Iterator[None]:
    """What the method `name` takes is added to the seconds of `what` while inside."""
    method: Callable[..., Any] = getattr(owner, name)

    def timed(*given: Any, **named: Any) -> Any:
        started = time.perf_counter()
        try:
            return method(*given, **named)
        finally:
            seconds[what] += time.perf_counter() - started

    with patch.object(owner, name, timed):
        yield
