"""Optimizers, schedules and losses: each does what its name says."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy

from engine.faults import Stopped
from engine.losses import balanced, make_loss
from engine.optimizer import MAKERS
from engine.plan import learning_rate
from engine.spec import Training

# Where the toy learns well; each optimizer has its own scale of rates.
RATES = {"adamw": 5e-3, "adam": 5e-3, "adagrad": 2e-2, "sgd": 5e-2, "adafactor": 1e-1}
LOGITS = torch.tensor([[3.0, 0.0], [0.5, 0.0], [0.0, 1.0]])
LABELS = torch.tensor([0, 0, 1])


@pytest.mark.parametrize("optimizer", MAKERS)
def test_every_optimizer_learns(do, knowing, optimizer):
    longer = replace(knowing.training, epochs=30, patience=30)
    job = do(replace(knowing, training=replace(longer, optimizer=optimizer, learning_rate=RATES[optimizer])))

    losses = [loss for _, loss in job.results["curve"]["training"]]
    assert np.mean(losses[-9:]) < math.log(3) / 2  # an epoch has nine steps, chance a loss of log 3


@pytest.mark.parametrize("optimizer", MAKERS)
def test_every_optimizer_goes_on_to_the_same_weights(do, brief, tmp_path, optimizer):
    spec = replace(brief, training=replace(brief.training, optimizer=optimizer))
    asked = iter(range(10))
    with pytest.raises(Stopped):
        do(spec, tmp_path, should_stop=lambda: next(asked, None) is None)

    assert do(spec, tmp_path, resume=True).results["digests"] == do(spec).results["digests"]


def test_schedules_differ_only_after_the_warmup():
    def rates(schedule: str) -> list[float]:
        return [learning_rate(step, steps=100, peak=1.0, warmup=0.1, schedule=schedule) for step in range(1, 101)]

    assert rates("linear")[:10] == rates("cosine")[:10] == rates("constant")[:10] == rates("inverse_sqrt")[:10]
    assert rates("constant")[10:] == [1.0] * 90
    assert rates("cosine")[55] == pytest.approx(0.5, abs=0.02)
    assert rates("linear")[-1] < 0.02
    assert rates("inverse_sqrt")[39] == pytest.approx(0.5)  # four times the warmup's steps


def test_a_batch_in_parts_gives_the_weights_of_the_whole_batch(do, brief):
    """Up to rounding: without dropout nothing else is drawn otherwise."""
    whole = do(brief)
    parts = do(replace(brief, training=replace(brief.training, accumulation=4)))

    first = [job.results["curve"]["training"][0][1] for job in (whole, parts)]
    assert first[0] == pytest.approx(first[1], rel=0.05)
    assert parts.results["curve"]["steps"] == whole.results["curve"]["steps"]


def test_balanced_weights_let_every_class_count_alike():
    labels = np.array([0] * 9 + [1])

    weights = balanced(np.bincount(labels))

    assert weights[0] * 9 == pytest.approx(float(weights[1]))
    assert float(weights[torch.from_numpy(labels)].mean()) == pytest.approx(1.0)


def test_balanced_weights_change_the_loss_for_the_rare_class():
    loss = make_loss(Training(class_weights="balanced"), np.array([0, 0, 0, 1]), 2)
    plain = cross_entropy(LOGITS, LABELS, reduction="none")

    assert loss(LOGITS, LABELS) == pytest.approx(float((plain * torch.tensor([2 / 3, 2 / 3, 2.0])).mean()), rel=1e-6)


def test_focal_loss_lets_rows_known_well_count_less():
    loss, plain = make_loss(Training(focal=2.0), LABELS.numpy(), 2), make_loss(Training(), LABELS.numpy(), 2)

    def share_of_the_first(of: object) -> float:
        first, second = (float(of(LOGITS[i : i + 1], LABELS[i : i + 1])) for i in (0, 1))  # type: ignore[operator]
        return first / second

    assert share_of_the_first(loss) < share_of_the_first(plain) / 10


def test_label_smoothing_keeps_certainty_from_being_free():
    sure = torch.tensor([[30.0, 0.0]])
    label = torch.tensor([0])

    assert make_loss(Training(), LABELS.numpy(), 2)(sure, label) < 1e-6
    assert make_loss(Training(label_smoothing=0.1), LABELS.numpy(), 2)(sure, label) > 1
