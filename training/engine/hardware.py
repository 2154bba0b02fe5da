"""What a result was computed with."""

import os
import platform
from pathlib import Path

import torch
import transformers

from engine import __version__
from engine.device import device, on_gpu


def versions() -> dict[str, str]:
    """Of the programs that decide the figures."""
    return {
        "engine": __version__,
        "python": platform.python_version(),
        "torch": torch.__version__,
        "transformers": transformers.__version__,
    }


def hardware() -> dict[str, str | int | float]:
    """The machine: processor, cores, memory, and the GPU that computed."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {"cpu": _processor(), "cores": os.cpu_count() or 1, "memory_gib": round(memory / 2**30, 1), **_gpu()}


def _gpu() -> dict[str, str | float]:
    if not on_gpu():
        return {}
    known = torch.cuda.get_device_properties(device())
    return {"gpu": known.name, "gpu_memory_gib": round(known.total_memory / 2**30, 1)}


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()
