"""What a job took of the machine beside time and energy: arithmetic and memory."""

import resource
from typing import Any

import numpy as np
import torch
from torch.utils.flop_counter import FlopCounterMode

from engine.device import on_gpu
from engine.loop import Loop


def footprint(loop: Loop) -> dict[str, Any]:
    """Floating-point operations of training, and the most memory that the process held; at the end of training."""
    return {"training_flops": estimate_flops(loop), **peak_memory()}


def estimate_flops(loop: Loop) -> float:
    """Operations of all steps taken, as torch counts those of one batch, forward and back; a product and a sum are two.

    The batch is of rows of median length, and others are taken to cost by their length. Gradients are left as they were
    found: none.
    """
    lengths = np.asarray(loop.subject.lengths)
    rows = np.argsort(lengths, kind="stable")
    size = min(len(rows), -(-loop.settings.batch_size // loop.parts))  # no more than memory was enough for
    middle = (len(rows) - size) // 2
    batch = rows[middle : middle + size]
    with FlopCounterMode(display=False) as counter:
        torch.autograd.backward(loop.subject.loss(batch))
    loop.optimizer.zero_grad()
    a_unit = counter.get_total_flops() / lengths[batch].sum()
    epochs = loop.progress.step * loop.settings.batch_size / len(lengths)
    return float(a_unit * lengths.sum() * epochs)


def peak_memory() -> dict[str, Any]:
    """Bytes of the process, which a warm process has grown to before, too; of a GPU what torch's tensors took there."""
    if on_gpu():
        return {"peak_bytes": torch.cuda.max_memory_allocated(), "memory": "gpu"}
    return {"peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, "memory": "process"}
