"""A version's profile as its page tells it: small pictures of columns, lines of series, and why there is none."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

from babel import Locale
from django.utils.functional import Promise
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext_lazy as _

from catalog.models import DatasetVersion
from catalog.telling import KINDS, ROLES
from work.models import Item

WIDTH, HEIGHT = 128.0, 28.0  # of a picture in a table's cell
LEFT, RIGHT, TOP, BOTTOM = 52.0, 396.0, 10.0, 192.0  # the plotting area of a 400 × 220 picture
BREAK = 2.5  # usual distances between two points of a line
NUMBERS = ("INTEGER", "BIGINT", "DOUBLE")

WORDS: Mapping[str, Promise] = {
    "input_damaged": _("What is stored of this version is damaged. Tell who runs the platform."),
    "memory_exceeded": _("Counting took %(gib)s GiB of memory, and %(most_gib)s GiB is what it may take."),
    "time_exceeded": _("It was not counted to its end within %(most_seconds)d s."),
    "table_too_large": _("Counting took more memory than it may."),
    "table_unreadable": _("The table could not be read. Tell who runs the platform."),
    "results_unreadable": _("The process that counted left nothing."),
    "child_crashed": _("The process that counted broke off three times."),
    "worker_lost": _("The machines that counted were lost three times."),
    "disk_full": _("There was no room on the disk."),
    "policy": _("Whoever brought the version may not look at it any more."),
}
UNKNOWN = _("It could not be counted (%(code)s).")


class Bar(NamedTuple):
    """A bar of a small picture."""

    x: float
    y: float
    width: float
    height: float


class Profiled(NamedTuple):
    """A column: what is told of it beside its kind and role; `of` says by what it is told."""

    name: str
    kind: str | Promise
    role: str | Promise
    of: str
    told: Mapping[str, Any]
    missing: int
    share: float
    bars: list[Bar]
    peak: int
    languages: list[tuple[str, float]]


class Line(NamedTuple):
    """A series: the number of its colour, and its path."""

    number: int
    name: str
    path: str


class Plot(NamedTuple):
    """Lines over time, with the marks of both axes as (place, number or moment)."""

    lines: list[Line]
    up: list[tuple[float, float]]
    across: list[tuple[float, float | datetime]]
    table: list[tuple[str, int, float, float]]


def why_failed(item: Item | None) -> str:
    """The sentence for a profile, or checks, that came to no end."""
    reason: dict[str, Any] = item.reason if item else {}
    code = reason.get("code", "")
    return str(WORDS.get(code, UNKNOWN)) % {"code": code, **reason.get("params", {})}


def tell_profile(version: DatasetVersion, report: Mapping[str, Any], masked: Collection[str] = ()) -> list[Profiled]:
    """The columns of a version, as they were counted; of those that are masked, that they are."""
    by_name = {column["name"]: column for column in report["columns"]}
    told = [_column(each, by_name.get(each["name"], {}), version, report) for each in version.columns]
    return [each._replace(of="masked", told={}, bars=[], peak=0) if each.name in masked else each for each in told]


def _column(
    known: Mapping[str, Any], counted: Mapping[str, Any], version: DatasetVersion, report: Mapping[str, Any]
) -> Profiled:
    role = known.get("role", "")
    album = report.get("pictures") if role == "picture" else None
    of, told = ("pictures", album) if album and album["sides"] else _told(counted, version.rows)
    counts = [count for _value, count in told["values"]] if of == "values" else told.get("spread") or []
    missing = counted.get("missing", known.get("missing", 0))
    kind = _("category") if of == "values" and known["kind"] == "text" else KINDS.get(known["kind"], known["kind"])
    return Profiled(
        name=known["name"],
        kind=kind,
        role=ROLES.get(role, "") if role else "",
        of=of,
        told=told,
        missing=missing,
        share=missing / version.rows,
        bars=_bars(counts),
        peak=counts.index(max(counts)) + 1 if counts else 0,
        languages=[(_language(code), share) for code, share in counted.get("languages", [])],
    )


def _language(code: str) -> str:
    return str(Locale.parse(to_locale(get_language() or "en")).languages.get(code, code))


def _told(counted: Mapping[str, Any], rows: int) -> tuple[str, Mapping[str, Any]]:
    """By what a column is told, and with which words and numbers."""
    if not counted or counted["missing"] == rows:
        return "nothing", {}
    if counted["values"]:
        shares = [(value, count / rows) for value, count in counted["values"]]
        return "values", {**counted, "first": shares[0], "last": shares[-1]}
    if counted["type"] in NUMBERS and counted["minimum"] is not None:
        ends = {end: float(counted[end]) for end in ("minimum", "maximum")}
        median = counted["median"] if counted["type"] == "DOUBLE" else round(counted["median"])
        return "numbers", {**counted, **ends, "median": median}
    if counted["minimum"] is not None:
        moments = {end: datetime.fromisoformat(counted[end]) for end in ("minimum", "maximum")}
        return "times", {**counted, **moments}
    if counted["longest"] is not None:
        return ("lengths" if counted["type"] == "VARCHAR" else "entries"), counted
    return "other", {}


def _bars(counts: Sequence[int]) -> list[Bar]:
    if not counts:
        return []
    step = WIDTH / len(counts)
    gap = min(5.0, step / 4)
    tallest = max(counts) or 1
    heights = [max(1.0, round((HEIGHT - 1) * count / tallest, 1)) if count else 0.0 for count in counts]
    return [
        Bar(round(at * step, 1), round(HEIGHT - height, 1), round(step - gap, 1), height)
        for at, height in enumerate(heights)
    ]


def plot(series: Mapping[str, Any]) -> Plot | None:
    """The lines of a version's series; None where there is nothing to draw."""
    lines = [line for line in series["lines"] if len(line["points"]) > 1]
    if not lines:
        return None
    moments = [x for line in lines for x, _y in line["points"]]
    values = [y for line in lines for _x, y in line["points"]]
    (first, last), (low, high) = (min(moments), max(moments)), (min(values), max(values))
    drawn = []
    for number, line in enumerate(lines, 1):
        stretches = [
            " ".join(f"{_place(x, first, last, LEFT, RIGHT)} {_place(y, low, high, BOTTOM, TOP)}" for x, y in stretch)
            for stretch in _unbroken(line["points"])
        ]
        drawn.append(Line(number, line["name"], "".join(f"M{stretch}" for stretch in stretches)))
    middle = (low + high) / 2
    return Plot(
        lines=drawn,
        up=[(_place(value, low, high, BOTTOM, TOP), value) for value in dict.fromkeys((low, middle, high))],
        across=[(_place(at, first, last, LEFT, RIGHT), _moment(at, series["unit"])) for at in (first, last)],
        table=[
            (line["name"], len(line["points"]), min(y for _x, y in line["points"]), max(y for _x, y in line["points"]))
            for line in lines
        ],
    )


def _unbroken(points: Sequence[Sequence[float]]) -> list[list[Sequence[float]]]:
    """The points from one gap to the next: a line over a gap would tell of values that nobody took."""
    usual = median(after[0] - before[0] for before, after in pairwise(points))
    stretches = [[points[0]]]
    for before, after in pairwise(points):
        if after[0] - before[0] > BREAK * usual:
            stretches.append([])
        stretches[-1].append(after)
    return stretches


def _place(value: float, low: float, high: float, start: float, end: float) -> float:
    share = (value - low) / (high - low) if high > low else 0.5
    return round(start + (end - start) * share, 1)


def _moment(at: float, unit: str) -> float | datetime:
    return datetime.fromtimestamp(at, UTC) if unit == "seconds" else at
