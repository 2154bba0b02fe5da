"""How many steps a model reads of its series, where the spec does not say."""

import dataclasses
import json
from pathlib import Path

import numpy as np

from engine.choices import Choice
from engine.faults import JobFault
from engine.series import WINDOWS_NEEDED, Steps, place_windows
from engine.spec import ForecastSeries, Series, Spec, WatchedSeries
from engine.split import PARTS

USUAL = 96
APART = 8  # between one length that is tried and the next: the stride of a new model's patches
MOSTLY = 0.9  # of the steps are in stretches that are long enough


def choose_context(spec: Spec, steps: Steps, part: np.ndarray, *, horizon: int, target: int) -> Choice:
    """What the spec asks for, or what the base was made for, or what the teacher reads.

    Else the longest of up to 96 steps by which nearly all of the series can be used, with windows enough in each `part`
    (n,). No context is shorter than a season, for then the seasonal forecast would have nothing to look at. Raises
    JobFault spec_range where the base's, or the teacher's, is.
    """
    source = spec.data
    assert isinstance(source, Series)
    if source.context is not None:
        return Choice(str(source.context), "asked_for", {})
    season = source.season if isinstance(source, ForecastSeries | WatchedSeries) else 0
    for model, code in ((spec.model.path, "context_of_base"), (spec.distillation.teacher, "context_of_teacher")):
        if made := _context_of(model):
            if season > made:
                raise JobFault("spec_range", path="data.season", value=str(season), minimum=1, maximum=made)
            return Choice(str(made), code, {"context": made})
    least, most = max(_least(source), season), max(USUAL, season)
    lengths = np.bincount(steps.stretch)

    def suffices(context: int) -> bool:
        whole = lengths >= context + horizon
        if lengths[whole].sum() < MOSTLY * lengths.sum():
            return False
        _, place = place_windows(steps, part, context=context, horizon=horizon, stride=source.stride, target=target)
        return int(np.bincount(place, minlength=len(PARTS)).min()) >= WINDOWS_NEEDED

    chosen = next((context for context in range(most, least, -APART) if suffices(context)), least)
    said = "context_usual" if chosen == USUAL else "context_short" if chosen < most else "context_season"
    return Choice(str(chosen), said, {"context": chosen, "usual": USUAL})


def _least(source: Series) -> int:
    """The shortest context that the spec allows."""
    (context,) = (field for field in dataclasses.fields(source) if field.name == "context")
    return int(context.metadata["minimum"])


def _context_of(model: str | None) -> int | None:
    """What stands in the configuration of the model in this folder; None where it is not read, which is told later."""
    if model is None:
        return None
    try:
        made = json.loads((Path(model) / "config.json").read_bytes()).get("context_length")
    except (OSError, ValueError, AttributeError):
        return None
    return made if isinstance(made, int) else None
