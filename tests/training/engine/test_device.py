"""On a GPU a job learns what it learns on the processor. Not run where there is none."""

from dataclasses import replace

import pytest
import torch

from engine.device import moved
from engine.spec import METHODS

on_cuda = pytest.mark.skipif(not torch.cuda.is_available(), reason="not run here: needs a GPU that CUDA knows")


def test_everything_a_model_reads_is_moved_and_the_caller_keeps_his_own():
    there = torch.device("meta")
    boxes = [{"labels": torch.ones(2)}]
    read = {"pixels": torch.ones(1), "labels": boxes, "name": "x", "pair": (torch.ones(1), None)}

    brought = moved(read, there)

    assert brought["pixels"].device == brought["labels"][0]["labels"].device == brought["pair"][0].device == there
    assert (brought["name"], brought["pair"][1]) == ("x", None)
    assert boxes[0]["labels"].device.type == "cpu"


@on_cuda
def test_a_job_on_a_gpu_says_so_and_is_the_same_each_time(do, spec):
    first, second = do(spec), do(spec)

    assert first.results["choices"]["device"]["chosen"] == first.results["recipe"]["device"] == "cuda"
    assert first.results["footprint"]["memory"] == "gpu"
    assert first.results["hardware"]["gpu"]
    assert first.results["verdict"] == "better"
    assert first.results["digests"]["weights"] == second.results["digests"]["weights"]


@on_cuda
@pytest.mark.parametrize("method", [name for name in METHODS if name != "qlora"])
def test_every_method_goes_on_to_the_same_weights_on_a_gpu(goes_on, spec, method):
    assert goes_on(replace(spec, method=method))


@on_cuda
@pytest.mark.parametrize("wish", ["compile", "gradient_checkpointing"])
def test_what_is_chosen_for_gpus_learns_there(do, spec, wish):
    job = do(replace(spec, training=replace(spec.training, **{wish: "always"})))

    assert job.results["verdict"] == "better"
