"""Whether the model's confidence can be believed: the reliability diagram."""

from typing import Any

import altair as alt
from django.utils.translation import gettext as _

from reports.charts.chart import TOKENS, Chart, draw, line_with_points, percent_axis, plot
from reports.formats import interval, number, percent

WIDTH, HEIGHT = 330, 240
TUNED, QUIET = TOKENS["--series-1"], TOKENS["--series-6"]
WHOLE = alt.Scale(domain=[0, 1])


def calibration_chart(results: dict[str, Any]) -> Chart:
    """How often the model was right, by how sure it said it was, with 95 % intervals."""
    bins = [met for met in results["calibration"]["bins"] if met["count"]]
    points = [
        {"sure": met["confidence"], "right": met["accuracy"][0], "low": met["accuracy"][1], "high": met["accuracy"][2]}
        for met in bins
    ]
    x = alt.X("sure:Q", title=_("how sure it said it was"), axis=percent_axis(), scale=WHOLE)
    y = alt.Y("right:Q", title=_("how often it was right"), axis=percent_axis(), scale=WHOLE)
    base = plot(points).encode(x=x, y=y)
    diagonal = plot([{"sure": 0, "right": 0}, {"sure": 1, "right": 1}]).encode(x=x, y=y)
    words = plot([{"sure": 0.02, "right": 0.96}]).encode(x=x, y=y)
    svg = draw(
        alt.layer(
            diagonal.mark_line(color=QUIET, strokeWidth=1.25, strokeDash=[6, 4]),
            words.mark_text(color=QUIET, align="left", text=_("dashed: as sure as it is right")),
            base.mark_rule(color=TUNED, strokeWidth=1, opacity=0.55).encode(y="low:Q", y2="high:Q"),
            *line_with_points(base, TUNED),
        ),
        width=WIDTH,
        height=HEIGHT,
    )
    rows = results["rows"]["test"]
    return Chart(
        title=_("Can its confidence be believed?"),
        subtitle=_("Reliability on %(rows)s unseen rows; whiskers are 95 %% intervals") % {"rows": number(rows)},
        alt=_alt(results["calibration"]),
        head=[_("How sure"), _("Rows"), _("Mean confidence"), _("Right"), _("Interval")],
        rows=[
            [
                f"{percent(met['low'], 0)} – {percent(met['high'], 0)}",
                number(met["count"]),
                percent(met["confidence"]),
                percent(met["accuracy"][0]),
                interval(met["accuracy"]),
            ]
            for met in bins
        ],
        svg=svg,
    )


def _alt(calibration: dict[str, Any]) -> str:
    off = _("On average its confidence is %(error)s points away from how often it is right.") % {
        "error": number(calibration["ece"] * 100, 1)
    }
    if "temperature" not in calibration:  # results from before it was fitted
        return off
    mended = _("At a temperature of %(temperature)s, which the validation rows ask for, it is %(error)s points.") % {
        "temperature": number(calibration["temperature"], 2),
        "error": number(calibration["ece_tempered"] * 100, 1),
    }
    return f"{off} {mended}"
