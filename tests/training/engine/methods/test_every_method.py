"""What holds of every method: it learns, trains what it names and nothing else, and goes on where it was stopped."""

import math
from dataclasses import replace

import numpy as np
import pyarrow.parquet as pq
import pytest
import torch
from peft import PeftModel
from safetensors.torch import load_file
from transformers import AutoModelForSequenceClassification

from engine.faults import JobFault, Stopped
from engine.methods.bottleneck import add_adapters
from engine.methods.rates import default_rate
from engine.models import load_tokenizer
from engine.spec import METHODS, Adapter

# Where the toy learns in few epochs; the plain ones have tests of their own (test_adapters).
RATES = {"head": 5e-2, "adalora": 2e-2, "houlsby": 5e-3, "pfeiffer": 1e-2, "prefix": 5e-2, "prompt": 5e-2}
RATES["p-tuning"] = 2e-2
APART = {"houlsby", "pfeiffer", "prefix", "prompt", "p-tuning"}


@pytest.fixture(scope="module", params=RATES)
def tuned(request, do, knowing):
    """A job by this method."""
    training = replace(knowing.training, learning_rate=RATES[request.param], epochs=24, patience=24)
    spec = replace(knowing, method=request.param, adapter=Adapter(rank=4, prompt_length=4), training=training)
    return spec, do(spec)


def test_it_learns_with_a_part_of_the_weights(tuned):
    _, job = tuned
    contender, losses = job.results["contenders"]["tuned"], [loss for _, loss in job.results["curve"]["training"]]

    assert np.mean(losses[-9:]) < math.log(3) / 2  # an epoch has nine steps, chance a loss of log 3
    assert contender["accuracy"][0] > 0.6  # three classes
    assert contender["trained_parameters"] < contender["parameters"] / 2


def test_the_base_stays_as_it_is_where_nothing_is_merged_into_it(tuned):
    spec, job = tuned
    before = load_file(f"{spec.model.path}/model.safetensors")
    after = load_file(job.out / "model" / "model.safetensors")
    changed = [name for name, tensor in before.items() if not torch.equal(tensor, after[f"bert.{name}"])]

    if spec.method == "adalora":
        assert changed
        assert all(name.endswith("weight") and "LayerNorm" not in name for name in changed)
    else:
        assert not changed


def test_what_is_left_says_what_the_tuned_model_said(tuned, rows):
    """Loaded as the result says, the folder gives the predictions of the job."""
    spec, job = tuned
    model = AutoModelForSequenceClassification.from_pretrained(job.out / "model").eval()
    if spec.method in ("prefix", "prompt", "p-tuning"):
        model = PeftModel.from_pretrained(model, str(job.out / "model" / "adapter")).eval()
    elif spec.method in APART:
        model = add_adapters(model, job.out / "model" / "adapter")
    table = pq.read_table(job.out / "predictions.parquet").to_pandas()
    texts = [rows[row][0] for row in table["row"]]
    tokenizer = load_tokenizer(spec.model, spec.task)
    batch = tokenizer(texts, truncation=True, max_length=16, padding=True, return_tensors="pt")
    with torch.no_grad():
        confidence, predicted = model(**batch).logits.softmax(dim=1).max(dim=1)

    assert predicted.tolist() == table["predicted"].tolist()
    assert torch.allclose(confidence.double(), torch.tensor(table["confidence"]), atol=1e-4)


def test_the_result_says_whether_all_was_merged_and_how_to_load_it(tuned):
    spec, job = tuned
    said, card = job.results["model"], (job.out / "model" / "README.md").read_text()

    assert said["merged"] == (spec.method not in APART)
    assert ("cannot be merged" in card) == (spec.method in APART)
    assert said["merged"] or "model/adapter" in said["how_to_load"]


@pytest.mark.parametrize("method", RATES)
def test_stopped_it_goes_on_to_the_same_weights(do, brief, tmp_path, method):
    spec = replace(brief, method=method, adapter=Adapter(rank=2, dropout=0.1, prompt_length=2))
    asked = iter(range(10))
    with pytest.raises(Stopped):
        do(spec, tmp_path, should_stop=lambda: next(asked, None) is None)

    assert do(spec, tmp_path, resume=True).results["digests"] == do(spec).results["digests"]


@pytest.mark.parametrize("method", METHODS)
def test_every_method_has_a_rate_of_its_own(method):
    assert 1e-5 <= default_rate(method, 22_700_000) <= 1e-2


def test_a_prompt_that_leaves_no_room_for_the_text_is_refused(do, knowing):
    spec = replace(knowing, method="prompt", adapter=Adapter(prompt_length=60))

    with pytest.raises(JobFault) as refused:
        do(spec)

    assert (refused.value.code, refused.value.params["path"]) == ("spec_range", "training.max_length")
