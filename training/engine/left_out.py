"""How well the model does on a source that it has not learned from: trained again without each in turn.

The rows keep their parts, so that the model without a source and the one with all of them are tried on the same test
rows. Each is a run of its own with checkpoints: a job that is killed goes on where it was.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np

from engine.events import Events
from engine.evidence import Contender
from engine.faults import JobFault
from engine.gathered import check_left, only_tested
from engine.lighter import Weighable
from engine.ready import Ready, make_ready
from engine.slices import LEAST
from engine.spec import Gathered, RawTexts, Spec
from engine.split import Parts

FOLDER = "left-out"  # in the output folder, while the job runs


class Gathering(Weighable, Protocol):
    """A task whose rows may be of several sources (`engine.gathered.OfSources`)."""

    @property
    def used(self) -> Parts:
        """The rows that are trained and tested on."""

    def of_source(self, name: str) -> np.ndarray:
        """Which of the rows (n,) are of the source of this name."""


def wants_left_out(spec: Spec) -> bool:
    """Whether the job has several sources, of which each is to be left out in turn.

    Not of raw texts that a new model learns: without a source its tokenizer is another one, which cuts them otherwise,
    and there would be nothing to hold against each other.
    """
    data = spec.data
    if isinstance(data, RawTexts) and spec.model.path is None:
        return False
    return isinstance(data, Gathered) and bool(data.sources) and data.leave_one_out and data.left_out is None


def weigh_left_out(
    spec: Spec,
    out: Path,
    ready: Ready,
    tuned: Contender,
    *,
    events: Events,
    should_stop: Callable[[], bool],
    resume: bool,
) -> list[dict[str, Any]]:
    """For each source the figure of the model without it and of the `tuned` one on its test rows, the worst loss first.

    Computed as the job was. A source with few test rows is left out of this, as is one without which a part is empty.
    Raises JobFault, Stopped.
    """
    if not resume:
        shutil.rmtree(out / FOLDER, ignore_errors=True)
    arithmetic = ready.arithmetic
    training = replace(spec.training, precision=arithmetic.precision)
    told = []
    for place, (source, inside) in enumerate(_sources(spec, cast("Gathering", ready.task))):
        without = replace(spec, data=replace(cast("Gathered", spec.data), left_out=source), training=training)
        given: dict[str, Any] = {"threads": arithmetic.threads, "resume": True, "parts": arithmetic.parts}
        try:
            again = make_ready(
                without, out / FOLDER / str(place), events=Events(lambda _: None), should_stop=should_stop, **given
            )
        except JobFault as fault:
            if fault.code != "boxes_missing":
                raise
            continue  # there is nothing to learn, or to find, without it
        again.loop.run()
        again.method.finish()  # for tokens, too, that only the test has
        each = _weigh(source, again, tuned.said[inside], seed=spec.seed)
        figure = cast("Gathering", again.task).judge.name
        scores = {"without": round(each[figure][0], 4), "with_it": round(each["with_it"][0], 4)}
        events.note("source_left_out", source=source, rows=each["rows"], metric=figure, **scores)
        told.append(each)
    sign = 1 if cast("Gathering", ready.task).judge.greater_is_better else -1
    return sorted(told, key=lambda each: sign * each["difference"][0])


def _sources(spec: Spec, task: Gathering) -> Iterator[tuple[str, np.ndarray]]:
    """The sources that can be left out, and which test rows (n,) are theirs."""
    for source in cast("Gathered", spec.data).names:
        inside = task.of_source(source)
        try:
            check_left(only_tested(task.used, inside), source)
        except JobFault:
            continue
        tested = inside[task.used.test]
        if tested.sum() >= LEAST:
            yield source, tested


def _weigh(source: str, again: Ready, with_it: Any, *, seed: int) -> dict[str, Any]:
    task = cast("Gathering", again.task)
    judge, without = task.judge, task.said_by(task.model)
    return {
        "source": source,
        "rows": len(task.used.test),
        "train_rows": len(task.used.train),
        judge.name: judge.interval(without, seed=seed),
        "with_it": judge.interval(with_it, seed=seed),
        **judge.compare(without, with_it, seed=seed),
    }
