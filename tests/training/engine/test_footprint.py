"""What a job took of the machine."""

from dataclasses import replace

import pytest


def test_twice_the_epochs_take_twice_the_arithmetic(do, brief, undisturbed):
    twice = do(replace(brief, training=replace(brief.training, epochs=6, patience=6)))

    flops = [job.results["footprint"]["training_flops"] for job in (undisturbed, twice)]
    assert flops[1] == pytest.approx(2 * flops[0])


def test_arithmetic_is_about_six_operations_for_each_weight_and_token(undisturbed):
    """Two for a product and its sum, forward once and back twice (Kaplan et al. 2020, arXiv:2001.08361)."""
    results = undisturbed.results
    layers = 2 * (4 * 32 * 32 + 2 * 32 * 64)  # of the base: embeddings are looked up, not multiplied
    tokens = results["curve"]["steps"] * 8 * 9  # of a row about nine

    assert results["footprint"]["training_flops"] == pytest.approx(6 * layers * tokens, rel=0.5)
    assert results["footprint"]["peak_bytes"] > 100e6
