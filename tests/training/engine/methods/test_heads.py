"""Heads by choice: each learns, is what its name says, and its folder is loaded as any other."""

import math
from dataclasses import replace

import numpy as np
import pyarrow.parquet as pq
import pytest
import torch
from transformers import AutoModelForSequenceClassification

import engine.heads
from engine.faults import Stopped
from engine.models import load_tokenizer

MLP, ATTENTION = {"hidden.weight", "hidden.bias"}, {"pool.weight", "pool.bias"}
LINEAR = {"classifier.weight", "classifier.bias"}
ADDED = {
    "linear": set(),
    "mlp": MLP,
    "attention": ATTENTION,
    "parallel": {f"beside_mlp.{name}" for name in LINEAR | MLP}
    | {f"beside_attention.{name}" for name in LINEAR | ATTENTION},
}


@pytest.fixture(scope="module", params=ADDED)
def headed(request, do, knowing):
    """A job with this head."""
    spec = replace(knowing, training=replace(knowing.training, head=request.param, epochs=20, patience=20))
    return spec, do(spec)


def test_it_learns_and_its_folder_says_the_same(headed, rows):
    spec, job = headed
    losses = [loss for _, loss in job.results["curve"]["training"]]
    model = AutoModelForSequenceClassification.from_pretrained(job.out / "model").eval()
    table = pq.read_table(job.out / "predictions.parquet").to_pandas()
    texts = [rows[row][0] for row in table["row"]]
    tokenizer = load_tokenizer(spec.model, spec.task)
    with torch.no_grad():
        logits = model(**tokenizer(texts, truncation=True, max_length=16, padding=True, return_tensors="pt")).logits

    assert np.mean(losses[-9:]) < math.log(3) / 2
    assert isinstance(model, engine.heads.HeadedForSequenceClassification)
    assert logits.argmax(dim=1).tolist() == table["predicted"].tolist()
    assert [model.config.id2label[i] for i in range(3)] == job.results["labels"]


def test_it_has_the_weights_that_its_name_says(headed):
    spec, job = headed
    model = AutoModelForSequenceClassification.from_pretrained(job.out / "model")
    names = {name for name, _ in model.named_parameters() if not name.startswith("base.")}

    assert names == LINEAR | ADDED[spec.training.head]
    assert "engine.heads" in job.results["model"]["how_to_load"]


@pytest.mark.parametrize(
    ("method", "head"),
    [
        ("full", "attention"),
        ("head", "parallel"),
        ("lora", "parallel"),
        ("pfeiffer", "attention"),
    ],
)
def test_stopped_it_goes_on_to_the_same_weights(do, brief, tmp_path, method, head):
    spec = replace(brief, method=method, training=replace(brief.training, head=head))
    asked = iter(range(10))
    with pytest.raises(Stopped):
        do(spec, tmp_path, should_stop=lambda: next(asked, None) is None)

    assert do(spec, tmp_path, resume=True).results["digests"] == do(spec).results["digests"]


def test_a_task_that_reads_no_texts_refuses_a_head_by_choice():
    from engine.spec import SpecError, parse

    raw = {
        "task": "image-classification",
        "model": {"path": "/m"},
        "data": {"path": "/d.csv"},
        "training": {"head": "mlp"},
    }
    with pytest.raises(SpecError) as refused:
        parse(raw)

    assert "spec_clash" in [fault.code for fault in refused.value.faults]
