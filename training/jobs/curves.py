"""The learning curve of a job so far, as coordinates for the page's SVG: no library, drawn anew every two seconds."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from jobs.figures import SHARES, figure_name
from work.models import Item, Line

LEFT, RIGHT, TOP, BOTTOM = 40.0, 386.0, 10.0, 192.0  # the plotting area of a 400 × 220 picture
MOST_POINTS = 200
TICKS = 4

Points = list[tuple[int, float]]


@dataclass(frozen=True)
class Series:
    """One line: its number of the palette, its path, its points and where its name stands."""

    number: int
    path: str
    dots: list[tuple[float, float]]


@dataclass(frozen=True)
class Curve:
    """A picture: lines, and marks (position, value) on both axes."""

    series: list[Series]
    across: list[tuple[float, float]]
    up: list[tuple[float, float]]
    latest: float


@dataclass(frozen=True)
class Curves:
    """The loss and the score, where that is more than minus the loss, and what the score is called.

    And the validation's numbers (step, loss, score) for the table beside them.
    """

    loss: Curve
    score: Curve | None
    figure: str
    table: list[tuple[int, float, float]]


def curves(item: Item) -> Curves | None:
    """What `item` has said so far, drawn; None before the first evaluation."""
    steps = item.lines.filter(kind=Line.Kind.STEP)
    training = _points(steps, "loss", thin=True)
    evaluations = item.lines.filter(kind=Line.Kind.EVALUATION)
    validation = _points(evaluations, "loss")
    if not validation:
        return None
    metric = evaluations[0].data.get("metric", "accuracy")
    scores = _points(evaluations, metric)
    highest = max(value for _, value in training + validation)
    return Curves(
        loss=_curve([(6, training), (1, validation)], high=_round_up(highest)),
        score=_curve([(1, [(step, max(score, 0.0)) for step, score in scores])], high=1.0)
        if metric in SHARES
        else None,
        figure=figure_name(metric),
        table=[(step, loss, score) for (step, loss), (_, score) in zip(validation, scores, strict=True)],
    )


def _points(lines: "QuerySet[Line]", name: str, *, thin: bool = False) -> Points:
    """(step, value) in order of steps; where an attempt went over the same steps again, the last word counts."""
    said = lines.values_list("data__step", f"data__{name}")
    points = sorted({step: value for step, value in said if value is not None}.items())
    return points[:: max(1, len(points) // MOST_POINTS)] if thin else points


def _round_up(value: float) -> float:
    """The next end of an axis that reads well: a half, or the next whole number."""
    return 0.5 if value <= 0.5 else float(int(value) + 1)


def _curve(series: Sequence[tuple[int, Points]], *, high: float) -> Curve:
    last = max(step for _, points in series for step, _ in points)

    def x(step: float) -> float:
        return round(LEFT + (RIGHT - LEFT) * step / last, 1)

    def y(value: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * min(value, high) / high, 1)

    drawn = []
    for number, points in series:
        places = [(x(step), y(value)) for step, value in points]
        path = "M" + " ".join(f"{across} {up}" for across, up in places) if places else ""
        drawn.append(Series(number, path, places if len(points) <= MOST_POINTS // 4 else []))
    values = [high * i / TICKS for i in range(TICKS + 1)]
    marks = [round(last * i / TICKS) for i in range(TICKS + 1)]
    main = series[-1][1]
    return Curve(
        series=drawn,
        across=[(x(step), step) for step in marks],
        up=[(y(value), value) for value in values],
        latest=main[-1][1],
    )
