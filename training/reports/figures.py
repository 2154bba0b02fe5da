"""The figures of a result, each written in its own way: shares in percent and points, other numbers as they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from jobs.figures import figure_name
from reports import formats


@dataclass(frozen=True)
class Figure:
    """What contenders are measured by."""

    key: str
    is_share: bool = True
    greater_is_better: bool = True

    @property
    def title(self) -> str:
        """What it is called."""
        return figure_name(self.key)

    @property
    def rule(self) -> str:
        """How a table's head says what stands there."""
        if self.is_share:
            return _("%(figure)s in %%, with 95 %% intervals") % {"figure": self.title}
        return _("%(figure)s, lower is better, with 95 %% intervals") % {"figure": self.title}

    def value(self, value: float) -> str:
        """0.9333 as "93.3 %", 0.4321 as "0.432"."""
        return formats.percent(value) if self.is_share else formats.number(value, _decimals(value))

    def difference(self, value: float) -> str:
        """0.072 as "+7.2 points" where it is a share; always signed."""
        return _("%(points)s points") % {"points": self.ahead(value)} if self.is_share else self.ahead(value)

    def ahead(self, value: float) -> str:
        """The same without a unit, for a table."""
        if self.is_share:
            return formats.points(value)
        said = formats.number(value, _decimals(value))
        return said if said.startswith(formats.MINUS) else f"+{said}"

    def size(self, value: float) -> str:
        """A difference without its sign."""
        if self.is_share:
            return _("%(points)s points") % {"points": formats.number(abs(value) * 100, 1)}
        return formats.number(abs(value), _decimals(value))

    def interval(self, bounds: Sequence[float]) -> str:
        """(value, low, high) as "[2.2, 12.2]", in percent or points where it is a share."""
        if self.is_share:
            return formats.interval(bounds)
        decimals = _decimals(max(bounds, key=abs))
        return f"[{formats.number(bounds[-2], decimals)}, {formats.number(bounds[-1], decimals)}]"


def judge_of(results: dict[str, Any]) -> Figure:
    """The figure that the verdict rests on."""
    return _figure(results, results["metric"])


def others_of(results: dict[str, Any]) -> list[Figure]:
    """The figures beside it."""
    return [_figure(results, key) for key in results.get("metrics", {}) if key != results["metric"]]


def _figure(results: dict[str, Any], key: str) -> Figure:
    told = results.get("metrics", {}).get(key)  # results from before figures were told have shares
    return Figure(key, told["unit"] == "share", told["greater_is_better"]) if told else Figure(key)


def _decimals(value: float) -> int:
    """So many that three digits are told, or a whole number."""
    size = abs(value)
    return 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3
