"""Where a tuned model is better and where it is worse: kinds of test rows, in words."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.figures import Figure, judge_of

SCRIPTS = {  # as Unicode calls those that are met most
    "LATIN": gettext_lazy("Latin"),
    "CJK": gettext_lazy("Chinese"),
    "CYRILLIC": gettext_lazy("Cyrillic"),
    "ARABIC": gettext_lazy("Arabic"),
    "": gettext_lazy("no"),
}


@dataclass(frozen=True)
class Kind:
    """Rows that have something in common: score and distance to the rest are (value, low, high)."""

    name: str
    rows: int
    figure: Figure
    score: list[float]
    difference: list[float]

    @property
    def said(self) -> tuple[str, str]:
        """Its score and the interval, as pages write them."""
        return self.figure.value(self.score[0]), self.figure.interval(self.score)

    @property
    def is_weak(self) -> bool:
        """Whether the whole interval says that the model is worse there."""
        return self.difference[2] < 0


def kinds_of(results: dict[str, Any]) -> list[Kind]:
    """The kinds of rows, the weakest first; results from before they were measured have none."""
    figure = judge_of(results)
    return [
        Kind(_name(each), each["rows"], figure, each[figure.key], each["difference_to_rest"])
        for each in results.get("slices", [])
    ]


def _name(told: dict[str, Any]) -> str:
    by, value = told["by"], told["value"]
    if by == "length":
        return _("%(range)s tokens long") % {"range": value}
    if by == "script":
        return _("in %(script)s script") % {"script": SCRIPTS.get(value, value.capitalize())}
    return f"{by}: {value}"
