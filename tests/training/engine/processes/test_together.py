"""Processes that do a job together do the job of one."""

import json
import os
import subprocess
import sys
from contextlib import nullcontext
from dataclasses import replace

import numpy as np
import pytest
import safetensors.torch

from engine.faults import Stopped
from engine.gang import Replicas

WITHIN = 1e-4


def weights(job):
    return safetensors.torch.load_file(job.out / "model" / "model.safetensors")


def apart(one, two):
    """The largest difference of any weight."""
    return max((one[name] - two[name]).abs().max().item() for name in one)


def test_two_processes_learn_the_weights_of_one(alone_job, shared_job):
    curves = [job.results["curve"] for job in (alone_job, shared_job)]
    losses = [[loss for _, loss in curve["training"]] for curve in curves]

    assert apart(weights(alone_job), weights(shared_job)) < WITHIN
    assert losses[0] == pytest.approx(losses[1], abs=WITHIN)
    assert curves[0]["validation"][-1] == pytest.approx(curves[1]["validation"][-1], abs=WITHIN)
    assert shared_job.results["recipe"]["training"]["processes"] == 2


def test_what_all_processes_took_is_told(alone_job, shared_job):
    alone, shared = (job.results["footprint"] for job in (alone_job, shared_job))

    assert shared["peak_bytes"] > alone["peak_bytes"] + 200e6  # another process with torch in it
    assert shared["training_flops"] == pytest.approx(alone["training_flops"])


@pytest.mark.parametrize(("rows", "world", "count"), [(16, 2, 1), (7, 3, 2), (2, 4, 1)])
def test_every_row_of_a_batch_counts_once(rows, world, count, monkeypatch):
    monkeypatch.setattr(Replicas, "keep_back", lambda _: nullcontext())
    counted = np.zeros(rows)
    for rank in range(world):
        parts = list(Replicas(rank, world).parts(np.arange(rows), count))
        assert parts  # all take part, even where no row is left for them
        for part, share in parts:
            counted[part] += share / len(part) / world

    assert counted == pytest.approx(np.full(rows, 1 / rows))


@pytest.mark.heavy
def test_checkpoints_that_take_long_are_farther_apart(do, shared, slow_checkpoints):
    job = do(replace(shared, training=replace(shared.training, checkpoint_seconds=1e-6)))

    assert len(job.told.of("checkpoint")) == 2, "the process that writes none does not ask for more"


@pytest.mark.heavy
def test_the_same_job_twice_gives_the_same_weights(do, shared, shared_job):
    assert do(shared).results["digests"] == shared_job.results["digests"]


@pytest.mark.heavy
@pytest.mark.parametrize("method", ["lora", "adalora", "houlsby", "prompt", "head"])
def test_every_kind_of_method_is_trained_together(do, steady, shared, method):
    one, two = (do(replace(spec, method=method)) for spec in (steady, shared))

    assert apart(weights(one), weights(two)) < WITHIN


@pytest.mark.heavy
@pytest.mark.parametrize("options", [{"accumulation": 2}, {"unfreezing": 0.5}, {"ema": 0.9}, {"sampling": "balanced"}])
def test_settings_mean_the_same(do, steady, shared, options):
    one, two = (do(replace(spec, training=replace(spec.training, **options))) for spec in (steady, shared))

    assert apart(weights(one), weights(two)) < WITHIN


@pytest.mark.heavy
def test_more_processes_than_rows_in_the_last_batch(do, steady):
    spec = replace(steady, training=replace(steady.training, batch_size=23))  # 72 rows: the last batch has 3
    four = do(replace(spec, training=replace(spec.training, processes=4)))

    assert apart(weights(do(spec)), weights(four)) < WITHIN


@pytest.mark.heavy
def test_with_dropout_a_stopped_job_goes_on_to_the_same_weights(do, brief, tmp_path):
    spec = replace(brief, training=replace(brief.training, processes=2))
    asked = iter(range(10))
    with pytest.raises(Stopped):
        do(spec, tmp_path, should_stop=lambda: next(asked, None) is None)

    assert do(spec, tmp_path, resume=True).results["digests"] == do(spec).results["digests"]


@pytest.mark.heavy
def test_torchrun_starts_them_too(steady, shared_job, tmp_path):
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "-m"]
    (tmp_path / "spec.json").write_text(json.dumps(steady.resolved()))
    engine = ["engine", "run", str(tmp_path / "spec.json"), "--out", str(tmp_path), "--threads", "1"]
    here = {**os.environ, "GLOO_SOCKET_IFNAME": "lo"}
    subprocess.run([*command, *engine], check=True, env=here, capture_output=True)

    learned = safetensors.torch.load_file(tmp_path / "model" / "model.safetensors")
    assert apart(learned, weights(shared_job)) == 0
