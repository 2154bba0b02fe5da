"""How training went: the score on the validation rows, and the loss on both splits."""

from typing import Any, Literal

import altair as alt
from django.utils.translation import gettext as _

from jobs.figures import figure_name
from reports.charts.chart import TOKENS, Chart, draw, line_with_points, percent_axis, plot
from reports.contenders import reference_of
from reports.formats import number, percent

WIDTH, HEIGHT = 346, 180
TRAINING, VALIDATION, REFERENCE = TOKENS["--series-6"], TOKENS["--series-1"], TOKENS["--series-2"]
NEAR = 0.15  # of the highest loss
STEPS = alt.Axis(title=None, tickCount=5, tickMinStep=1)


def score_chart(results: dict[str, Any]) -> Chart | None:
    """The score on the validation rows by step, the kept step ringed, and what the reference reaches on the test rows.

    None where validation is judged by something else than the verdict, or by the loss alone.
    """
    if results["metric"] not in ("accuracy", "f1", "map_50") or results["task"] == "series-anomaly":
        return None
    figure = figure_name(results["metric"])
    points = [{"step": step, "accuracy": accuracy} for step, _loss, accuracy in results["curve"]["validation"]]
    kept = [point for point in points if point["step"] == results["curve"]["best_step"]]
    reference = reference_of(results)
    floor = _floor(min([point["accuracy"] for point in points] + [reference.score[0]]))
    y = alt.Y("accuracy:Q", title=None, axis=percent_axis(), scale=alt.Scale(domain=[floor, 1]))
    x = alt.X("step:Q", axis=STEPS)
    base = plot(points).encode(x=x, y=y)
    ring = plot(kept).encode(x=x, y=y)
    line = plot([{"accuracy": reference.score[0]}]).encode(y=y)
    is_flat = kept[0]["accuracy"] - floor < NEAR
    corner = plot([{"accuracy": reference.score[0] if is_flat else floor}]).encode(y=y)  # where the curve isn't
    kept_words = _("kept: step %(step)s") % {"step": number(results["curve"]["best_step"])}
    words = _("dashed: %(contender)s, test rows: %(accuracy)s") % {
        "contender": reference.name,
        "accuracy": percent(reference.score[0]),
    }
    svg = draw(
        alt.layer(
            line.mark_rule(color=REFERENCE, strokeWidth=1.25, strokeDash=[6, 4]),
            corner.mark_text(color=REFERENCE, align="right", dy=-10, x=WIDTH, text=words),
            *line_with_points(base, VALIDATION),
            ring.mark_point(size=200, color=VALIDATION, strokeWidth=2),
            ring.mark_text(color=VALIDATION, dy=-16, text=kept_words),
        ),
        width=WIDTH,
        height=HEIGHT,
    )
    return Chart(
        title=_("Validation: %(figure)s") % {"figure": figure},
        subtitle=_("by step; higher is better"),
        alt=(
            _("The weights of the last step, %(step)s, were kept; %(figure)s was %(score)s on the validation rows.")
            if "privacy" in results
            else _("%(figure)s was highest at step %(step)s: %(score)s on the validation rows. Its weights were kept.")
        )
        % {"step": number(kept[0]["step"]), "figure": figure, "score": percent(kept[0]["accuracy"])},
        head=[_("Step"), figure, _("Loss")],
        rows=[
            [number(step), percent(accuracy), number(loss, 3)]
            for step, loss, accuracy in results["curve"]["validation"]
        ],
        svg=svg,
    )


def loss_chart(results: dict[str, Any]) -> Chart:
    """The loss by step: on the training rows as it was met, on the validation rows at each check.

    A private job does not tell the first.
    """
    curve = results["curve"]
    training = [{"step": step, "loss": loss} for step, loss in curve["training"]]
    validation = [{"step": step, "loss": loss} for step, loss, _accuracy in curve["validation"]]
    x = alt.X("step:Q", axis=STEPS)
    y = alt.Y("loss:Q", title=None, axis=alt.Axis(tickCount=5))

    def named(
        point: dict[str, float], colour: str, words: str, align: Literal["left", "right"], dx: int, dy: int
    ) -> alt.Chart:
        label: alt.Chart = plot([point]).encode(x=x, y=y).mark_text(color=colour, text=words, align=align, dx=dx, dy=dy)
        return label

    base = plot(training).encode(x=x, y=y)
    ours = validation[-1]["loss"]
    over, under = -14, 18
    met = []
    if training:  # where the lines end near each other, the lower one is named under its beginning, where there is room
        theirs = training[-1]["loss"]
        near = abs(ours - theirs) < NEAR * max(point["loss"] for point in training + validation)
        lower = near and theirs < ours
        point, below = (training[len(training) // 3], under) if lower else (training[-1], over)
        met = [named(point, TRAINING, _("training"), "right", 0, below)]
        over = under if near and theirs >= ours else over
    svg = draw(
        alt.layer(
            base.mark_line(color=TRAINING, strokeWidth=1.25),
            *line_with_points(plot(validation).encode(x=x, y=y), VALIDATION),
            *met,
            named(validation[-1], VALIDATION, _("validation"), "right", 0, over),
        ),
        width=WIDTH,
        height=HEIGHT,
    )
    told = training or validation
    first, last = told[0]["loss"], told[-1]["loss"]
    words = (
        _("Training loss went from %(first)s to %(last)s in %(steps)s steps.")
        if training
        else _("Validation loss went from %(first)s to %(last)s in %(steps)s steps.")
    )
    return Chart(
        title=_("Loss"),
        subtitle=_("by step; lower is better"),
        alt=words % {"first": number(first, 2), "last": number(last, 2), "steps": number(curve["steps"])},
        head=[_("Step"), _("Training loss") if training else _("Validation loss")],
        rows=[[number(point["step"]), number(point["loss"], 3)] for point in _thinned(told)],
        svg=svg,
    )


def _floor(low: float) -> float:
    """The start of the scale: the next twenty percent below, so that the lowest point isn't on the line."""
    return max(0.0, int((low - 0.02) * 5) / 5)


def _thinned(points: list[dict[str, float]], most: int = 20) -> list[dict[str, float]]:
    """At most about `most` of them, evenly, the last one included."""
    every = max(1, len(points) // most)
    return points[::-1][::every][::-1]
