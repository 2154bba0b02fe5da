"""The spec's group `search`: what can be searched, within which limits."""

import json

import jsonschema
import pytest

from engine.spec import Choices, Span, SpecError, describe, parse

JOB = {
    "task": "text-classification",
    "model": {"path": "/models/base"},
    "data": {"path": "/data/notes.csv", "text": "note", "label": "fault"},
}


def searching(space, **more):
    return {**JOB, "search": {"trials": 4, "space": space, **more}}


def faults_of(raw):
    with pytest.raises(SpecError) as error:
        parse(raw)
    return {fault.path.removeprefix("search.space."): fault.code for fault in error.value.faults}


def test_a_space_has_ranges_and_choices_over_settings():
    space = {
        "training.learning_rate": {"low": 1e-5, "high": 1e-2, "log": True},
        "training.batch_size": {"low": 4, "high": 32},
        "training.evaluate_every": {"choices": [None, 10]},
        "method": {"choices": ["full", "lora"]},
    }

    spec = parse(searching(space))

    assert spec.search.space["training.batch_size"] == Span(4, 32, log=False)
    assert spec.search.space["method"] == Choices(("full", "lora"))
    assert parse(spec.resolved()) == spec


def test_without_trials_nothing_is_searched():
    assert parse(JOB).search.trials == 0
    assert parse(JOB).search.space == {}


def test_all_faults_of_a_space_are_found_at_once():
    space = {
        "seed": {"choices": [1]},
        "training.learning_rate": {"low": 1e-5, "high": 9},
        "training.batch_size": {"low": 8, "high": 4},
        "training.epochs": {"low": 1},
        "training.ema": 3,
        "training.clip": {"choices": []},
        "training.head": {"choices": ["own", "big"]},
        "method": {"low": 1},
        "adapter.rank": {"low": 1, "high": 2, "choices": [3]},
        "adapter.dropout": {"low": 0, "high": 0.5, "log": True},
    }

    assert faults_of(searching(space)) == {
        "seed": "spec_unknown",
        "training.learning_rate.high": "spec_range",
        "training.batch_size.high": "spec_range",
        "training.epochs.high": "spec_missing",
        "training.ema": "spec_type",
        "training.clip.choices": "spec_type",
        "training.head.choices.1": "spec_choice",
        "method.low": "spec_unknown",
        "method.choices": "spec_missing",
        "adapter.rank": "spec_either",
        "adapter.dropout.log": "spec_clash",
    }


@pytest.mark.parametrize(("space", "code"), [({}, "spec_missing"), ([], "spec_type")])
def test_trials_need_something_to_try(space, code):
    assert faults_of(searching(space)) == {"search.space": code}


def test_the_description_says_what_can_be_searched():
    described = describe()["properties"]["search"]["properties"]["space"]

    jsonschema.validate({"training.clip": {"low": 0.1, "high": 1}, "method": {"choices": ["full"]}}, described)
    for wrong in ({"seed": {"choices": [1]}}, {"training.clip": {"low": 1}}, {"training.clip": {"choices": []}}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, described)


def test_the_command_search_wants_trials(command, tmp_path, capfd):
    file = tmp_path / "spec.json"
    file.write_text(json.dumps(JOB))

    assert command("search", file, "--out", tmp_path / "out") == 2
    assert "The spec lacks search.trials." in capfd.readouterr().err
