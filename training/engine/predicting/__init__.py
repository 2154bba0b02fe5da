"""What a model that a job left says of new rows, a line of JSON for each, in memory that does not grow with them."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from engine.arithmetic import Setting, use_threads
from engine.events import Events
from engine.faults import JobFault
from engine.outputs import Output
from engine.predicting.asked import Asked, Predictor, rows_of
from engine.spec import TASKS


def predict(
    model: Path,
    output: Output,
    data: Path,
    out: Path,
    *,
    columns: Mapping[str, str],
    longest: int,
    events: Events,
    should_stop: Callable[[], bool],
    threads: int | None = None,
) -> int:
    """Write to `out` what the model in `model`, left by the job `output`, says of the rows in `data`; returns how many
    rows there are.

    `columns` are those that are called otherwise than in training, by the setting's name; what writes, writes at most
    `longest` tokens. The file is there once all of it is written, and not before.
    Raises JobFault for what is wrong with model or data, Stopped.
    """
    if threads:
        use_threads(threads)
    asked = Asked(model, output, rows_of(output.spec.data, data, columns), longest, Setting("float32", should_stop))
    predictor = _predictor(asked)
    rows = predictor.check()
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = out.with_name(f"{out.name}.unfinished")
    try:
        with unfinished.open("w", encoding="utf-8") as file:
            for number, answer in enumerate(predictor.say(), start=1):
                file.write(json.dumps(answer, ensure_ascii=False) + "\n")
                events.answered(number, of=rows)
        unfinished.rename(out)
    finally:
        unfinished.unlink(missing_ok=True)
    for code, params in predictor.notes():
        events.warn(code, **params)
    return rows


def _predictor(asked: Asked) -> Predictor:
    """Raises JobFault predict_unfit where the task has none."""
    task = asked.spec.task
    known = TASKS[task].load_predictor()
    if known is None:
        possible = ", ".join(name for name, each in TASKS.items() if each.predictor)
        raise JobFault("predict_unfit", path=str(asked.model), task=task, tasks=possible)
    predictor: Predictor = known(asked)
    return predictor
