"""However one of several processes ends, the job ends in order, and so do the others."""

import os
import random
import signal
import time
from pathlib import Path

import pytest

from engine.spec import SpecError, parse


def is_there(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def all_gone(pids: list[int], within: float) -> bool:
    until = time.monotonic() + within
    while any(map(is_there, pids)) and time.monotonic() < until:
        time.sleep(0.05)
    return not any(map(is_there, pids))


@pytest.mark.parametrize(
    ("changes", "other"),
    [
        ({"privacy": {"epsilon": 8.0}}, "privacy"),
        ({"search": {"trials": 2, "space": {"training.epochs": {"choices": [1, 2]}}}}, "search.trials"),
        ({"seeds": 2}, "seeds"),
        ({"training": {"processes": 2, "adversarial": "fgm"}}, "training.adversarial"),
    ],
)
def test_what_does_not_go_with_several_processes_is_refused(shared, changes, other):
    with pytest.raises(SpecError) as refusal:
        parse({**shared.resolved(), **changes})

    assert [(fault.path, fault.params["other"]) for fault in refusal.value.faults] == [("training.processes", other)]


@pytest.mark.heavy
def test_sigterm_leaves_a_checkpoint_in_time_and_nobody_behind(do, shared, shared_job, tmp_path, job_process):
    with job_process(shared, tmp_path) as job:
        job.wait_for_checkpoint(3)
        others = job.others()
        job.send_signal(signal.SIGTERM)

        assert job.wait(timeout=10) == 3
        assert len(others) == 1
        assert all_gone(others, within=1)

    assert do(shared, tmp_path, resume=True).results["digests"] == shared_job.results["digests"]


@pytest.mark.heavy
@pytest.mark.parametrize("_", range(2))
def test_a_job_killed_at_a_random_step_goes_on_to_the_same_weights(do, shared, shared_job, tmp_path, job_process, _):
    with job_process(shared, tmp_path) as job:
        job.wait_for_checkpoint(random.randint(2, 20))
        others = job.others()
        job.kill()
        assert all_gone(others, within=5)

    resumed = do(shared, tmp_path, resume=True)

    assert "resumed" in resumed.told.codes()
    assert resumed.results["digests"] == shared_job.results["digests"]


@pytest.mark.heavy
def test_a_process_that_is_killed_ends_the_job_with_a_fault(do, shared, shared_job, tmp_path, job_process):
    with job_process(shared, tmp_path) as job:
        job.wait_for_checkpoint(3)
        (other,) = job.others()
        os.kill(other, signal.SIGKILL)

        assert job.wait(timeout=30) == 1
        assert job.rest()[-1]["code"] == "process_lost"

    assert do(shared, tmp_path, resume=True).results["digests"] == shared_job.results["digests"]
