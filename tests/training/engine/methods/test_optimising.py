"""Choices of optimisation: each learns, does what its name says, and goes on where it was stopped."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from engine.averaging import Average
from engine.events import Events
from engine.faults import JobFault, Stopped
from engine.methods.anatomy import depths
from engine.plan import is_thawed, plan
from engine.ready import make_ready
from engine.tasks.text_classification import Classifying

CHOICES = {
    "warmup_steps": {"warmup_steps": 2},
    "layer_decay": {"layer_decay": 0.5},
    "unfreezing": {"unfreezing": 0.6},
    "ema": {"ema": 0.9},
    "balanced": {"sampling": "balanced"},
    "fgm": {"adversarial": "fgm"},
    "pgd": {"adversarial": "pgd"},
    "evaluate_every": {"evaluate_every": 4, "patience": 50},
}


def with_training(spec, **choice):
    return replace(spec, training=replace(spec.training, **choice))


def ready_for(spec, out):
    silent = Events(lambda _: None)
    return make_ready(spec, out, events=silent, should_stop=lambda: False, threads=1, resume=False)


@pytest.fixture(scope="module")
def longer(knowing):
    return with_training(knowing, epochs=24, patience=50)


@pytest.fixture(scope="module")
def plain(do, longer):
    """The job without any of the choices."""
    return do(longer)


@pytest.mark.parametrize("choice", CHOICES)
def test_it_learns_and_differs_from_plain_training(do, longer, plain, choice):
    job = do(with_training(longer, **CHOICES[choice]))

    losses = [loss for _, loss in job.results["curve"]["training"]]
    assert np.mean(losses[-9:]) < math.log(3) / 2
    assert job.results["curve"] != plain.results["curve"]


@pytest.mark.parametrize("choice", CHOICES)
def test_stopped_it_goes_on_to_the_same_weights(do, brief, tmp_path, choice):
    spec = with_training(brief, **CHOICES[choice])
    asked = iter(range(13))
    with pytest.raises(Stopped):
        do(spec, tmp_path, should_stop=lambda: next(asked, None) is None)

    assert do(spec, tmp_path, resume=True).results["digests"] == do(spec).results["digests"]


def test_each_layer_learns_at_a_share_of_the_rate_above_it(brief, tmp_path):
    loop = ready_for(with_training(brief, layer_decay=0.5), tmp_path).loop
    scale = {id(p): group["scale"] for group in loop.optimizer.param_groups for p in group["params"]}
    by_name = {name: scale[id(parameter)] for name, parameter in loop.parameters.items()}

    assert by_name["classifier.weight"] == 1.0
    assert by_name["bert.encoder.layer.1.output.dense.weight"] == 0.5
    assert by_name["bert.encoder.layer.0.output.dense.weight"] == 0.25
    assert by_name["bert.embeddings.word_embeddings.weight"] == 0.125


def test_depth_is_found_in_the_names_that_peft_gives(brief, tmp_path):
    ready = ready_for(replace(brief, method="lora"), tmp_path)
    found = depths(ready.method.model, ready.loop.parameters)

    assert {depth for name, depth in found.items() if "layer.0." in name} == {1}
    assert {depth for name, depth in found.items() if "classifier" in name} == {3}


def test_layers_join_from_the_head_down():
    assert is_thawed(0.0, 0.0, unfreezing=0.5)
    assert not is_thawed(0.5, 0.2, unfreezing=0.5)
    assert is_thawed(0.5, 0.25, unfreezing=0.5)
    assert is_thawed(1.0, 0.5, unfreezing=0.5)


def test_what_has_not_joined_yet_stays_as_it_is(brief, tmp_path):
    ready = ready_for(with_training(brief, unfreezing=1.0), tmp_path)
    before = {name: p.detach().clone() for name, p in ready.loop.parameters.items()}

    ready.loop.take_step(np.arange(8))

    changed = {name for name, p in ready.loop.parameters.items() if not torch.equal(p, before[name])}
    assert changed == {"classifier.weight", "classifier.bias"}


def test_the_average_follows_the_weights_and_gives_them_back():
    weights = {"w": torch.zeros(2)}
    average = Average(weights, 0.9)
    weights["w"] += 1
    average.update(step=1000)

    with average.in_place():
        assert weights["w"].tolist() == pytest.approx([0.1, 0.1])
    assert weights["w"].tolist() == [1.0, 1.0]


def test_every_class_comes_as_often_in_a_balanced_epoch():
    classes = np.array([0] * 90 + [1] * 9 + [2])
    rows = np.concatenate(plan(np.ones(100), 8, seed=1, epoch=0, classes=classes))

    assert sorted(np.bincount(classes[rows])) == [33, 33, 34]
    assert len(set(rows[classes[rows] == 1])) == 9


def test_a_task_without_classes_cannot_be_balanced(brief, tmp_path, monkeypatch):
    monkeypatch.delattr(Classifying, "row_classes")

    with pytest.raises(JobFault) as refused:
        ready_for(with_training(brief, sampling="balanced"), tmp_path)

    assert refused.value.code == "spec_clash"


def test_it_is_evaluated_every_so_many_steps_and_at_the_end(do, brief):
    job = do(with_training(brief, evaluate_every=4, patience=50))

    steps = [step for step, _, _ in job.results["curve"]["validation"]]
    assert steps == [*range(4, job.results["curve"]["steps"], 4), job.results["curve"]["steps"]]


def test_training_stops_in_the_middle_of_an_epoch_and_keeps_the_best(do, brief):
    job = do(with_training(brief, evaluate_every=1, patience=2, learning_rate=1e-7))

    curve = job.results["curve"]
    assert curve["stopped"] == "early"
    assert curve["steps"] - curve["best_step"] >= 2


@pytest.mark.parametrize("kind", ["fgm", "pgd"])
def test_an_adversary_makes_the_loss_larger_within_its_radius(brief, tmp_path, kind):
    ready = ready_for(with_training(brief, adversarial=kind, adversarial_radius=0.2), tmp_path)
    ready.task.model.eval()  # without dropout, to compare
    adversary, losses, shifts = ready.loop.adversary, [], []

    def compute():
        shifts.append(adversary.shift)
        losses.append(ready.task.loss(np.arange(8)))
        return losses[-1]

    compute().backward()
    clean = adversary.seen.detach()
    adversary.add_gradients(compute)

    assert losses[-1] > losses[0]
    lengths = [each.flatten(1).norm(dim=1) for each in (shifts[-1], clean)]
    assert (lengths[0] <= 0.2001 * lengths[1]).all()


class ShortMemory:
    """A step that finds no memory for a whole batch, from step 6 on."""

    def __init__(self, compute):
        self.compute, self.calls, self.rows = compute, 0, []

    def __call__(self, task, rows):
        self.calls += 1
        if self.calls >= 6 and len(rows) > 4:
            raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 1 bytes.")
        self.rows.append(len(rows))
        return self.compute(task, rows)


def test_when_memory_runs_out_it_goes_on_from_the_checkpoint_in_smaller_parts(do, brief, monkeypatch):
    short = ShortMemory(Classifying.loss)
    monkeypatch.setattr(Classifying, "loss", lambda task, rows: short(task, rows))

    job = do(brief)

    assert tuple(code for code in job.told.codes() if code in ("memory_short", "resumed")) == (
        "memory_short",
        "resumed",
    )
    assert job.results["recipe"]["training"]["accumulation"] == 2
    assert "2 parts" in job.results["recipe"]["why"]["accumulation"]
    assert job.results["curve"]["steps"] == 27
    assert max(short.rows[5:]) <= 4


def test_smaller_parts_are_tried_once(do, brief, monkeypatch):
    def never(task, rows):
        raise MemoryError

    monkeypatch.setattr(Classifying, "loss", never)

    with pytest.raises(MemoryError):
        do(brief)


def test_a_job_that_ran_short_of_memory_goes_on_with_its_smaller_parts(do, brief, tmp_path, monkeypatch):
    short = ShortMemory(Classifying.loss)
    with monkeypatch.context() as patched:
        patched.setattr(Classifying, "loss", lambda task, rows: short(task, rows))
        with pytest.raises(Stopped):
            do(brief, tmp_path, should_stop=lambda: short.calls > 20)

    resumed = do(brief, tmp_path, resume=True)

    assert resumed.results["recipe"]["training"]["accumulation"] == 2
    assert load_file(resumed.out / "model" / "model.safetensors")
