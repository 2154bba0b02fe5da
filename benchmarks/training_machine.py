"""What a contender takes of the machine: memory, and how much of its arithmetic it gets done."""

import time
from collections.abc import Callable
from pathlib import Path

import torch
from torch.utils.flop_counter import FlopCounterMode

SIDE = 2048  # of the matrices whose product shows what the machine can do
TRIALS = 5
SELF = Path("/proc/self")


def sgemm_peak() -> float:
    """Floating-point operations a second of a product of large float32 matrices, the best of some."""
    left, right = torch.ones(SIDE, SIDE), torch.ones(SIDE, SIDE)
    best = 0.0
    for _ in range(TRIALS):
        started = time.perf_counter()
        torch.mm(left, right)
        best = max(best, 2 * SIDE**3 / (time.perf_counter() - started))
    return best


def peak_bytes(run: Callable[[], object]) -> int:
    """The most memory that this process holds while it does `run`, with what it held before."""
    (SELF / "clear_refs").write_text("5")  # the high-water mark starts again from what is held now
    run()
    lines = (SELF / "status").read_text().splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith("VmHWM"))
    return int(kilobytes) * 1024


def flops_of(run: Callable[[], object]) -> int:
    """Operations of matrix products that torch counts in `run`, those on padding, too."""
    with FlopCounterMode(display=False) as counter:
        run()
    return counter.get_total_flops()
