"""A job made ready for its first step: inputs verified, data and model loaded, an interrupted run taken up."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.arithmetic import Arithmetic, Setting, settle_arithmetic, use_threads
from engine.checkpoints import Checkpoint, Checkpoints
from engine.choices import Choice
from engine.choosing import apply, case_of, choose_all, worth_telling
from engine.device import on_gpu
from engine.dropout import set_dropout
from engine.energy import EnergyMeter
from engine.events import Events
from engine.faults import JobFault
from engine.gang import Alone, Gang, draw_apart
from engine.generators import seed_generators
from engine.loop import Loop
from engine.methods import Method
from engine.methods.rates import default_rate
from engine.models import verify_model
from engine.rewording import verify_helpers
from engine.spec import METHODS, TASKS, Spec
from engine.tables import verify_data
from engine.tasks import Task

if TYPE_CHECKING:
    from engine.private import Private

CACHE = "cache"  # in the output folder, while the job runs


@dataclass(frozen=True)
class Ready:
    """A job before its first step."""

    task: Task
    parameters: int  # weights of base and head
    digests: dict[str, str]
    arithmetic: Arithmetic
    choices: dict[str, Choice]
    method: Method
    loop: Loop
    checkpoints: Checkpoints


def make_ready(
    spec: Spec,
    out: Path,
    *,
    events: Events,
    should_stop: Callable[[], bool],
    threads: int | None,
    resume: bool,
    parts: int | None = None,
    secret: bytes | None = None,
    gang: Gang | None = None,
    meter: EnergyMeter | None = None,
) -> Ready:
    """Everything up to the first step; with `resume` up to the step after the newest sound checkpoint in `out`.

    With `parts` a batch is computed in so many, whatever the spec says. `secret` is what a private job draws from
    instead of a new one; one that goes on has that of its checkpoint. `gang` are the processes that do the job, `meter`
    measures what this one uses.
    Raises JobFault for whatever is wrong with model, data or checkpoint.
    """
    gang = gang or Alone()
    given = _verify_all_but_base(spec)
    verify_base: Callable[[], str] = partial(verify_model, spec.model, spec.task)
    checkpoint = None
    if resume:
        verify_base = cache(verify_base)  # now, for the checkpoint has to be this job's
        digests = _agreed({"model": verify_base(), **given}, gang)
        checkpoint = gang.of_first(partial(_find_checkpoint, _checkpoints(out, digests, gang), events))
    arithmetic = gang.of_first(partial(_arithmetic, spec, threads, checkpoint, events))
    use_threads(arithmetic.threads)
    if parts:
        arithmetic = replace(arithmetic, parts=parts)
    setting = Setting(arithmetic.precision, should_stop, out / CACHE / f"{gang.rank}" / given["data"])
    with beside(verify_base) as verified:
        task: Task = TASKS[spec.task].load()(spec, setting)
        digests = {"model": verified(), **given}
    if not resume:
        _agreed(digests, gang)
    checkpoints = _checkpoints(out, digests, gang)
    seed_generators(spec.seed)
    parameters = task.model.num_parameters()
    _set_dropout(spec, task)
    rate = spec.training.learning_rate or default_rate(spec.method, parameters)
    method: Method = METHODS[spec.method].load()(task, spec)
    choices = choose_all(spec, task, method, arithmetic, gang)
    apply(choices, method)
    choices |= getattr(task, "choices", {})  # what only some tasks choose
    _tell(task, arithmetic, method, events)
    for code, params in worth_telling(choices):
        events.note(code, **params)
    private = _private(spec, task, method, secret, events) if spec.is_private else None
    if spec.training.learning_rate is None:
        events.note("learning_rate_chosen", **why_rate(spec, parameters, rate))
    loop = Loop(
        task,
        method,
        spec.training,
        rate=rate,
        seed=spec.seed,
        arithmetic=arithmetic,
        events=events,
        checkpoints=checkpoints,
        private=private,
        should_stop=should_stop,
        gang=gang,
        meter=meter,
    )
    draw_apart(gang, method, spec.seed)
    if checkpoint:
        loop.resume(checkpoint)
        events.note("resumed", step=loop.progress.step)
    return Ready(task, parameters, digests, arithmetic, choices, method, loop, checkpoints)


def _set_dropout(spec: Spec, task: Task) -> None:
    """Raises JobFault spec_clash where a share is named, and the model drops nothing anywhere."""
    p = spec.training.dropout
    if p is not None and not set_dropout(task.model, p):
        raise JobFault("spec_clash", path="training.dropout", other="model")


def _verify_all_but_base(spec: Spec) -> dict[str, str]:
    """Digests of data, spec and what else the job reads. Raises JobFault: file_missing, digest_mismatch."""
    digests = {"data": verify_data(spec.data), "spec": spec.digest()}
    if spec.teacher:
        digests["teacher"] = verify_model(spec.teacher, spec.task)
    return digests | verify_helpers(spec.augmentation)


@contextmanager
def beside(verify: Callable[[], str]) -> Iterator[Callable[[], str]]:
    """What `verify` gives, which is computed while what stands inside loads the same files.

    Where that fails, it may be because they are not what the spec names: then this is told. Raises what `verify` does.
    """
    with ThreadPoolExecutor(1) as thread:
        verified = thread.submit(verify)
        try:
            yield verified.result
        except Exception:
            verified.result()
            raise


def _checkpoints(out: Path, digests: dict[str, str], gang: Gang) -> Checkpoints:
    return Checkpoints(out / "checkpoints", {**digests, **_identity(gang)})


def _agreed(digests: dict[str, str], gang: Gang) -> dict[str, str]:
    """Raises JobFault process_differs where this process has another job than the first, on another machine say."""
    first = gang.of_first(lambda: digests)
    for what, digest in digests.items():
        if first.get(what) != digest:
            raise JobFault("process_differs", rank=gang.rank, what=what)
    return digests


def _identity(gang: Gang) -> dict[str, str]:
    """What a checkpoint says of device and processes: those of more than one have numbers drawn by each."""
    device = {"device": "cuda"} if on_gpu() else {}  # which draws dropout from its own generator
    return {**device, **({"processes": str(gang.world)} if gang.world > 1 else {})}


def _find_checkpoint(checkpoints: Checkpoints, events: Events) -> Checkpoint | None:
    checkpoint, torn = checkpoints.newest()
    for step in torn:
        events.warn("checkpoint_torn", step=step)
    return checkpoint


def _arithmetic(spec: Spec, threads: int | None, checkpoint: Checkpoint | None, events: Events) -> Arithmetic:
    """As the interrupted run computed, or as spec and machine suggest."""
    if not checkpoint:
        return settle_arithmetic(threads, case_of(spec))
    arithmetic = Arithmetic(**checkpoint.state["arithmetic"])
    if threads not in (None, arithmetic.threads):
        events.note("threads_kept", threads=arithmetic.threads)
    use_threads(arithmetic.threads)
    return arithmetic


def _private(spec: Spec, task: Task, method: Method, secret: bytes | None, events: Events) -> "Private":
    from engine.private import Private  # Opacus, which other jobs need not wait for

    private = Private(spec, task, method, secret=secret)
    for code, params in private.notes():
        events.note(code, **params)
    return private


def why_rate(spec: Spec, parameters: int, rate: float) -> dict[str, Any]:
    """What the choice of the learning rate rests on."""
    return {"rate": rate, "method": spec.method, "millions": f"{parameters / 1e6:.3g}"}


def _tell(task: Task, arithmetic: Arithmetic, method: Method, events: Events) -> None:
    """What a person should know about the rows, and how they are trained on."""
    parts = task.parts
    if parts.dropped:
        events.warn("duplicates_dropped", count=parts.dropped)
    events.note("split_made", train=len(parts.train), validation=len(parts.validation), test=len(parts.test))
    for code, params in task.warnings():
        events.warn(code, **params)
    if arithmetic.ratio is not None:
        events.note("precision_chosen", precision=arithmetic.precision, ratio=arithmetic.ratio)
    for code, params in method.notes():
        events.note(code, **params)
