"""The setting, and what it does not go with."""

import dataclasses
from pathlib import Path

import pytest

from engine.spec import Privacy, SpecError, describe, parse

DOCS = (Path(__file__).parents[4] / "docs" / "engine.md").read_text()
SMALLEST = {
    "task": "text-classification",
    "model": {"path": "/models/base"},
    "data": {"path": "/data/notes.csv", "text": "note", "label": "fault"},
    "privacy": {"epsilon": 8},
}
PICTURES = {"task": "image-classification", "data": {"path": "/data/pictures"}}
CLASHES = [
    ("privacy", {"task": "causal-language-modelling", "data": {"path": "/data/notes.csv", "text": "note"}}),
    ("privacy", {"method": "dora"}),
    ("model.architecture", {"model": {"architecture": "bert-small"}}),
    ("distillation.teacher", {"distillation": {"teacher": "/models/large"}}),
    ("training.sampling", {"training": {"sampling": "balanced"}}),
    ("training.class_weights", {"training": {"class_weights": "balanced"}}),
    ("training.adversarial", {"training": {"adversarial": "fgm"}}),
    ("training.accumulation", {"training": {"accumulation": 2}}),
    ("training.unfreezing", {"training": {"unfreezing": 0.5}}),
    ("training.precision", {"training": {"precision": "bfloat16"}}),
    ("augmentation.mixup", {**PICTURES, "augmentation": {"mixup": 0.2}}),
    ("search.trials", {"search": {"trials": 3, "space": {"training.epochs": {"choices": [2, 3]}}}}),
]


def test_it_is_off_unless_an_epsilon_is_named():
    assert not parse({**SMALLEST, "privacy": {}}).is_private
    assert parse(SMALLEST).is_private


@pytest.mark.parametrize(("path", "change"), CLASHES)
def test_what_does_not_go_with_it_is_refused_and_goes_without(path, change):
    with pytest.raises(SpecError) as error:
        parse({**SMALLEST, **change})

    assert [(fault.path, fault.code) for fault in error.value.faults] == [(path, "spec_clash")]
    assert parse({**SMALLEST, **change, "privacy": {}})


def test_pictures_can_be_private_from_a_new_model_on():
    assert parse({**SMALLEST, **PICTURES, "model": {"architecture": "vit-small"}}).is_private


@pytest.mark.parametrize("setting", ["epsilon", "delta", "max_norm"])
def test_a_value_outside_its_range_is_refused(setting):
    with pytest.raises(SpecError) as error:
        parse({**SMALLEST, "privacy": {"epsilon": 8, setting: 0}})

    assert [fault.code for fault in error.value.faults] == ["spec_range"]


def test_every_setting_is_described_and_documented():
    described = describe()["properties"]["privacy"]["properties"]

    assert described["epsilon"]["type"] == ["number", "null"]
    assert not [each.name for each in dataclasses.fields(Privacy) if f"`privacy.{each.name}`" not in DOCS]
