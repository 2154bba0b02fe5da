"""A base model made from a configuration."""

from dataclasses import replace

import pytest
from transformers import AutoModelForMaskedLM, AutoModelForSequenceClassification

from engine.faults import JobFault
from engine.fresh import configuration_digest
from engine.models import load_model, verify_model
from engine.spec import ARCHITECTURES, ModelSource, SpecError, describe, parse

DATA = {"path": "/data/notes.csv", "text": "note", "label": "fault"}
BERT = ModelSource(architecture="bert-small")


@pytest.mark.parametrize("model", [{}, {"path": "/models/base", "architecture": "bert-small"}])
def test_a_spec_has_either_a_folder_or_an_architecture(model):
    with pytest.raises(SpecError) as error:
        parse({"task": "text-classification", "model": model, "data": DATA})

    (fault,) = error.value.faults
    assert (fault.path, fault.code) == ("model", "spec_either")


def test_an_unknown_architecture_is_refused_with_the_known_ones():
    with pytest.raises(SpecError, match="gpt-small"):
        parse({"task": "text-classification", "model": {"architecture": "gpt-9"}, "data": DATA})


def test_the_description_has_every_architecture():
    described = describe()["properties"]["model"]["properties"]["architecture"]

    assert described["enum"] == [*ARCHITECTURES, None]
    assert described["default"] is None


def test_specs_of_different_architectures_have_different_digests():
    bert, gpt = (
        parse({"task": "text-classification", "model": {"architecture": name}, "data": DATA})
        for name in ("bert-small", "gpt-small")
    )

    assert bert.digest() != gpt.digest()


def test_a_fresh_model_is_drawn_by_the_seed_in_the_size_that_the_data_need():
    needs = {"vocab_size": 40, "hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}

    first, again, other = (
        load_model(AutoModelForMaskedLM, BERT, "masked-lm", seed=seed, needs=needs) for seed in (1, 1, 2)
    )

    words = [model.get_input_embeddings().weight for model in (first, again, other)]
    assert words[0].shape == (40, 16)
    assert words[0].equal(words[1])
    assert not words[0].equal(words[2])


def test_an_architecture_that_does_not_fit_the_task_is_refused():
    with pytest.raises(JobFault) as refusal:
        load_model(AutoModelForSequenceClassification, ModelSource(architecture="patchtst-small"), "texts", seed=1)

    assert refusal.value.code == "model_unfit"
    assert "patchtst-small" in str(refusal.value)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_the_digest_of_a_fresh_model_is_of_its_configuration(name):
    source = ModelSource(architecture=name)

    assert verify_model(source, "any") == configuration_digest(source)
    with pytest.raises(JobFault, match="SHA-256"):
        verify_model(replace(source, sha256="0" * 64), "any")
