"""TensorBoard finds the curves of every run, each step once."""

import subprocess
import sys

import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from engine.faults import Stopped


def scalars(out):
    """Steps and values by tag, as TensorBoard reads them."""
    shown = EventAccumulator(str(out / "tensorboard"), size_guidance={"scalars": 0}).Reload()
    return {tag: [(event.step, event.value) for event in shown.Scalars(tag)] for tag in shown.Tags()["scalars"]}


def test_losses_and_scores_are_the_results_own(finished):
    curve = finished.results["curve"]

    shown = scalars(finished.out)

    assert shown.keys() == {"training/loss", "validation/loss", "validation/accuracy"}
    assert [step for step, _ in shown["training/loss"]] == list(range(1, curve["steps"] + 1))
    losses = [(step, pytest.approx(loss)) for step, loss in curve["training"]]
    assert shown["training/loss"] == losses
    assert shown["validation/accuracy"] == [(step, pytest.approx(score)) for step, _, score in curve["validation"]]


def test_a_resumed_run_shows_no_step_twice(do, brief, undisturbed, tmp_path):
    asked = iter(range(13))
    with pytest.raises(Stopped):
        do(brief, tmp_path, should_stop=lambda: next(asked, None) is None)
    assert scalars(tmp_path)["training/loss"]  # is seen while the job is not done

    do(brief, tmp_path, resume=True)

    assert scalars(tmp_path) == scalars(undisturbed.out)


@pytest.mark.heavy
def test_a_job_does_not_wait_for_tensorboard_to_load():
    code = "import sys, engine.child; sys.exit(str({'tensorboard', 'optuna'} & set(sys.modules) or ''))"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stderr == "\n"
