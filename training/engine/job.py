"""One job from spec to results: prepare, train, evaluate, report."""

import shutil
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, cast

from engine.attributions import Attributable
from engine.attributions.weighing import weigh_attributions
from engine.board import FOLDER, on_board
from engine.checkpoints import Checkpoints
from engine.choosing import leave_compiled
from engine.clock import Clock
from engine.device import bring_home
from engine.energy import EnergyMeter, tell_energy
from engine.events import Events
from engine.export import save_card, save_model
from engine.faults import JobFault
from engine.footprint import estimate_flops, footprint, gather_shares, own_share
from engine.found import Found
from engine.gang import Alone, Gang
from engine.joint import Joint, save_each
from engine.launch import gang_of, threads_of_each
from engine.left_out import FOLDER as LEFT_OUT
from engine.left_out import wants_left_out, weigh_left_out
from engine.lighter import Weighable, weigh_lighter
from engine.looks import looks_at
from engine.memory import fits
from engine.outputs import RESULTS, clear_outputs
from engine.portable import save_onnx
from engine.ready import CACHE, Ready, make_ready
from engine.results import describe_run, write_results
from engine.spec import Spec
from engine.spec.packages import missing_packages
from engine.trackers import keep_run


def run_job(
    spec: Spec,
    out: Path,
    *,
    events: Events,
    should_stop: Callable[[], bool],
    threads: int | None = None,
    resume: bool = False,
    more: Mapping[str, Any] | None = None,
    secret: bytes | None = None,
    looked: int | None = None,
    found: Found | None = None,
    keep_checkpoints: bool = False,
) -> None:
    """Do the job and leave its results in `out`; with `resume` go on from the newest sound checkpoint there, if any.

    `more` is what the results are to say besides, `secret` what a private job draws from instead of a new one,
    `looked` how often this test split was looked at before, where the caller has counted, `found` what a search has
    found for it. With `keep_checkpoints` the last ones stay beside the results, for a caller whose results may still
    be refused or lost.

    Raises:
        JobFault: the job cannot be done.
        Stopped: `should_stop` said so; what was trained is in a checkpoint.
    """
    for fault in missing_packages(spec):
        raise JobFault(fault.code, **fault.params)
    each = threads_of_each(spec, threads)
    with gang_of(spec, out, events=events, threads=threads, resume=resume) as gang:
        if gang.rank:
            help_along(spec, out, should_stop=should_stop, threads=each, resume=resume, gang=gang)
            return
        meter = EnergyMeter()
        given: dict[str, Any] = {"threads": each, "secret": secret, "gang": gang, "meter": meter}
        prepare = partial(make_ready, spec, out, events=events, should_stop=should_stop, **given)
        told: dict[str, Any] = {"more": more or {}, "looked": looked, "found": found or Found(), "meter": meter}
        checkpoints = _do(spec, out, prepare, events=events, should_stop=should_stop, resume=resume, **told)
        if not keep_checkpoints:
            checkpoints.clear()


def help_along(
    spec: Spec, out: Path, *, should_stop: Callable[[], bool], threads: int | None, resume: bool, gang: Gang
) -> None:
    """Train as one process of `gang` that is not its first, which does the rest."""
    silent, meter = Events(lambda _: None), EnergyMeter()
    given: dict[str, Any] = {"threads": threads, "resume": resume, "gang": gang, "meter": meter}
    make_ready(spec, out, events=silent, should_stop=should_stop, **given).loop.run()
    gather_shares(gang, meter)


def _whole_again(ready: Ready, prepare: Callable[..., Ready]) -> Ready:
    """The job as one process finds it, trained: a model that was split up is whole in its checkpoint only."""
    first_step_at, alone = ready.loop.first_step_at, Alone.after(ready.loop.gang)
    del ready
    again = prepare(resume=True, events=Events(lambda _: None), gang=alone)
    again.loop.run()
    again.loop.first_step_at = first_step_at
    return again


def _do(
    spec: Spec,
    out: Path,
    prepare: Callable[..., Ready],
    *,
    events: Events,
    should_stop: Callable[[], bool],
    resume: bool,
    more: Mapping[str, Any],
    looked: int | None,
    found: Found,
    meter: EnergyMeter,
) -> Checkpoints:
    """The whole job, of which other processes only train; what it could be gone on from."""
    clock = Clock(events)
    with clock.phase("preparing"):
        ready = prepare(resume=resume)
    clear_outputs(out)
    with clock.phase("training"), on_board(out / FOLDER, events, lambda: ready.loop):
        if not fits(ready.loop):
            parts = 2 * ready.loop.parts
            events.warn("memory_short", parts=parts)
            del ready  # first, so that its memory is free
            ready = prepare(resume=True, parts=parts)
            ready.loop.run()
        _, *others = gather_shares(ready.loop.gang, meter)
        if spec.training.parallel == "fsdp" and ready.loop.gang.world > 1:
            ready = _whole_again(ready, prepare)
        progress = ready.loop.progress
        if progress.epoch < spec.training.epochs:
            events.note("stopped_early", patience=spec.training.patience, step=progress.best_step)
        trained_parameters = sum(p.numel() for p in ready.loop.parameters.values())
        leave_compiled(ready.task.model)
        flops = estimate_flops(ready.loop)
        if not isinstance(ready.task, Joint):  # whose adapters are beside no one model
            ready.method.save_apart(out / "model" / "adapter")
        plain = ready.method.finish()
    task = ready.task
    with clock.phase("evaluating"):
        contenders = task.contenders(spec.method)
        evidence = task.weigh(contenders)
        if spec.is_private:
            evidence.pop("mistakes", None)  # are single rows, as predictions are
        elif isinstance(task, Attributable):
            evidence["attributions"] = weigh_attributions(task, contenders["tuned"], out, seed=spec.seed)
        if spec.lighter != "none":
            evidence["lighter"] = weigh_lighter(cast("Weighable", task), contenders["tuned"], seed=spec.seed)
        if wants_left_out(spec):
            evidence["left_out"] = weigh_left_out(
                spec, out, ready, contenders["tuned"], events=events, should_stop=should_stop, resume=resume
            )
        evidence["contenders"]["tuned"] |= {
            "seconds": progress.seconds + contenders["tuned"].seconds,
            "trained_parameters": trained_parameters,
            "parameters": task.model.num_parameters(),
        }
    with clock.phase("reporting"):
        save_model(out / "model", bring_home(plain), task.processor)
        onnx = {"onnx": save_onnx(out, plain, ready, events)} if spec.onnx else {}
        if not spec.is_private:
            task.save_predictions(out, contenders["tuned"])
    shares = [own_share(meter), *others]  # this process has done more than train
    earlier = [used for run, used in ready.loop.spent.items() if run != meter.run]
    energy = tell_energy([each.used for each in shares], *earlier)
    costs = {"energy": energy, "footprint": footprint(flops, shares)}
    looks = {"test_split": looks_at(ready.digests["data"], task.parts, out, looked)}
    results = {**describe_run(spec, out, ready, clock, found), **evidence, **looks, **costs, **onnx, **more}
    save_card(out / "model" / "README.md", results, task)
    if isinstance(task, Joint):
        save_each(task, out, ready, clock, found, results=results, contenders=contenders)
    write_results(out / RESULTS, results)
    if spec.tracker != "none":
        keep_run(spec, out, results, progress, task.metric)
    for folder in (CACHE, LEFT_OUT):
        shutil.rmtree(out / folder, ignore_errors=True)
    return ready.checkpoints
