"""The figures that objectives name, by task. What there is, the app that runs tasks registers."""

from collections.abc import Callable
from typing import NamedTuple

from django.utils.formats import number_format


class Metric(NamedTuple):
    """A figure of a task. `is_share`: it is a part of all, from 0 to 1, and told in percent."""

    task: str
    code: str
    task_name: str
    name: str
    is_share: bool

    @property
    def key(self) -> str:
        """Task and figure together, as forms send them."""
        return f"{self.task}:{self.code}"

    def said(self, value: float) -> str:
        """0.9 as “90 %”; what is no share as it is."""
        if self.is_share:
            return f"{_in_figures(100 * value, 2)}\u00a0%"
        return _in_figures(value, 3 if abs(value) < 100 else 0)


def _in_figures(value: float, decimals: int) -> str:
    """So many decimals at most, in the way of the page's language."""
    written = f"{value:.{decimals}f}"
    return number_format(written.rstrip("0").rstrip(".") if "." in written else written)


_tables: list[Callable[[], list[Metric]]] = []


def register(table: Callable[[], list[Metric]]) -> None:
    """Let an app above say which figures its tasks have."""
    _tables.append(table)


def metrics() -> list[Metric]:
    """Every figure of every task, with names in the language of the page."""
    return [metric for table in _tables for metric in table()]


def metric_of(task: str, code: str) -> Metric:
    """The figure; one that is no longer known stands for itself."""
    known = {(each.task, each.code): each for each in metrics()}
    return known.get((task, code), Metric(task, code, task, code, is_share=False))
