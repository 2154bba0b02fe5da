"""A job that two processes do together."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import pytest

from engine.spec import Spec


@pytest.fixture(scope="session")
def shared(steady) -> Spec:
    """The same job for two processes."""
    return replace(steady, training=replace(steady.training, processes=2))


@pytest.fixture(scope="session")
def shared_job(do, shared):
    """It, done."""
    return do(shared)


@pytest.fixture(scope="session")
def alone_job(do, steady):
    """By one process."""
    return do(steady)


class JobProcess(subprocess.Popen):
    """`python -m engine run` on one thread, with its events."""

    lines: IO[str]

    def wait_for_checkpoint(self, step: int) -> None:
        for event in map(json.loads, self.lines):
            if event["ev"] == "checkpoint" and event["step"] >= step:
                return
        pytest.fail("The job ended too early.")

    def rest(self) -> list[dict[str, Any]]:
        """The events that it still tells."""
        return [json.loads(line) for line in self.lines]

    def others(self) -> list[int]:
        """The processes that it has started."""
        return [int(child) for child in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]


@pytest.fixture(scope="session")
def job_process():
    """The process of a job, killed at the end."""

    @contextmanager
    def start(spec: Spec, out: Path) -> Iterator[JobProcess]:
        file = out / "spec.json"
        file.write_text(json.dumps(spec.resolved()))
        reading, writing = os.pipe()
        command = [sys.executable, "-m", "engine", "run", str(file), "--out", str(out), "--threads", "1"]
        job = JobProcess([*command, "--events-fd", str(writing)], pass_fds=[writing])
        os.close(writing)
        try:
            with os.fdopen(reading) as job.lines:
                yield job
        finally:
            job.kill()
            job.wait()

    return start
