"""What this machine has for work: its GPUs as NVML knows them, else its memory."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pynvml

GIB = 2**30


def devices() -> list[dict[str, Any]]:
    """Each GPU that this process may use, its memory and how busy it is; none without NVIDIA's driver."""
    with _nvml() as there:
        if not there:
            return []
        handles = [pynvml.nvmlDeviceGetHandleByIndex(number) for number in range(pynvml.nvmlDeviceGetCount())]
        return [told for handle in handles if _is_ours(told := _told(handle))]


@dataclass(frozen=True)
class Gpu:
    """The one GPU of a place: what CUDA calls it, and its memory in GiB."""

    uuid: str
    memory_gib: float


def gpu_of(place: int, found: list[dict[str, Any]]) -> Gpu | None:
    """The GPU of a worker's place by its number; where places are more than GPUs they share them in turn."""
    if not found:
        return None
    device = found[place % len(found)]
    return Gpu(device["uuid"], float(device["memory_gib"]))


def memory_of_places(places: int, found: list[dict[str, Any]]) -> list[float]:
    """What each of so many places has, in GiB, the largest first."""
    gpus = (gpu_of(place, found) for place in range(places))
    return sorted((gpu.memory_gib if gpu else memory_gib(found) for gpu in gpus), reverse=True)


def memory_gib(found: list[dict[str, Any]]) -> float:
    """What the largest place has, in GiB: the largest GPU's memory, or the machine's."""
    if found:
        return float(max(device["memory_gib"] for device in found))
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB, 1)


@contextmanager
def _nvml() -> Iterator[bool]:
    try:
        pynvml.nvmlInit()
    except pynvml.NVMLError:  # no driver, no GPU
        yield False
        return
    try:
        yield True
    finally:
        pynvml.nvmlShutdown()


def _told(handle: Any) -> dict[str, Any]:
    memory = pynvml.nvmlDeviceGetMemoryInfo(handle)
    return {
        "uuid": pynvml.nvmlDeviceGetUUID(handle),
        "index": pynvml.nvmlDeviceGetIndex(handle),
        "name": pynvml.nvmlDeviceGetName(handle),
        "memory_gib": round(memory.total / GIB, 1),
        "used_gib": round(memory.used / GIB, 1),
        "busy": pynvml.nvmlDeviceGetUtilizationRates(handle).gpu / 100,
    }


def _is_ours(device: dict[str, Any]) -> bool:
    """By CUDA_VISIBLE_DEVICES, which names devices by index or UUID."""
    visible = os.environ.get("CUDA_VISIBLE_DEVICES")
    if visible is None:
        return True
    named = [name.strip() for name in visible.split(",")]
    return str(device["index"]) in named or any(name and device["uuid"].startswith(name) for name in named)
