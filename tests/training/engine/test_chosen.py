"""What is chosen by machine and job follows one written rule, and the result says what and why."""

import re
from dataclasses import replace
from functools import partialmethod
from pathlib import Path

import pytest
import safetensors.torch
import torch

from engine.choices import LONG, RULE, Case, choose
from engine.defaults import why_defaults
from engine.spec import SpecError, Training, parse

DOCS = (Path(__file__).parents[3] / "docs" / "engine.md").read_text()
GIB = 2**30
GPU = Case(gpu="H100", memory=80 * GIB, native_bfloat16=True, compiler=True, steps=LONG, needed=8 * GIB)
CPU = Case(ratio=0.9, steps=LONG, needed=8 * GIB)


@pytest.mark.parametrize(
    ("what", "case", "chosen"),
    [
        ("device", CPU, "cpu"),
        ("device", GPU, "cuda"),
        ("precision", CPU, "float32"),
        ("precision", replace(CPU, ratio=0.5), "bfloat16"),
        ("precision", GPU, "bfloat16"),
        ("precision", replace(GPU, native_bfloat16=False), "float32"),
        ("precision", replace(GPU, precision="float32"), "float32"),
        ("precision", replace(GPU, private=True), "float32"),
        ("gradient_checkpointing", CPU, "no"),
        ("gradient_checkpointing", GPU, "no"),
        ("gradient_checkpointing", replace(GPU, needed=70 * GIB), "yes"),
        ("gradient_checkpointing", replace(GPU, needed=70 * GIB, can_recompute=False), "no"),
        ("gradient_checkpointing", replace(CPU, checkpointing="always"), "yes"),
        ("gradient_checkpointing", replace(GPU, needed=70 * GIB, checkpointing="never"), "no"),
        ("attention", CPU, "fast_dropout"),
        ("attention", GPU, "sdpa"),
        ("attention", replace(GPU, fused=False), "eager"),
        ("compile", CPU, "no"),
        ("compile", GPU, "yes"),
        ("compile", replace(GPU, steps=LONG - 1), "no"),
        ("compile", replace(GPU, plain=False), "no"),
        ("compile", replace(GPU, compiler=False), "no"),
        ("compile", replace(GPU, compiling="never"), "no"),
        ("compile", replace(CPU, compiling="always"), "yes"),
    ],
)
def test_the_rule_decides_by_machine_wish_and_size(what, case, chosen):
    assert choose(what, case).chosen == chosen


def test_the_docs_have_the_rule_line_by_line():
    section = DOCS.partition("## What is chosen by itself")[2].partition("\n## ")[0]
    told = re.findall(r"^\| (\w+) \| `(\w+)` \|", section, re.MULTILINE)

    assert told == [(what, line.chosen) for what, lines in RULE.items() for line in lines]


def test_the_result_says_what_was_chosen_and_why(finished):
    choices = finished.results["choices"]

    assert {what: choice["chosen"] for what, choice in choices.items()} == {
        "device": "cuda" if torch.cuda.is_available() else "cpu",
        "precision": "float32",
        "attention": "sdpa" if torch.cuda.is_available() else "fast_dropout",
        "compile": "no",
        "gradient_checkpointing": "no",
    }
    assert choices["precision"]["why"] == "The spec asks for it."


def test_the_recipe_says_why_epochs_batch_size_and_schedule_are_what_they_are(finished, spec):
    why = finished.results["recipe"]["why"]

    assert why["epochs"] == why["batch_size"] == "The spec asks for it."
    assert why["schedule"].startswith("The rate rises over 10 % of the steps")
    assert why_defaults(Training())["batch_size"].startswith("16 rows a step")
    assert why_defaults(Training())["epochs"].startswith("At most 8 epochs")
    assert why_defaults(Training(warmup_steps=5))["schedule"] == "The spec asks for it."


def weights(job):
    return safetensors.torch.load_file(job.out / "model" / "model.safetensors")


def test_with_gradient_checkpointing_few_activations_are_kept_and_the_weights_are_the_same(do, steady):
    kept = {"never": 0, "always": 0}
    learned = {}
    for wish in kept:

        def keep(tensor, wish=wish):
            kept[wish] += tensor.nbytes
            return tensor

        with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
            job = do(replace(steady, training=replace(steady.training, gradient_checkpointing=wish)))
        learned[wish] = weights(job)
        assert job.results["choices"]["gradient_checkpointing"]["code"] == "asked_for"

    assert kept["always"] < kept["never"] / 2
    assert all(torch.equal(learned["never"][name], learned["always"][name]) for name in learned["never"])


def test_with_gradient_checkpointing_and_dropout_a_stopped_job_goes_on_to_the_same_weights(brief, goes_on):
    assert goes_on(replace(brief, training=replace(brief.training, gradient_checkpointing="always")))


@pytest.mark.parametrize(
    ("changes", "path", "other"),
    [
        ({"method": "head", "training": {"gradient_checkpointing": "always"}}, "gradient_checkpointing", "method"),
        ({"method": "lora", "training": {"compile": "always"}}, "compile", "method"),
        ({"training": {"compile": "always", "adversarial": "fgm"}}, "compile", "training.adversarial"),
        ({"training": {"compile": "always", "processes": 2}}, "compile", "training.processes"),
    ],
)
def test_what_cannot_be_had_is_refused(brief, changes, path, other):
    with pytest.raises(SpecError) as refusal:
        parse({**brief.resolved(), **changes})

    assert [(fault.path, fault.params["other"]) for fault in refusal.value.faults] == [(f"training.{path}", other)]


@pytest.mark.heavy
def test_a_compiled_model_learns_the_same_weights(do, steady, monkeypatch):
    """Traced as for torch's compiler, which itself would take minutes here."""
    traced = []

    def backend(graph, _inputs):
        traced.append(graph)
        return graph.forward

    monkeypatch.setattr(torch.nn.Module, "compile", partialmethod(torch.nn.Module.compile, backend=backend))
    short = replace(steady, training=replace(steady.training, epochs=1))
    compiled = do(replace(short, training=replace(short.training, compile="always")))
    plain = do(short)

    assert traced
    assert compiled.results["choices"]["compile"]["chosen"] == "yes"
    assert compiled.results["footprint"]["training_flops"] == plain.results["footprint"]["training_flops"]
    assert max((weights(plain)[name] - weights(compiled)[name]).abs().max() for name in weights(plain)) < 1e-4
