"""How numbers are computed, which decides a result to the last bit: the number of threads and the precision.

Whether bfloat16 is quicker than float32 is measured, since processors of one name differ.
"""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor
from torch.nn.functional import linear

from engine.choices import Case, choose
from engine.device import device

Precision = Literal["float32", "bfloat16"]
TRIALS = 12


@dataclass(frozen=True)
class Arithmetic:
    """`ratio` is bfloat16's time as a share of float32's, where it was measured.

    `parts` are those in which a batch is computed; None for as many as the spec says.
    """

    threads: int
    precision: Precision
    ratio: float | None = None
    parts: int | None = None


@dataclass(frozen=True)
class Setting:
    """How a model is run: in which precision, and whether somebody asks it to stop.

    `cache` is a folder for what a task makes of these data once; it is removed when the job is done.
    """

    precision: Precision
    should_stop: Callable[[], bool]
    cache: Path | None = None

    def exact(self) -> "Setting":
        """The same in float32."""
        return replace(self, precision="float32")


def settle_arithmetic(threads: int | None, case: Case) -> Arithmetic:
    """Compute with `threads` from now on (None: torch's choice), in the precision that the rule has for `case`.

    On a processor that is the quicker one in a trial, unless the case settles it.
    """
    use_threads(threads or torch.get_num_threads())
    tried = case.gpu is None and case.precision == "auto" and not case.private
    ratio = bfloat16_ratio(torch.get_num_threads()) if tried else None
    chosen = choose("precision", replace(case, ratio=ratio)).chosen
    return Arithmetic(torch.get_num_threads(), "bfloat16" if chosen == "bfloat16" else "float32", ratio)


def use_threads(threads: int) -> None:
    """Compute with that many threads from now on, whatever the machine has: another number rounds differently."""
    if threads != torch.get_num_threads():
        torch.set_num_threads(threads)


def autocast(precision: Precision) -> AbstractContextManager[object]:
    """Compute what is inside with matrix products in `precision`."""
    return torch.autocast(device().type, dtype=torch.bfloat16, enabled=precision == "bfloat16")


@cache
def bfloat16_ratio(threads: int) -> float:
    """Time of a layer of the usual size in bfloat16, forward and backward with its casts, as a share of float32's.

    Tried once in a process for each number of threads, for about 100 ms. The two take turns and the best time of each
    counts, so that what else the machine does disturbs neither.
    """
    use_threads(threads)
    rows = torch.ones(384, 384, requires_grad=True)
    weight = torch.ones(1536, 384, requires_grad=True)
    times = [(_trial("bfloat16", rows, weight), _trial("float32", rows, weight)) for _ in range(TRIALS)]
    short, full = (min(each) for each in zip(*times, strict=True))
    return float(round(short / full, 2))


def _trial(precision: Precision, rows: Tensor, weight: Tensor) -> float:
    started = time.perf_counter()
    with autocast(precision):
        out = linear(rows, weight)
    torch.autograd.backward(out, out)
    return time.perf_counter() - started
