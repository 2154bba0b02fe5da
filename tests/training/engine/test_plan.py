"""The order of rows and the learning rate are pure functions."""

import numpy as np
import pytest

from engine.plan import learning_rate, plan

LENGTHS = np.random.default_rng(3).integers(4, 60, size=2000)


def test_the_same_arguments_give_the_same_plan_whatever_was_drawn_before():
    first = plan(LENGTHS, 16, seed=5, epoch=2)
    np.random.seed(0)

    assert all(np.array_equal(a, b) for a, b in zip(first, plan(LENGTHS, 16, seed=5, epoch=2), strict=True))


@pytest.mark.parametrize("rows", [1, 15, 16, 17, 2000])
def test_every_row_is_in_exactly_one_batch(rows):
    batches = plan(LENGTHS[:rows], 16, seed=5, epoch=0)

    assert sorted(np.concatenate(batches)) == list(range(rows))
    assert sorted(map(len, batches))[1:] == [16] * (len(batches) - 1)


def test_epochs_and_seeds_differ():
    orders = [np.concatenate(plan(LENGTHS, 16, seed, epoch)).tolist() for seed, epoch in [(1, 0), (1, 1), (2, 0)]]

    assert len({tuple(order) for order in orders}) == 3


def test_batches_need_little_padding():
    padded = sum(len(batch) * LENGTHS[batch].max() for batch in plan(LENGTHS, 16, seed=5, epoch=0))

    assert padded < 1.05 * LENGTHS.sum()


def test_the_rate_rises_to_its_peak_and_falls_to_nothing():
    rates = [learning_rate(step, steps=100, peak=1.0, warmup=0.1) for step in range(1, 101)]

    assert rates[9] == 1.0
    assert rates[:10] == sorted(rates[:10])
    assert rates[9:] == sorted(rates[9:], reverse=True)
    assert 0 < rates[-1] < 0.02


def test_a_warmup_of_so_many_steps_stands_for_the_share():
    rates = [learning_rate(step, steps=100, peak=1.0, warmup=0.1, warmup_steps=4) for step in range(1, 101)]

    assert rates[:5] == [0.25, 0.5, 0.75, 1.0, 1.0]
    assert rates[5] < 1.0


def test_without_warmup_the_first_rate_is_the_peak():
    assert learning_rate(1, steps=10, peak=2.0, warmup=0.0) == 2.0
