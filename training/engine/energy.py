"""What a job used: measured by the processor's own counter where it may be read, else an estimate that says so."""

import time
from pathlib import Path
from typing import Any

from engine.device import on_gpu

COUNTERS = Path("/sys/class/powercap")
WATTS_PER_BUSY_CORE = 10.0  # a server core at work with its share of memory and cooling
GRAMS_CO2E_PER_KWH = 445.0  # world average of electricity in 2024 (IEA, Electricity 2025)


class EnergyMeter:
    """Measures from its making on."""

    def __init__(self) -> None:
        self._joules = _read_joules()
        self._cpu_seconds = time.process_time()

    def read(self) -> dict[str, Any]:
        """Watt hours and grams of CO₂e so far, with their source and the assumption behind them."""
        joules = _read_joules()
        if self._joules and joules and joules >= self._joules:  # the counter starts again at 0 from time to time
            source, watt_hours, assumption = "rapl", (joules - self._joules) / 3600, "The whole processor is counted."
        else:
            source = "estimate"
            watt_hours = (time.process_time() - self._cpu_seconds) * WATTS_PER_BUSY_CORE / 3600
            assumption = f"Each busy core is counted with {WATTS_PER_BUSY_CORE:g} watts."
        if on_gpu():
            assumption += " The GPU is not counted."
        return {
            "watt_hours": watt_hours,
            "grams_co2e": watt_hours / 1000 * GRAMS_CO2E_PER_KWH,
            "grams_co2e_per_kwh": GRAMS_CO2E_PER_KWH,
            "source": source,
            "assumption": assumption,
        }


def _read_joules() -> float | None:
    try:
        return sum(int(file.read_text()) for file in COUNTERS.glob("intel-rapl:[0-9]/energy_uj")) / 1e6
    except (OSError, ValueError):
        return None
