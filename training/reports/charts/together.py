"""The learning curves of several runs in one picture."""

from collections.abc import Sequence
from typing import Any

import altair as alt
from django.utils.translation import gettext as _

from reports.charts.chart import TOKENS, Chart, draw, plot
from reports.formats import number

WIDTH, HEIGHT = 346, 180
DASHES = {True: [6, 4], False: [1, 0]}


def loss_of_all(runs: Sequence[tuple[str, int, bool, dict[str, Any]]]) -> Chart:
    """Validation loss by step of each run: its name, its series, whether its line is dashed, and its results."""
    curves = [(name, series, dashed, _curve(results)) for name, series, dashed, results in runs]
    x = alt.X("step:Q", axis=alt.Axis(title=None, tickCount=5, tickMinStep=1))
    y = alt.Y("loss:Q", title=None, axis=alt.Axis(tickCount=5), scale=alt.Scale(zero=True))
    lines = []
    for _name, series, dashed, points in curves:
        base = plot(points).encode(x=x, y=y)
        colour = TOKENS[f"--series-{series}"]
        lines.append(base.mark_line(color=colour, strokeWidth=2, strokeDash=DASHES[dashed]))
    lowest = {name: min(point["loss"] for point in points) for name, _series, _dashed, points in curves}
    best = min(lowest, key=lambda name: lowest[name])
    return Chart(
        title=_("Validation loss"),
        subtitle=_("by step; lower is better"),
        alt=_("The lowest loss is that of %(run)s, %(loss)s.") % {"run": best, "loss": number(lowest[best], 3)},
        head=[_("Run"), _("Step"), _("Loss")],
        rows=[
            [name, number(point["step"]), number(point["loss"], 3)]
            for name, _series, _dashed, points in curves
            for point in points
        ],
        svg=draw(alt.layer(*lines), width=WIDTH, height=HEIGHT),
    )


def _curve(results: dict[str, Any]) -> list[dict[str, float]]:
    return [{"step": step, "loss": loss} for step, loss, *_more in results["curve"]["validation"]]
