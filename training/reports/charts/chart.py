"""From an altair chart to a picture that follows the page: its colours are the page's tokens, its type the page's."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import altair as alt
import vl_convert
from django.utils.safestring import SafeString, mark_safe

# The tokens of tokens.css, with the light colour that holds where no stylesheet is (a saved picture, print).
TOKENS = {
    "--series-1": "#0d6478",
    "--series-2": "#b97500",
    "--series-3": "#8247c6",
    "--series-4": "#534317",
    "--series-5": "#262260",
    "--series-6": "#868984",
    "--grid": "#e6e1d5",
    "--edge": "#87857a",
    "--ink-faint": "#5f6762",
    "--sheet": "#fffdf8",
}
_BY_COLOUR = {colour: token for token, colour in TOKENS.items()}
_COLOUR = re.compile(r'(fill|stroke)="(#[0-9a-f]{6})"')
_TEXT = re.compile(r"<text ([^>]*)>")
_ARIA = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
_SIZE = re.compile(r'^<svg ([^>]*?)width="[\d.]+" height="[\d.]+"')
_LABEL = {TOKENS[f"--series-{n}"]: f"label s{n}" for n in range(1, 7)}


@dataclass(frozen=True)
class Chart:
    """A picture, what it shows in a sentence, and the same as a table."""

    title: str
    subtitle: str
    alt: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    svg: SafeString = field(repr=False)


def draw(chart: alt.TopLevelMixin, *, width: int, height: int) -> SafeString:
    """The chart as SVG without script or style inside, its colours written `var(--series-1, #0d6478)`."""
    spec = chart.properties(width=width, height=height).configure(**_look()).to_dict()
    return _in_the_pages_colours(vl_convert.vegalite_to_svg(spec))


def _in_the_pages_colours(svg: str) -> SafeString:
    svg = _SIZE.sub(r"<svg \1", svg, count=1)  # the stylesheet gives the width, the viewBox the proportions
    svg = _ARIA.sub("", svg)  # the figure around it says in words what it shows
    svg = _TEXT.sub(_classed, svg)
    return mark_safe(_COLOUR.sub(_tokened, svg))  # noqa: S308  drawn by us from numbers and our own words


def _classed(text: re.Match[str]) -> str:
    """A label in a series' colour says so by class, since the stylesheet speaks of every text in a chart."""
    colour = _COLOUR.search(text[1])
    look = _LABEL.get(colour[2]) if colour else None
    return f'<text class="{look}" {text[1]}>' if look else text[0]


def _tokened(found: re.Match[str]) -> str:
    return f'{found[1]}="var({_BY_COLOUR[found[2]]}, {found[2]})"' if found[2] in _BY_COLOUR else found[0]


def _look() -> dict[str, Any]:
    quiet = TOKENS["--ink-faint"]
    text = {"labelColor": quiet, "titleColor": quiet, "labelFontSize": 12, "titleFontSize": 12}
    return {
        "aria": False,
        "font": "sans-serif",
        "background": "transparent",
        "view": {"stroke": None},
        "text": {"fontSize": 12, "color": quiet},
        "axis": {**text, "titleFontWeight": "normal", "ticks": False, "labelPadding": 7, "gridColor": TOKENS["--grid"]},
        "axisX": {"grid": False, "domainColor": TOKENS["--edge"], "titleAlign": "right", "titleAnchor": "end"},
        "axisY": {
            "domain": False,
            "titleAngle": 0,
            "titleAlign": "left",
            "titleAnchor": "end",
            "titleX": -40,
            "titleY": -12,
        },
    }


def plot(values: Sequence[Mapping[str, float]]) -> alt.Chart:
    """A chart of these points, nothing drawn yet."""
    return alt.Chart(alt.Data(values=values))  # type: ignore[no-untyped-call]  # altair's own is untyped


def percent_axis(**given: Any) -> alt.Axis:
    """An axis of fractions, written in percent as the pages write it."""
    return alt.Axis(labelExpr="format(datum.value * 100, '.0f') + '\u00a0%'", tickCount=5, **given)


def line_with_points(base: alt.Chart, colour: str) -> list[alt.Chart]:
    """A series: a line of 2 px with points of 3.5 px, each with a rim of the sheet's colour."""
    points = base.mark_point(filled=True, size=45, color=colour, stroke=TOKENS["--sheet"], strokeWidth=1.5, opacity=1)
    return [base.mark_line(color=colour, strokeWidth=2), points]
