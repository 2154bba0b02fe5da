"""A job that is stopped or killed goes on as if nothing had happened."""

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import pytest

from engine.events import Events
from engine.faults import JobFault, Stopped
from engine.ready import make_ready
from engine.spec import Spec


class StopAfter:
    """Asks to stop once it was asked `steps` times."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def __call__(self) -> bool:
        self.left -= 1
        return self.left <= 0


@contextmanager
def engine_process(spec: Spec, out: Path) -> Iterator[tuple["subprocess.Popen[bytes]", IO[str]]]:
    """`python -m engine run` on one thread, with its events."""
    file = out / "spec.json"
    file.write_text(json.dumps(spec.resolved()))
    reading, writing = os.pipe()
    command = [sys.executable, "-m", "engine", "run", str(file), "--out", str(out), "--threads", "1"]
    child = subprocess.Popen([*command, "--events-fd", str(writing)], pass_fds=[writing])
    os.close(writing)
    try:
        with os.fdopen(reading) as lines:
            yield child, lines
    finally:
        child.kill()
        child.wait()


def wait_for_checkpoint(lines: IO[str], step: int) -> None:
    for line in lines:
        event: dict[str, Any] = json.loads(line)
        if event["ev"] == "checkpoint" and event["step"] >= step:
            return
    pytest.fail("The job ended too early.")


def test_checkpoints_that_take_long_are_farther_apart(do, brief, slow_checkpoints):
    job = do(replace(brief, training=replace(brief.training, checkpoint_seconds=1e-6)))

    assert len(job.told.of("checkpoint")) == 2  # the first and the last: 0.3 s are 1 % of half a minute


def test_a_stopped_job_goes_on_to_the_same_weights(do, brief, undisturbed, tmp_path):
    with pytest.raises(Stopped):
        do(brief, tmp_path, should_stop=StopAfter(11))

    resumed = do(brief, tmp_path, resume=True)

    assert "resumed" in resumed.told.codes()
    assert resumed.results["digests"] == undisturbed.results["digests"]
    assert resumed.results["curve"] == undisturbed.results["curve"]


def test_a_job_killed_at_a_random_step_goes_on_to_the_same_weights(do, brief, undisturbed, tmp_path):
    with engine_process(brief, tmp_path) as (child, lines):
        wait_for_checkpoint(lines, random.randint(2, 20))
        child.kill()

    resumed = do(brief, tmp_path, resume=True)

    assert "resumed" in resumed.told.codes()
    assert resumed.results["digests"] == undisturbed.results["digests"]


@pytest.mark.heavy
@pytest.mark.parametrize("_", range(5))
def test_kills_one_after_the_other_change_nothing(do, brief, undisturbed, tmp_path, _):
    for step in sorted(random.sample(range(2, 24), 2)):
        with engine_process(brief, tmp_path) as (child, lines):
            wait_for_checkpoint(lines, step)
            child.kill()

    assert do(brief, tmp_path, resume=True).results["digests"] == undisturbed.results["digests"]


def test_sigterm_leaves_a_checkpoint_and_exit_code_3(brief, tmp_path):
    with engine_process(brief, tmp_path) as (child, lines):
        wait_for_checkpoint(lines, 2)
        child.send_signal(signal.SIGTERM)

        assert child.wait(timeout=10) == 3

    assert list((tmp_path / "checkpoints").glob("step-*/manifest.json"))


@pytest.mark.parametrize("name", ["weights.safetensors", "moments.safetensors", "state.json", "manifest.json"])
def test_a_torn_checkpoint_is_noticed_and_the_one_before_is_used(do, brief, undisturbed, tmp_path, name):
    with pytest.raises(Stopped):
        do(brief, tmp_path, should_stop=StopAfter(9))
    newest = max((tmp_path / "checkpoints").iterdir())
    torn = newest / name
    torn.write_bytes(torn.read_bytes()[:-7])

    resumed = do(brief, tmp_path, resume=True)

    assert "checkpoint_torn" in resumed.told.codes()
    assert resumed.results["digests"] == undisturbed.results["digests"]


def test_a_job_that_was_trained_already_is_only_evaluated(do, brief, undisturbed, tmp_path):
    ready = make_ready(
        brief, tmp_path, events=Events(lambda _: None), should_stop=lambda: False, threads=1, resume=False
    )
    ready.loop.run()  # and then the process is killed

    resumed = do(brief, tmp_path, resume=True)

    assert not resumed.told.of("step")
    assert resumed.results["digests"] == undisturbed.results["digests"]


def test_results_that_were_refused_or_lost_are_made_again_without_training(do, brief, undisturbed, tmp_path):
    do(brief, tmp_path, keep_checkpoints=True)

    again = do(brief, tmp_path, resume=True)

    assert not again.told.of("step")
    assert again.results["digests"] == undisturbed.results["digests"]
    assert not list(tmp_path.glob("checkpoints/step-*")), "who does not ask for them is left none"


def test_checkpoints_of_an_earlier_run_do_not_push_out_those_of_one_begun_anew(do, brief, undisturbed, tmp_path):
    with pytest.raises(Stopped):
        do(brief, tmp_path, should_stop=StopAfter(12))
    with pytest.raises(Stopped):
        do(brief, tmp_path, should_stop=StopAfter(4))

    resumed = do(brief, tmp_path, resume=True)

    assert resumed.told.of("step")[0]["step"] <= 6
    assert resumed.results["digests"] == undisturbed.results["digests"]


def test_checkpoints_of_another_job_are_refused(do, brief, spec, tmp_path):
    with pytest.raises(Stopped):
        do(brief, tmp_path, should_stop=StopAfter(2))

    with pytest.raises(JobFault) as refusal:
        do(spec, tmp_path, resume=True)

    assert refusal.value.code == "checkpoint_mismatch"


def test_another_number_of_threads_is_not_taken_while_resuming(do, brief, undisturbed, tmp_path):
    with pytest.raises(Stopped):
        do(brief, tmp_path, should_stop=StopAfter(5))

    resumed = do(brief, tmp_path, resume=True, threads=2)

    assert "threads_kept" in resumed.told.codes()
    assert resumed.results["digests"] == undisturbed.results["digests"]


def test_without_resume_a_job_starts_anew(do, brief, undisturbed, tmp_path):
    with pytest.raises(Stopped):
        do(brief, tmp_path, should_stop=StopAfter(5))

    again = do(brief, tmp_path)

    assert again.told.of("step")[0]["step"] == 1
    assert again.results["digests"] == undisturbed.results["digests"]
