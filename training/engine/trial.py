"""One trial of a search as a job of its own: judged by the validation rows, and the test rows are not looked at."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from engine.clock import Clock
from engine.events import Events
from engine.faults import Stopped
from engine.ready import make_ready
from engine.rungs import Rungs
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
    others: Sequence[Sequence[float]] | None = None,
) -> None:
    """Train, and leave in `out` what the validation rows say of these settings; no model is kept.

    `others` are the scores that other trials have had, one for each of their evaluations: this one is given up where
    they were better (`engine.rungs`). Without them it goes on to its end.

    Raises:
        JobFault: the job cannot be done.
        Stopped: `should_stop` said so; what was trained is in a checkpoint.
    """
    clock, rungs = Clock(events), Rungs(others, should_stop)
    with clock.phase("preparing"):
        ready = make_ready(spec, out, events=events, should_stop=rungs, threads=threads, resume=resume)
    progress = rungs.progress = ready.loop.progress
    with clock.phase("training"):
        try:
            ready.loop.run()
        except Stopped:
            if not rungs.gives_up:
                raise
    score, minus_loss = progress.best
    outcome = {
        "metric": ready.task.metric,
        "score": score,
        "loss": -minus_loss,
        "evaluations": len(progress.validation),
        "seconds": progress.seconds,
        "given_up": not progress.done,
    }
    (out / OUTCOME).write_text(json.dumps(outcome))
