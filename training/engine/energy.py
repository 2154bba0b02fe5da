"""What a job used: measured by the machine's own counters where they may be read, else an estimate that says so."""

import platform
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any
from uuid import uuid4

import torch

from engine.device import device, on_gpu

COUNTERS = Path("/sys/class/powercap")
WATTS_PER_BUSY_CORE = 10.0  # a server core at work with its share of memory and cooling
GRAMS_CO2E_PER_KWH = 445.0  # world average of electricity in 2024 (IEA, Electricity 2025)


@dataclass(frozen=True)
class Used:
    """By one process, in joules: `processor` by its counter, all of it, or as estimated of the process alone.

    `gpu` names the one it computed on; `gpu_joules` is None where there is none, or its counter cannot be read.
    """

    machine: str
    processor: float
    measured: bool
    gpu: str | None = None
    gpu_joules: float | None = None


class EnergyMeter:
    """Measures from its making on; `run` names what it measures among the runs of a job that was interrupted."""

    def __init__(self) -> None:
        self.run = uuid4().hex
        self._joules, self._gpu = _read_joules(), _read_gpu()
        self._cpu_seconds = time.process_time()

    def used(self) -> Used:
        """What this process used so far."""
        joules, machine = _read_joules(), platform.node()
        if self._joules and joules and joules >= self._joules:  # the counter starts again at 0 from time to time
            used = Used(machine, joules - self._joules, measured=True)
        else:
            used = Used(machine, (time.process_time() - self._cpu_seconds) * WATTS_PER_BUSY_CORE, measured=False)
        if not on_gpu():
            return used
        now = _read_gpu()
        joules = None if self._gpu is None or now is None else now - self._gpu
        return replace(used, gpu=_uuid(), gpu_joules=joules)


def tell_energy(*runs: Sequence[Used]) -> dict[str, Any]:
    """Watt hours and grams of CO₂e of a job, with their source and the assumption behind them.

    A run is what processes used that worked at the same time; a job that was interrupted has several.
    """
    processors, gpus = sum(map(_of_processors, runs)) / 3600, sum(map(_of_gpus, runs)) / 3600
    each = [*chain.from_iterable(runs)]
    measured = all(used.measured for used in each)
    assumption = (
        "The whole processor is counted."
        if measured
        else f"Each busy core is counted with {WATTS_PER_BUSY_CORE:g} watts."
    )
    if any(used.gpu and used.gpu_joules is None for used in each):
        assumption += " The GPU is not counted."
    return {
        "watt_hours": processors + gpus,
        "gpu_watt_hours": gpus,
        "grams_co2e": (processors + gpus) / 1000 * GRAMS_CO2E_PER_KWH,
        "grams_co2e_per_kwh": GRAMS_CO2E_PER_KWH,
        "source": "rapl" if measured else "estimate",
        "assumption": assumption,
    }


def add_energy(told: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What several jobs used, each as `tell_energy` says it."""
    joules = ("watt_hours", "gpu_watt_hours", "grams_co2e")
    estimated = [each for each in told if each["source"] == "estimate"]
    return {**(estimated or told)[0], **{name: sum(each[name] for each in told) for name in joules}}


def _of_processors(each: Sequence[Used]) -> float:
    """Joules: a counter is the machine's, whichever of its processes has read it, an estimate each process's own."""
    counted: dict[str, float] = {}
    for used in each:
        if used.measured:
            counted[used.machine] = max(used.processor, counted.get(used.machine, 0.0))
    return sum(counted.values()) + sum(used.processor for used in each if used.machine not in counted)


def _of_gpus(each: Sequence[Used]) -> float:
    """Joules, of each GPU once."""
    counted: dict[str, float] = {}
    for used in each:
        if used.gpu:
            counted[used.gpu] = max(used.gpu_joules or 0.0, counted.get(used.gpu, 0.0))
    return sum(counted.values())


def _read_joules() -> float | None:
    try:
        return sum(int(file.read_text()) for file in COUNTERS.glob("intel-rapl:[0-9]/energy_uj")) / 1e6
    except (OSError, ValueError):
        return None


def _read_gpu() -> float | None:
    """Joules of this process's GPU since its driver was loaded; None without a GPU, or where it does not count them."""
    if not on_gpu():
        return None
    import pynvml

    try:
        pynvml.nvmlInit()
        joules: float = pynvml.nvmlDeviceGetTotalEnergyConsumption(pynvml.nvmlDeviceGetHandleByUUID(_uuid())) / 1e3
    except pynvml.NVMLError:  # before Volta, in some virtual machines, or a part of a GPU
        return None
    return joules


def _uuid() -> str:
    """What NVML calls this process's GPU."""
    return f"GPU-{torch.cuda.get_device_properties(device()).uuid}"
