"""QLoRA needs CUDA and bitsandbytes, and says so. With bitsandbytes alone the method is tried on the processor."""

import importlib.util
from dataclasses import replace

import pytest
import torch
from safetensors.torch import load_file

from engine.spec import packages

with_bitsandbytes = pytest.mark.skipif(
    importlib.util.find_spec("bitsandbytes") is None, reason="not run here: needs bitsandbytes"
)


@pytest.fixture
def on_a_processor(monkeypatch):
    """As if it were a GPU: without the order of bytes that is for wide layers on processors."""
    monkeypatch.setattr(packages, "has_cuda", lambda: True)
    monkeypatch.setattr("bitsandbytes.nn.modules.has_avx512bf16", lambda: False)


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_without_cuda_it_is_refused_with_what_it_needs(refused, spec):
    fault = refused(replace(spec, method="qlora"))

    assert fault.code == "cuda_missing"
    assert str(fault) == "qlora needs a GPU that CUDA knows, and there is none here."


@with_bitsandbytes
def test_it_learns_beside_a_base_of_four_bits(do, knowing, on_a_processor):
    job = do(replace(knowing, method="qlora"))

    before = load_file(f"{knowing.model.path}/model.safetensors")
    after = load_file(job.out / "model" / "model.safetensors")
    embeddings = "embeddings.word_embeddings.weight"
    assert torch.equal(before[embeddings], after[f"bert.{embeddings}"])
    matrix = "encoder.layer.0.attention.self.query"
    beside = load_file(job.out / "model" / "adapter" / "adapter_model.safetensors")
    up, down = (beside[f"base_model.model.bert.{matrix}.lora_{part}.weight"] for part in "BA")
    rounded = after[f"bert.{matrix}.weight"] - 2.0 * up @ down  # alpha / rank
    error = (rounded - before[f"{matrix}.weight"]).norm() / before[f"{matrix}.weight"].norm()
    assert 0.02 < error < 0.2  # what rounding to 16 values costs
    assert job.results["contenders"]["tuned"]["accuracy"][0] > 0.6
    assert job.results["curve"]["training"][-1][1] < 0.55  # chance is log 3


@with_bitsandbytes
def test_a_stopped_job_goes_on_to_the_same_weights(goes_on, spec, on_a_processor):
    assert goes_on(replace(spec, method="qlora"))
