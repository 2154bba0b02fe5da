"""What private training draws: a pure function of the secret and the place it is for."""

import numpy as np
import pytest
import torch
from scipy.stats import kstest

from engine.private_draws import Draws

LIKE = torch.zeros(200, 100)


@pytest.fixture
def draws():
    return Draws(bytes(range(32)))


def test_noise_is_normal(draws):
    assert kstest(draws.noise(LIKE, 0, 1).flatten().numpy(), "norm").pvalue > 1e-3


def test_the_same_place_has_the_same_noise_and_every_other_another(draws):
    here = draws.noise(LIKE, 3, 7)

    assert torch.equal(here, Draws(bytes(range(32))).noise(LIKE, 3, 7))
    others = [draws.noise(LIKE, 4, 7), draws.noise(LIKE, 3, 8), Draws(bytes(32)).noise(LIKE, 3, 7)]
    assert not [each for each in others if (each == here).any()]


def test_a_sample_is_ascending_and_has_its_share_of_the_rows(draws):
    rows = draws.sample(100_000, 0.2, 5)

    assert (np.diff(rows) > 0).all()
    assert len(rows) == pytest.approx(20_000, rel=0.03)


def test_at_a_rate_of_one_all_rows_are_in_the_sample(draws):
    assert draws.sample(50, 1.0, 0).tolist() == [*range(50)]


def test_the_stream_is_chacha20_of_rfc_8439():
    """Its test vector 1 of appendix A.1: a key and a nonce of zeros."""
    assert Draws(bytes(32))._stream(16, 0, 0).hex() == "76b8e0ada0f13d90405d6ae55386bd28"
