"""A process that does one job: from its start to its exit code, with every fault told as an event."""

import errno
import sys
import traceback
from pathlib import Path

import torch

from engine.events import Events
from engine.faults import JobFault, Stopped
from engine.job import run_job
from engine.spec import Spec
from engine.stop import StopRequest

DONE, FAULT, STOPPED = 0, 1, 3


def do_job(spec: Spec, out: Path, *, events: Events, threads: int | None, resume: bool) -> int:
    """Do the job, tell how it went, and return the exit code."""
    should_stop = StopRequest()
    should_stop.listen()
    out.mkdir(parents=True, exist_ok=True)
    try:
        run_job(spec, out, events=events, should_stop=should_stop, threads=threads, resume=resume)
    except Stopped:
        return STOPPED
    except Exception as error:  # noqa: BLE001  # whatever happens, the supervisor hears of it
        fault = as_fault(error, spec, out)
        events.failed(fault.code, fault.params)
        return FAULT
    events.done()
    return DONE


def as_fault(error: Exception, spec: Spec, out: Path) -> JobFault:
    """What `error` means to a person. What is not foreseen is an internal error, with its place on stderr."""
    if isinstance(error, JobFault):
        return error
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return JobFault("disk_full", path=str(out))
    if _is_out_of_memory(error):
        training = spec.training
        return JobFault("out_of_memory", batch_size=training.batch_size, max_length=training.max_length)
    # Only the places: an error's own text may quote the data.
    sys.stderr.writelines([*traceback.format_tb(error.__traceback__), f"{type(error).__name__}\n"])
    return JobFault("internal_error", kind=type(error).__name__)


def _is_out_of_memory(error: Exception) -> bool:
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    return isinstance(error, RuntimeError) and "allocate memory" in str(error)  # what torch says on a CPU
