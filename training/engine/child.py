"""A process that does one job: from its start to its exit code, with every fault told as an event."""

import errno
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from engine.events import Events
from engine.faults import JobFault, Stopped
from engine.find_rate import Range, find_rate
from engine.found import Found
from engine.job import help_along, run_job
from engine.launch import check_world, connected, world_of_torchrun
from engine.memory import is_out_of_memory
from engine.ready import make_ready
from engine.seeds import run_seeds
from engine.spec import Spec
from engine.stop import StopRequest
from engine.trial import run_trial

DONE, FAULT, STOPPED = 0, 1, 3
COMPILER = ("torch._dynamo", "torch._inductor")  # whose errors have no common base


def do_job(
    spec: Spec,
    out: Path,
    *,
    events: Events,
    threads: int | None,
    resume: bool,
    looked: int | None = None,
    found: Found | None = None,
    keep_checkpoints: bool = False,
) -> int:
    """Do the job, tell how it went, and return the exit code; a search and a job of several seeds keep no checkpoints.

    `found` and `keep_checkpoints` as in `run_job`.
    """
    out.mkdir(parents=True, exist_ok=True)
    one = partial(run_job, keep_checkpoints=keep_checkpoints)
    do = _search if spec.search.trials else run_seeds if spec.seeds > 1 else one

    def work(should_stop: StopRequest) -> None:
        if world := world_of_torchrun():
            check_world(spec, world)
        given = {} if spec.search.trials else {"found": found}
        options: dict[str, Any] = {"threads": threads, "resume": resume, "looked": looked, **given}
        do(spec, out, events=events, should_stop=should_stop, **options)
        events.done()

    return in_order(work, spec, out, events)


def do_trial(
    spec: Spec,
    out: Path,
    *,
    events: Events,
    threads: int | None,
    resume: bool,
    others: Sequence[Sequence[float]] | None = None,
) -> int:
    """Do one trial of a search, whose test rows are left alone; returns the exit code. Its checkpoints stay.

    `others` as in `run_trial`.
    """
    out.mkdir(parents=True, exist_ok=True)

    def work(should_stop: StopRequest) -> None:
        run_trial(spec, out, events=events, should_stop=should_stop, threads=threads, resume=resume, others=others)
        events.done()

    return in_order(work, spec, out, events)


def help_with(spec: Spec, order: dict[str, Any], *, events: Events) -> int:
    """Do the job as one of several processes, as the first of them has ordered; returns the exit code."""
    out = Path(order["out"])

    def work(should_stop: StopRequest) -> None:
        threads, resume = order["threads"], order["resume"]
        with connected(spec, order["rank"], order["world"], order["meet"]) as gang:
            help_along(spec, out, should_stop=should_stop, threads=threads, resume=resume, gang=gang)

    return in_order(work, spec, out, events)


def in_order(work: Callable[[StopRequest], None], spec: Spec, out: Path, events: Events) -> int:
    """Do `work`, which a signal asks to stop; tell its fault, if any, and return the exit code."""
    should_stop = StopRequest()
    should_stop.listen()
    try:
        work(should_stop)
    except Stopped:
        return STOPPED
    except Exception as error:  # noqa: BLE001  # whatever happens, the supervisor hears of it
        fault = as_fault(error, spec, out)
        events.failed(fault.code, fault.params)
        return FAULT
    finally:
        if spec.is_private:
            events.account()
    return DONE


def _search(spec: Spec, out: Path, **options: Any) -> None:
    from engine.search import run_search  # Optuna, which other jobs need not wait for

    run_search(spec, out, **options)


def try_rates(spec: Spec, *, events: Events, threads: int | None) -> Range | None:
    """The learning-rate range test of the job; None where it cannot be done, which is told."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        try:
            ready = make_ready(spec, out, events=events, should_stop=lambda: False, threads=threads, resume=False)
            return find_rate(ready.loop)
        except Exception as error:  # noqa: BLE001  # as in `in_order`
            fault = as_fault(error, spec, out)
            events.failed(fault.code, fault.params)
            return None


def as_fault(error: Exception, spec: Spec, out: Path) -> JobFault:
    """What `error` means to a person. What is not foreseen is an internal error, with its place on stderr."""
    if isinstance(error, JobFault):
        return error
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return JobFault("disk_full", path=str(out))
    if is_out_of_memory(error):
        training = spec.training
        return JobFault("out_of_memory", batch_size=training.batch_size, max_length=training.max_length)
    if type(error).__module__.startswith(COMPILER):
        return JobFault("compile_failed", kind=type(error).__name__)
    # Only the places: an error's own text may quote the data.
    sys.stderr.writelines([*traceback.format_tb(error.__traceback__), f"{type(error).__name__}\n"])
    return JobFault("internal_error", kind=type(error).__name__)
