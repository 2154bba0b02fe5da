"""One job from spec to results: prepare, train, evaluate, report."""

from collections.abc import Callable
from pathlib import Path

from engine.clock import Clock
from engine.energy import EnergyMeter
from engine.events import Events
from engine.export import save_card, save_model
from engine.ready import make_ready
from engine.results import describe_run, write_results
from engine.spec import Spec


def run_job(
    spec: Spec,
    out: Path,
    *,
    events: Events,
    should_stop: Callable[[], bool],
    threads: int | None = None,
    resume: bool = False,
) -> None:
    """Do the job and leave its results in `out`; with `resume` go on from the newest sound checkpoint there, if any.

    Raises:
        JobFault: the job cannot be done.
        Stopped: `should_stop` said so; what was trained is in a checkpoint.
    """
    clock, meter = Clock(events), EnergyMeter()
    with clock.phase("preparing"):
        ready = make_ready(spec, out, events=events, should_stop=should_stop, threads=threads, resume=resume)
    with clock.phase("training"):
        progress = ready.loop.run()
        if progress.epoch < spec.training.epochs:
            events.note("stopped_early", patience=spec.training.patience, step=progress.best_step)
        trained_parameters = sum(p.numel() for p in ready.method.parameters().values())
        ready.method.save_apart(out / "model" / "adapter")
        ready.method.finish()
    task = ready.task
    with clock.phase("evaluating"):
        contenders = task.contenders(spec.method)
        evidence = task.weigh(contenders)
        evidence["contenders"]["tuned"] |= {
            "seconds": progress.seconds + contenders["tuned"].seconds,
            "trained_parameters": trained_parameters,
            "parameters": task.model.num_parameters(),
        }
    with clock.phase("reporting"):
        save_model(out / "model", task.model, task.processor)
        task.save_predictions(out, contenders["tuned"])
    results = {**describe_run(spec, out, ready, clock), **evidence, "energy": meter.read()}
    save_card(out / "model" / "README.md", results, task)
    write_results(out / "results.json", results)
    ready.checkpoints.clear()
