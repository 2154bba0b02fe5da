"""How good a version is to work with: a number from 0 to 100, and the parts that it is the mean of."""

from collections.abc import Iterator, Mapping
from math import log
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.models import Dataset, DatasetVersion


class Part(NamedTuple):
    """One part: what it asks, what counts as all of it, and how much of that is there (0 to 1)."""

    name: str | Promise
    meaning: str | Promise
    score: float


class Quality(NamedTuple):
    """The mean of its parts."""

    parts: list[Part]

    @property
    def score(self) -> float:
        """0 to 1: each part counts the same."""
        return sum(part.score for part in self.parts) / len(self.parts)


def quality_of(version: DatasetVersion, report: Mapping[str, Any], dataset: Dataset) -> Quality:
    """The quality of a version that is profiled."""
    return Quality(list(_parts(version, report, dataset)))


def _parts(version: DatasetVersion, report: Mapping[str, Any], dataset: Dataset) -> Iterator[Part]:
    cells = version.rows * len(report["columns"])
    missing = sum(column["missing"] for column in report["columns"])
    yield Part(_("complete"), _("values that are not missing"), 1 - missing / cells if cells else 0.0)
    yield Part(_("without repeats"), _("rows that equal none before them"), 1 - report["duplicates"] / version.rows)
    if len(version.classes) > 1:
        yield Part(_("balanced"), _("how evenly rows are spread over classes (their entropy)"), _evenness(version))
    if pictures := report.get("pictures"):
        readable = 1 - pictures["unreadable"] / pictures["pictures"] if pictures["pictures"] else 0.0
        yield Part(_("readable"), _("pictures that can be opened"), readable)
    if series := report.get("series"):
        breaks = series["gaps"] + series["repeated"]
        yield Part(_("regular"), _("steps in time that are neither a gap nor taken twice"), 1 - breaks / version.rows)
    told = [dataset.description, dataset.field, dataset.licence, dataset.citation]
    yield Part(_("described"), _("of description, field of work, licence and citation, what is stated"), _share(told))


def _evenness(version: DatasetVersion) -> float:
    shares = [share for _label, _rows, share in version.shares() if share]
    return -sum(share * log(share) for share in shares) / log(len(version.classes))


def _share(told: list[str]) -> float:
    return sum(bool(each) for each in told) / len(told)
