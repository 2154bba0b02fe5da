"""One trial of a search as a job of its own: judged by the validation rows, and the test rows are not looked at."""

import json
from collections.abc import Callable
from pathlib import Path

from engine.clock import Clock
from engine.events import Events
from engine.ready import make_ready
from engine.spec import Spec

OUTCOME = "trial.json"


def run_trial(
    spec: Spec,
    out: Path,
    *,
    events: Events,
    should_stop: Callable[[], bool],
    threads: int | None = None,
    resume: bool = False,
) -> None:
    """Train, and leave in `out` what the validation rows say of these settings; no model is kept.

    Raises:
        JobFault: the job cannot be done.
        Stopped: `should_stop` said so; what was trained is in a checkpoint.
    """
    clock = Clock(events)
    with clock.phase("preparing"):
        ready = make_ready(spec, out, events=events, should_stop=should_stop, threads=threads, resume=resume)
    with clock.phase("training"):
        ready.loop.run()
    progress = ready.loop.progress
    score, minus_loss = progress.best
    outcome = {
        "metric": ready.task.metric,
        "score": score,
        "loss": -minus_loss,
        "evaluations": len(progress.validation),
        "seconds": progress.seconds,
    }
    (out / OUTCOME).write_text(json.dumps(outcome))
