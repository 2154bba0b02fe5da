"""The tuned model as ONNX, which says the same."""

import shutil
from dataclasses import replace

import numpy as np
import pyarrow.parquet as pq
import pytest
from onnxruntime import InferenceSession
from torch.onnx import OnnxExporterError
from transformers import AutoTokenizer

from engine import portable
from engine.spec import SpecError, parse


@pytest.fixture(scope="module")
def portable_job(do, brief):
    return do(replace(brief, onnx=True))


def test_onnx_says_of_new_texts_what_evaluation_said(portable_job, rows):
    told = portable_job.results["onnx"]
    session = InferenceSession(portable_job.out / told["file"])
    tokenizer = AutoTokenizer.from_pretrained(portable_job.out / "model")

    for said in pq.read_table(portable_job.out / "predictions.parquet").to_pylist()[:9]:
        batch = tokenizer(rows[said["row"]][0], truncation=True, max_length=16, return_tensors="np")
        (logits,) = session.run(["said"], {name: batch[name] for name in told["inputs"]})
        share = np.exp(logits[0]) / np.exp(logits[0]).sum()
        assert share.argmax() == said["predicted"]
        assert share.max() == pytest.approx(said["confidence"], abs=1e-4)


def test_the_result_states_the_greatest_difference_and_the_weights_are_as_without(portable_job, undisturbed):
    told, plain = portable_job.results["onnx"], undisturbed.results

    assert told["agrees"]
    assert 0 <= told["greatest_difference"] < told["tolerance"]
    assert told["rows"] == plain["rows"]["test"]
    assert "onnx" not in plain
    assert portable_job.results["digests"]["weights"] == plain["digests"]["weights"]


def test_a_difference_and_a_model_that_cannot_be_written_are_told(do, brief, portable_job, monkeypatch):
    brief = replace(brief, onnx=True, training=replace(brief.training, epochs=1))
    longer = portable_job.out / portable_job.results["onnx"]["file"]

    monkeypatch.setattr(portable, "_write", lambda path, *_: shutil.copy(longer, path))
    other = do(brief)
    assert "onnx_differs" in other.told.codes()
    assert not other.results["onnx"]["agrees"]
    assert other.results["onnx"]["greatest_difference"] > other.results["onnx"]["tolerance"]

    def fail(*_):
        raise OnnxExporterError("no operator")

    monkeypatch.setattr(portable, "_write", fail)
    failed = do(brief)
    assert "onnx_failed" in failed.told.codes()
    assert failed.results["onnx"] == {"file": None, "error": "OnnxExporterError"}


@pytest.mark.parametrize(
    ("change", "other"),
    [({"task": "image-pretraining", "data": {"path": "x"}}, "task"), ({"method": "prefix"}, "method")],
)
def test_models_that_say_more_than_numbers_are_refused(brief, change, other):
    with pytest.raises(SpecError) as error:
        parse({**brief.resolved(), "onnx": True, **change})

    assert [(each.path, each.params["other"]) for each in error.value.faults] == [("onnx", other)]
