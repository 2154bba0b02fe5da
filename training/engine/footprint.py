"""What a job took of the machine beside time and energy: arithmetic and memory."""

import resource
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch.utils.flop_counter import FlopCounterMode

from engine.averaging import copy_into
from engine.device import on_gpu
from engine.energy import EnergyMeter, Used
from engine.gang import Gang
from engine.loop import Loop


@dataclass(frozen=True)
class Share:
    """What one process of a job took: energy, and the most memory that it held, in bytes."""

    used: Used
    peak_bytes: int


def gather_shares(gang: Gang, meter: EnergyMeter) -> list[Share]:
    """What each process has taken, this one first; all take part, at the end of training."""
    gathered = gang.gather({"share": own_share(meter)})
    return [each["share"] for each in (gathered, *gathered.get("others", []))]


def own_share(meter: EnergyMeter) -> Share:
    """What this process has taken by now."""
    return Share(meter.used(), peak_memory())


def footprint(training_flops: float, shares: list[Share]) -> dict[str, Any]:
    """Floating-point operations of training, by all processes, and the most memory that each held, added up."""
    return {
        "training_flops": training_flops,
        "peak_bytes": sum(share.peak_bytes for share in shares),
        "memory": "gpu" if on_gpu() else "process",
    }


def estimate_flops(loop: Loop) -> float:
    """Operations of all steps taken, as torch counts those of one batch, forward and back; a product and a sum are two.

    The batch is of two rows of median length, and others are taken to cost by their length. Gradients are left as they
    were found (none), and so are running means of batch norms.
    """
    lengths = np.asarray(loop.subject.lengths)
    rows = np.argsort(lengths, kind="stable")
    middle = max(0, len(rows) // 2 - 1)
    batch = rows[middle : middle + 2]
    buffers = {name: buffer.clone() for name, buffer in loop.method.buffers().items()}
    with FlopCounterMode(display=False) as counter:
        torch.autograd.backward(loop.subject.loss(batch))
    loop.optimizer.zero_grad()
    copy_into(loop.method.buffers(), buffers)
    a_unit = counter.get_total_flops() / lengths[batch].sum()
    epochs = loop.progress.step * loop.settings.batch_size / len(lengths)
    return float(a_unit * lengths.sum() * epochs)


def peak_memory() -> int:
    """Bytes of the process, which a warm process has grown to before, too; of a GPU what torch's tensors took there."""
    if on_gpu():
        return torch.cuda.max_memory_allocated()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
