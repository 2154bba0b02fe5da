"""The learning-rate range test: a brief run at rising rates shows which ones the model learns at.

Smith 2017, arXiv:1506.01186; the advice is a tenth of the rate at which the loss was least, as fastai gives it.
"""

from dataclasses import dataclass

from engine.faults import JobFault
from engine.loop import Loop

LOWEST, HIGHEST, STEPS = 1e-6, 1.0, 100
SMOOTHING = 0.9  # of the mean loss over the last steps
DIVERGED = 4.0  # times the least loss


@dataclass(frozen=True)
class Range:
    """What was tried, as pairs of rate and smoothed loss, and the rate to take."""

    tried: list[tuple[float, float]]
    advice: float


def find_rate(loop: Loop) -> Range:
    """Train `loop` at rates from 1e-6 up to 1, or to where it no longer learns. It is of no use afterwards.

    Raises JobFault: nan_loss where not even the lowest rate gives a number, spec_clash for a private job, of whose rows
    the losses would tell.
    """
    if loop.private:
        raise JobFault("spec_clash", path="privacy", other="search for a rate")
    tried: list[tuple[float, float]] = []
    mean, least = 0.0, float("inf")
    for step in range(STEPS):
        rate = LOWEST * (HIGHEST / LOWEST) ** (step / (STEPS - 1))
        try:
            loss = loop.take_step(loop.next_rows(), rate=rate)
        except JobFault:
            if not tried:
                raise
            break
        mean = SMOOTHING * mean + (1 - SMOOTHING) * loss
        smoothed = mean / (1 - SMOOTHING ** (step + 1))
        tried.append((rate, smoothed))
        least = min(least, smoothed)
        if smoothed > DIVERGED * least:
            break
    best, _ = min(tried, key=lambda pair: pair[1])
    return Range(tried, best / 10)
