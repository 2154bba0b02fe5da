"""Adapters: little is trained, it learns, and what comes out is a plain model as well as adapters for the base."""

import shutil
from dataclasses import replace

import pytest
import torch
from peft import PeftModel
from safetensors.torch import load_file
from transformers import AutoModelForSequenceClassification, FunnelConfig, FunnelModel

from engine.events import Events
from engine.faults import JobFault, Stopped
from engine.methods.rates import default_rate
from engine.models import load_classifier, load_tokenizer
from engine.ready import make_ready
from engine.spec import Adapter, ModelSource


@pytest.fixture(scope="module", params=["lora", "dora", "ia3"])
def adapted(request, do, knowing):
    """A job by this method."""
    return do(replace(knowing, method=request.param, adapter=Adapter(rank=4)))


def test_an_adapter_learns_with_a_part_of_the_weights(adapted):
    results = adapted.results
    tuned, losses = results["contenders"]["tuned"], [loss for _, loss in results["curve"]["training"]]

    assert losses[-1] < losses[0] / 2
    assert tuned["accuracy"][0] > 0.6  # three classes
    assert tuned["trained_parameters"] < tuned["parameters"] / 2


def test_the_merged_model_says_what_base_and_adapter_say_together(adapted, knowing, rows):
    merged = AutoModelForSequenceClassification.from_pretrained(adapted.out / "model").eval()
    base = load_classifier(
        AutoModelForSequenceClassification, knowing.model, knowing.task, adapted.results["labels"], seed=1
    )
    together = PeftModel.from_pretrained(base, str(adapted.out / "model" / "adapter")).eval()
    batch = load_tokenizer(knowing.model, knowing.task)(
        [text for text, _ in rows[:16]], padding=True, return_tensors="pt"
    )

    with torch.no_grad():
        assert torch.allclose(merged(**batch).logits, together(**batch).logits, atol=1e-4)


def test_the_weights_of_the_base_stay_as_they_are(adapted, knowing):
    before = load_file(f"{knowing.model.path}/model.safetensors")
    after = load_file(adapted.out / "model" / "model.safetensors")

    assert torch.equal(after["bert.embeddings.word_embeddings.weight"], before["embeddings.word_embeddings.weight"])
    assert torch.equal(
        after["bert.encoder.layer.0.attention.output.LayerNorm.weight"],
        before["encoder.layer.0.attention.output.LayerNorm.weight"],
    )


def test_nothing_in_the_adapter_names_this_machine(adapted, knowing):
    text = (adapted.out / "model" / "adapter" / "adapter_config.json").read_text()

    assert knowing.model.path not in text
    assert [file.name for file in (adapted.out / "model" / "adapter").iterdir() if file.suffix == ".md"] == []


@pytest.mark.parametrize("method", ["lora", "dora", "ia3"])
def test_a_stopped_adapter_goes_on_to_the_same_weights(do, brief, tmp_path, method):
    spec = replace(brief, method=method, adapter=Adapter(rank=2, dropout=0.1))
    asked = iter(range(10))
    with pytest.raises(Stopped):
        do(spec, tmp_path, should_stop=lambda: next(asked, None) is None)

    assert do(spec, tmp_path, resume=True).results["digests"] == do(spec).results["digests"]


def test_a_rate_that_nobody_chose_is_stated_with_its_reason(do, brief):
    unsaid = replace(brief, training=replace(brief.training, learning_rate=None, epochs=1), method="lora")

    finished = do(unsaid)

    assert "learning_rate_chosen" in finished.told.codes()
    assert finished.results["recipe"]["training"]["learning_rate"] == 1e-3
    why = finished.results["recipe"]["why"]
    assert "lora" in why["learning_rate"]
    assert why["weight_decay"] == "Weights decay by 0.01, as suits adamw."


def test_large_bases_are_trained_at_a_lower_rate():
    assert default_rate("full", 22_700_000) > default_rate("full", 110_000_000)


@pytest.fixture
def funnel(base_model, tmp_path):
    """A base of an architecture for which peft has no plan of IA³."""
    folder = shutil.copytree(base_model, tmp_path / "funnel")
    (folder / "model.safetensors").unlink()
    config = FunnelConfig(vocab_size=300, block_sizes=[1], d_model=16, n_head=2, d_head=8, d_inner=16)
    FunnelModel(config).save_pretrained(folder)
    return folder


def test_an_architecture_that_the_method_does_not_know_is_a_fault(spec, tmp_path, funnel):
    with pytest.raises(JobFault) as refused:
        make_ready(
            replace(spec, method="ia3", model=ModelSource(str(funnel))),
            tmp_path,
            events=Events(lambda _: None),
            should_stop=lambda: False,
            threads=1,
            resume=False,
        )

    assert refused.value.code == "method_unfit"
