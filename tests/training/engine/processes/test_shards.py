"""Processes that each keep a share of the model learn what one process learns."""

import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest
import safetensors.torch
import torch

from engine.faults import Stopped
from engine.spec import SpecError, parse

WITHIN = 1e-4


@pytest.fixture(scope="session")
def short(steady):
    """One epoch, with a checkpoint at its end."""
    return replace(steady, training=replace(steady.training, epochs=1, checkpoint_seconds=3600.0))


@pytest.fixture(scope="session")
def split(short):
    """The same by two processes with half of every weight each."""
    return replace(short, training=replace(short.training, processes=2, parallel="fsdp"))


@pytest.fixture(scope="session")
def split_job(do, split):
    """It, done."""
    return do(split)


def weights(out):
    return safetensors.torch.load_file(out / "model" / "model.safetensors")


def apart(one, two):
    """The largest difference of any weight."""
    return max((one[name] - two[name]).abs().max().item() for name in one)


@pytest.mark.heavy
def test_two_shares_learn_the_weights_of_one_process(do, short, split_job):
    alone = do(short)

    assert apart(weights(alone.out), weights(split_job.out)) < WITHIN
    validation = [job.results["curve"]["validation"][-1] for job in (alone, split_job)]
    assert validation[0] == pytest.approx(validation[1], abs=WITHIN)


@pytest.mark.heavy
def test_a_stopped_job_goes_on_under_torchrun_to_the_same_weights(do, split, split_job, tmp_path):
    asked = iter(range(4))
    with pytest.raises(Stopped):
        do(split, tmp_path, should_stop=lambda: next(asked, None) is None)
    (checkpoint,) = (tmp_path / "checkpoints").glob("step-*")
    kept = safetensors.torch.load_file(checkpoint / "weights.safetensors")
    assert kept["classifier.weight"].shape == torch.Size([3, 32])  # whole, as one process has it

    (tmp_path / "spec.json").write_text(json.dumps(split.resolved()))
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "-m"]
    engine = ["engine", "run", str(tmp_path / "spec.json"), "--out", str(tmp_path), "--threads", "1", "--resume"]
    here = {**os.environ, "GLOO_SOCKET_IFNAME": "lo"}
    subprocess.run([*torchrun, *engine], check=True, env=here, capture_output=True)

    assert json.loads((tmp_path / "results.json").read_text())["curve"]["steps"] == 9
    assert apart(weights(tmp_path), weights(split_job.out)) == 0


@pytest.mark.heavy
def test_what_stands_beside_the_base_and_all_settings_are_shared_too(do, short, split):
    options = {"accumulation": 2, "ema": 0.9, "gradient_checkpointing": "always"}
    one, two = (do(replace(spec, method="lora", training=replace(spec.training, **options))) for spec in (short, split))

    assert apart(weights(one.out), weights(two.out)) < WITHIN


@pytest.mark.parametrize(
    ("changes", "other"), [({"method": "prompt"}, "method"), ({"unfreezing": 0.5}, "training.unfreezing")]
)
def test_what_cannot_be_shared_is_refused(split, changes, other):
    training = {"processes": 2, "parallel": "fsdp", **{k: v for k, v in changes.items() if k != "method"}}
    asked = {**split.resolved(), "training": training, **{k: v for k, v in changes.items() if k == "method"}}
    with pytest.raises(SpecError) as refusal:
        parse(asked)

    assert [(fault.path, fault.params["other"]) for fault in refusal.value.faults] == [("training.parallel", other)]
