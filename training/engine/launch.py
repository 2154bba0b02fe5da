"""How the processes of one job come together, and how they end together.

On one machine the job's own process is the first and starts the others, each a `python -m engine rank`; over machines
torchrun starts all of them, and tells each its number (RANK, WORLD_SIZE, MASTER_ADDR, MASTER_PORT).
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
from torch._C._distributed_c10d import PrefixStore
from torch.distributed.rendezvous import rendezvous

from engine.device import on_gpu
from engine.events import Events
from engine.faults import JobFault
from engine.gang import Alone, Gang, Replicas
from engine.shards import Shards
from engine.spec import Spec
from engine.spec.clashes import clashes

MEETING = timedelta(minutes=5)  # for all to have come
KINDS: dict[str, type[Replicas]] = {"ddp": Replicas, "fsdp": Shards}
WAIT = timedelta(days=1)  # for the first process, which may evaluate for hours; one that is dead shows at once
IN_ORDER = (0, 3)  # exit codes of a process that is done, or was asked to stop
ENDING = 10.0  # seconds for the others to leave by themselves


def world_of_torchrun() -> int:
    """How many processes torchrun has started; 0 where this is none of them."""
    return int(os.environ["WORLD_SIZE"]) if {"RANK", "WORLD_SIZE", "MASTER_ADDR"} <= os.environ.keys() else 0


@contextmanager
def gang_of(
    spec: Spec, out: Path, *, events: Events, threads: int | None = None, resume: bool = False
) -> Iterator[Gang]:
    """The processes of the job that is done inside: as torchrun started them, or as many as the spec wants, or one.

    Raises JobFault: processes_wrong, process_lost, spec_clash, and what another process met.
    """
    if world := world_of_torchrun():
        check_world(spec, world)
        with connected(spec, int(os.environ["RANK"]), world, "env://") as gang:
            yield gang
    elif spec.training.processes > 1:
        with _started(spec, out, events=events, threads=threads, resume=resume) as gang:
            yield gang
    else:
        yield Alone()


def threads_of_each(spec: Spec, threads: int | None) -> int | None:
    """The part that a process has of `threads`, which under torchrun are its own; None for torch's choice."""
    if world_of_torchrun() or spec.training.processes == 1:
        return threads
    return _part(threads, spec.training.processes)


def _part(threads: int | None, world: int) -> int:
    return max(1, (threads or torch.get_num_threads()) // world)


@contextmanager
def connected(spec: Spec, rank: int, world: int, meet: str) -> Iterator[Gang]:
    """This process among the others, which it meets at that URL. Raises JobFault process_lost."""
    try:
        store, *_ = next(rendezvous(meet, rank, world, timeout=MEETING))
        store.set_timeout(MEETING)
        backend = "cpu:gloo,cuda:nccl" if on_gpu() else "gloo"
        dist.init_process_group(backend, store=PrefixStore("job", store), rank=rank, world_size=world, timeout=WAIT)
        yield KINDS[spec.training.parallel](rank, world)
    except RuntimeError as error:
        if not is_lost(error):
            raise
        raise JobFault("process_lost") from error
    finally:
        if dist.is_initialized():
            dist.destroy_process_group()


def is_lost(error: RuntimeError) -> bool:
    """Whether it says that another process is gone."""
    return isinstance(error, dist.DistError) or "gloo" in str(error)


def check_world(spec: Spec, world: int) -> None:
    """Raises JobFault: processes_wrong, spec_clash where the job is none for so many processes."""
    asked = spec.training.processes
    if asked not in (1, world):
        raise JobFault("processes_wrong", asked=asked, found=world)
    for path, other in clashes(replace(spec, training=replace(spec.training, processes=world))):
        raise JobFault("spec_clash", path=path, other=other)


@contextmanager
def _started(spec: Spec, out: Path, *, events: Events, threads: int | None, resume: bool) -> Iterator[Gang]:
    """This process as the first, and the others as its children, which do not outlive it."""
    world = spec.training.processes
    each = _part(threads, world)
    before = torch.get_num_threads()
    torch.set_num_threads(each)
    os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
    with tempfile.TemporaryDirectory() as folder:
        meet = f"file://{folder}/meet"
        order = {"spec": spec.resolved(), "out": str(out), "threads": each, "resume": resume, "world": world}
        members = [Member({**order, "rank": rank, "meet": meet}) for rank in range(1, world)]
        watch = Watch(members, events)
        try:
            watch.start()
            with connected(spec, 0, world, meet) as gang:
                yield gang
            _let_leave(members)
        except JobFault as fault:
            if fault.code != "process_lost":
                raise
            raise watch.fault() from fault
        finally:
            watch.over = True
            for member in members:
                member.end()
            torch.set_num_threads(before)


class Member:
    """Another process of the job, on this machine."""

    def __init__(self, order: dict[str, Any]) -> None:
        self.rank: int = order["rank"]
        command = [sys.executable, "-m", "engine", "rank", "--parent", str(os.getpid()), "--events-fd", "1"]
        self.process = subprocess.Popen(  # noqa: S603  # this very program
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "LOCAL_RANK": str(self.rank)},
        )
        assert self.process.stdin
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.close()

    def fault(self) -> JobFault:
        """Why it ended, once it has."""
        assert self.process.stdout
        for line in self.process.stdout:
            said = json.loads(line)
            if said["ev"] == "failed" and said["code"] != "process_lost":
                return JobFault(said["code"], **said["params"])
        return JobFault("process_lost")

    def end(self) -> None:
        """Whatever it is doing."""
        self.process.kill()
        self.process.wait()
        assert self.process.stdout
        self.process.stdout.close()


class Watch(threading.Thread):
    """Notices when another process ends before its time, and ends this one where it waits for the dead for ever."""

    def __init__(self, members: Sequence[Member], events: Events) -> None:
        super().__init__(daemon=True)
        self.members, self.events = members, events
        self.over = False

    def run(self) -> None:
        """Look until the job is over."""
        while not self.over:
            if self.lost():
                time.sleep(ENDING)  # in which the main thread notices by itself, as a rule
                if self.over:
                    return
                fault = self.fault()
                self.events.failed(fault.code, fault.params)
                os._exit(1)
            time.sleep(0.2)

    def lost(self) -> list[Member]:
        """Those that ended with a fault, or were killed."""
        return [member for member in self.members if member.process.poll() not in (None, *IN_ORDER)]

    def fault(self) -> JobFault:
        """What one of them says of it, else process_lost."""
        until = time.monotonic() + ENDING
        while not self.lost() and time.monotonic() < until:
            time.sleep(0.05)
        faults = [member.fault() for member in self.lost()]
        return next((fault for fault in faults if fault.code != "process_lost"), JobFault("process_lost"))


def _let_leave(members: Sequence[Member]) -> None:
    until = time.monotonic() + ENDING
    for member in members:
        with suppress(subprocess.TimeoutExpired):
            member.process.wait(max(0.0, until - time.monotonic()))
