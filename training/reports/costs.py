"""What a job cost: time, energy, carbon."""

from typing import Any

from django.utils.translation import gettext as _

from reports.formats import duration, number

PHASES = ("preparing", "training", "evaluating", "reporting")


def costs_of(results: dict[str, Any]) -> list[tuple[str, str]]:
    """Names and values, as facts on the page."""
    seconds, energy = results["seconds"], results["energy"]
    total = sum(seconds[phase] for phase in PHASES)
    times = {"all": duration(total), "training": duration(seconds["training"])}
    return [
        (_("Time"), _("%(all)s, %(training)s of it training") % times),
        (_("First step"), _("%(seconds)s after the start") % {"seconds": duration(seconds["first_step"])}),
        (_("Energy"), _("%(hours)s Wh") % {"hours": number(energy["watt_hours"], 2)}),
        (_("Carbon"), _("%(grams)s g CO₂e") % {"grams": number(energy["grams_co2e"], 2)}),
        (_("How known"), _how_known(energy)),
        *_machine(results.get("footprint")),
    ]


def _machine(footprint: dict[str, Any] | None) -> list[tuple[str, str]]:
    """Memory and arithmetic; results from before they were measured have none."""
    if footprint is None:
        return []
    held = _("%(gigabytes)s GB at most") % {"gigabytes": number(footprint["peak_bytes"] / 1e9, 1)}
    done = _("%(count)s TFLOP of training") % {"count": number(footprint["training_flops"] / 1e12, 1)}
    return [(_("Memory"), held), (_("Arithmetic"), done)]


def _how_known(energy: dict[str, Any]) -> str:
    grid = {"grams": number(energy["grams_co2e_per_kwh"], 0)}
    if energy["source"] == "rapl":
        known = _("Measured by the processor’s counter, all of the processor; a grid of %(grams)s g CO₂e per kWh.")
    else:
        known = _("Estimated from busy cores; a grid of %(grams)s g CO₂e per kWh.")
    if of_gpus := energy.get("gpu_watt_hours"):
        measured = _("GPUs used %(hours)s Wh of it, by their own counters.") % {"hours": number(of_gpus, 2)}
        return f"{known % grid} {measured}"
    return known % grid
