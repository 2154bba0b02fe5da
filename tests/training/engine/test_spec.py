"""The spec: every fault at once, and one table behind parsing and description."""

import json
import subprocess
import sys

import pytest

from engine.messages import FAULTS, message, remedy
from engine.spec import SpecError, describe, parse

SMALLEST = {
    "task": "text-classification",
    "model": {"path": "/models/base"},
    "data": {"path": "/data/notes.csv", "text": "note", "label": "fault"},
}


def faults_of(raw):
    with pytest.raises(SpecError) as error:
        parse(raw)
    return {fault.path: fault.code for fault in error.value.faults}


def test_everything_but_task_model_and_data_has_a_default():
    spec = parse(SMALLEST)

    assert spec.method == "full"
    assert spec.split.train + spec.split.validation + spec.split.test == pytest.approx(1)
    assert parse(spec.resolved()) == spec


def test_the_task_says_which_columns_the_data_have():
    assert faults_of({**SMALLEST, "data": {"path": "/data/notes.csv", "text": "note", "lable": "fault"}}) == {
        "data.lable": "spec_unknown",
        "data.label": "spec_missing",
    }


def test_all_faults_are_found_at_once():
    raw = {
        "task": "poetry",
        "model": {"path": 7, "sha256": "abc"},
        "data": {"path": "/data/notes.csv", "text": "note", "lable": "fault"},
        "seed": -1,
        "training": {"epochs": True, "learning_rate": float("nan"), "batch_size": 2.5},
    }

    assert faults_of(raw) == {
        "task": "spec_choice",
        "model.path": "spec_type",
        "model.sha256": "spec_pattern",
        "seed": "spec_range",
        "training.epochs": "spec_type",
        "training.learning_rate": "spec_range",
        "training.batch_size": "spec_type",
    }


def test_shares_must_add_up_to_one():
    assert faults_of({**SMALLEST, "split": {"train": 0.6, "validation": 0.1, "test": 0.2}}) == {
        "split": "spec_split_sum"
    }


@pytest.mark.parametrize("raw", [None, [], "spec", 3])
def test_what_is_no_object_is_refused(raw):
    assert faults_of(raw) == {"": "spec_type"}


def test_a_fault_says_where_and_what_to_do():
    with pytest.raises(SpecError) as error:
        parse({**SMALLEST, "training": {"epochs": 0}})

    (fault,) = error.value.faults
    assert fault.as_json()["message"] == "training.epochs is 0, outside 1 to 200."
    assert fault.as_json()["remedy"] == "Choose a value from that range."


def test_the_same_job_has_the_same_digest_wherever_its_files_lie():
    digests = {"sha256": "0" * 64}
    here = parse({**SMALLEST, "model": {"path": "/here", **digests}})
    there = parse({**SMALLEST, "model": {"path": "/there", **digests}})

    assert here.digest() == there.digest()
    assert here.digest() != parse({**SMALLEST, "seed": 1}).digest()


def test_how_often_a_job_is_saved_is_no_part_of_what_it_computes():
    often = parse({**SMALLEST, "training": {"checkpoint_seconds": 5}})

    assert often.digest() == parse(SMALLEST).digest()


def test_the_description_has_type_default_range_and_help_of_each_setting():
    training = describe()["properties"]["training"]["properties"]

    assert describe()["required"] == ["task", "model", "data"]
    assert training["epochs"]["type"] == "integer"
    for setting in training.values():
        assert {"title", "description", "type", "default"} <= setting.keys()
    assert json.loads(json.dumps(describe(), allow_nan=False)) == describe()


def test_the_spec_imports_nothing_heavy():
    heavy = "{'torch', 'numpy', 'transformers', 'sklearn', 'pyarrow'} & set(sys.modules)"
    code = f"import sys, engine.spec, engine.digests, engine.messages; sys.exit(str({heavy} or ''))"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stderr == "\n"


def test_every_fault_has_a_message_and_a_remedy_in_sentences():
    class Anything(dict):
        def __missing__(self, key):
            return "1"

    for code in FAULTS:
        for sentence in (message(code, Anything()), remedy(code, Anything())):
            assert sentence.endswith((".", "1"))
