"""Figures of a column with noise, bought from the privacy budget of who asks: no row is ever shown.

The exact figures are whole numbers (values are put on a grid between bounds that whoever asks names), to which OpenDP
adds discrete noise: floating-point sums have no bound that holds in every order.
"""

from dataclasses import dataclass
from itertools import pairwise
from math import isfinite
from typing import Any, NamedTuple

import duckdb
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Undertaking
from agreements.policy import Loss, budgets_of, permitted, require
from audit.services import record
from catalog.models import DatasetVersion, File
from catalog.profiling.opening import TooMuch, opened, quoted, stopped_after, types_in
from catalog.sight import using
from organizations.actor import Actor
from privacy.ledger import affordable, reserve, settle
from privacy.losses import pure
from vault.copies import copy_of

GRID = 2**16  # steps between the bounds
MOST_BINS = 50
SECONDS = 10.0
NUMBERS = ("integer", "number")


class Statistic(TextChoices):
    """What can be asked of a column."""

    COUNT = "count", gettext_lazy("how many rows have a value")
    MEAN = "mean", gettext_lazy("mean")
    HISTOGRAM = "histogram", gettext_lazy("how many rows lie in each range")


@dataclass(frozen=True)
class Question:
    """A statistic of a column, and the ε it may cost; values beyond the bounds count as these."""

    statistic: str
    column: str
    epsilon: float
    low: float | None = None
    high: float | None = None
    bins: int = 10


class Figure(NamedTuple):
    """One number with noise; 95 of 100 times it is no further than `within` from the true one, of a mean unknown."""

    low: float | None
    high: float | None
    value: float
    within: float | None


def ask(version: DatasetVersion, question: Question, *, by: Actor, project: Undertaking | None = None) -> list[Figure]:
    """The figures, with noise; what they cost is spent.

    Raises:
        NotAllowed: no agreement lets `by` ask, it masks the column, or too little is left of its budget; nothing is
            spent.
        ValidationError: it can't be asked of this column, took too long, or it is the organization's own data.
    """
    require(by, "statistics", version.version, project=project, also=using(version, [question.column]))
    _check(version, question)
    exact = _in_time(version, question)
    asked = Loss(question.epsilon, 0.0)
    affords, uses = affordable(asked, by), using(version, [question.column])
    asks = [("statistics", version.version)]
    with permitted(by, asks, project=project, also=lambda yes: affords(uses(yes))) as yes:
        if not budgets_of(yes):
            raise ValidationError(_("This is your organization’s own: its profile has the figures without noise."))
        settle(reserve(yes, asked, by=by), pure(question.epsilon))
        record(
            by,
            "dataset.statistics",
            version.version.asset,
            decision=yes,
            version=version.version.number,
            statistic=question.statistic,
            column=question.column,
            epsilon=question.epsilon,
        )
    return _figures(question, exact)


def _check(version: DatasetVersion, question: Question) -> None:
    kind = next((each["kind"] for each in version.columns if each["name"] == question.column), None)
    faults: dict[str, str] = {}
    if kind is None:
        faults["column"] = _("There is no such column. Choose one of those that the dataset has.")
    if question.statistic != Statistic.COUNT:
        if kind is not None and kind not in NUMBERS:
            faults["column"] = _("This column holds no numbers. Choose another, or ask how many rows have a value.")
        if not _is_range(question.low, question.high):
            faults["low"] = _("Say between which bounds the values lie, by what is known without the data.")
    if not 1 <= question.bins <= MOST_BINS:
        faults["bins"] = _("Ask for 1 to %(most)d ranges.") % {"most": MOST_BINS}
    if faults:
        raise ValidationError(faults)


def _is_range(low: float | None, high: float | None) -> bool:
    return low is not None and high is not None and low < high and isfinite(high - low)


def _in_time(version: DatasetVersion, question: Question) -> list[int]:
    """The exact figures. Raises ValidationError: a request would wait for them too long."""
    try:
        return _exact(version, question)
    except TooMuch as error:
        words = _("This took longer than %(seconds)d s and was stopped; nothing was spent.")
        raise ValidationError(words % {"seconds": SECONDS}, code="too_much") from error


def _exact(version: DatasetVersion, question: Question) -> list[int]:
    """The whole numbers behind the figures: a count; a sum on the grid and a count; or the counts of the ranges."""
    path = copy_of(version.files.select_related("blob").get(role=File.Role.NORMALISED).blob)
    place = [each["name"] for each in version.columns].index(question.column)
    with opened(path, threads=1) as rows, stopped_after(rows, SECONDS):
        column = quoted(list(types_in(rows))[place])
        if question.statistic == Statistic.COUNT:
            return _row(rows, f"SELECT count({column}) FROM rows")  # noqa: S608  a column of ours
        share = f"least(greatest(({column}::DOUBLE - $low) / ($high - $low), 0), 1)"
        known = f"FROM rows WHERE {column} IS NOT NULL AND NOT isnan({column}::DOUBLE)"
        bounds = {"low": question.low, "high": question.high}
        if question.statistic == Statistic.MEAN:
            sums = f"SELECT coalesce(sum(round({share} * {GRID})::BIGINT), 0)::BIGINT, count(*) {known}"
            return _row(rows, sums, bounds)
        bins = {**bounds, "bins": question.bins}
        counted = f"SELECT least(floor({share} * $bins), $bins - 1)::INTEGER, count(*) {known} GROUP BY 1"
        found = dict(rows.execute(counted, bins).fetchall())
        return [int(found.get(place, 0)) for place in range(question.bins)]


def _row(rows: duckdb.DuckDBPyConnection, statement: str, given: dict[str, Any] | None = None) -> list[int]:
    found = rows.execute(statement, given or {}).fetchone()
    return [int(each) for each in found or ()]


def _figures(question: Question, exact: list[int]) -> list[Figure]:
    if question.statistic == Statistic.MEAN:
        assert question.low is not None
        assert question.high is not None
        total, _far = _with_noise(exact[:1], GRID, question.epsilon / 2)
        count, _far = _with_noise(exact[1:], 1, question.epsilon / 2)
        share = min(max(total[0] / GRID / max(count[0], 1), 0.0), 1.0)
        return [Figure(None, None, question.low + share * (question.high - question.low), None)]
    noisy, within = _with_noise(exact, 1, question.epsilon)
    if question.statistic == Statistic.COUNT:
        return [Figure(None, None, noisy[0], within)]
    assert question.low is not None
    assert question.high is not None
    width = (question.high - question.low) / question.bins
    edges = [question.low + place * width for place in range(question.bins + 1)]
    return [Figure(*ends, value, within) for ends, value in zip(pairwise(edges), noisy, strict=True)]


def _with_noise(exact: list[int], sensitivity: int, epsilon: float) -> tuple[list[int], float]:
    """The numbers with discrete noise of Laplace, where one row changes one of them by `sensitivity` at most; and how
    far from the true one each of them is in 95 of 100 cases at most.
    """
    import opendp.prelude as dp  # its library in Rust, which other requests need not wait for

    dp.enable_features("contrib")
    space = dp.vector_domain(dp.atom_domain(T=int)), dp.l1_distance(T=int)
    scale = sensitivity / epsilon
    noise = dp.m.make_laplace(*space, scale=scale)
    return list(noise(exact)), float(dp.discrete_laplacian_scale_to_accuracy(scale=scale, alpha=0.05))
