"""What an organization used in a month, by project and person, and what it comes to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings
from django.db.models import Count, QuerySet, Sum

from organizations.models import Organization
from work.durations import gpu_hours
from work.models import Item, Use
from work.models.shares import begins_at, first_of_month

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Line:
    """One person's use for one project: how many jobs, GPU-seconds of all their attempts, and the price."""

    project: str
    person: str
    jobs: int
    gpu_seconds: float

    @property
    def hours(self) -> str:
        """GPU-hours in words."""
        return gpu_hours(self.gpu_seconds)

    @property
    def price(self) -> Decimal:
        """In the platform's currency, rounded to the cent."""
        per_hour: Decimal = settings.WORK_GPU_HOUR_PRICE
        return (Decimal(self.gpu_seconds) / 3600 * per_hour).quantize(CENT)


@dataclass(frozen=True)
class Statement:
    """The lines of one month, UTC. An attempt counts in the month in which it ended."""

    organization: Organization
    month: date
    lines: list[Line]
    stored_bytes: int
    starts_before: bool

    @property
    def gpu_seconds(self) -> float:
        """Of all lines."""
        return sum(line.gpu_seconds for line in self.lines)

    @property
    def hours(self) -> str:
        """GPU-hours in words."""
        return gpu_hours(self.gpu_seconds)

    @property
    def price(self) -> Decimal:
        """The sum of the rounded lines, so that it adds up on paper."""
        return sum((line.price for line in self.lines), Decimal(0))

    @property
    def before(self) -> date | None:
        """The month before, where something was used then or earlier."""
        return _first(self.month - timedelta(days=1)) if self.starts_before else None

    @property
    def after(self) -> date | None:
        """The next month, unless this one still runs."""
        return _next(self.month) if self.month < first_of_month() else None


def statement_of(organization: Organization, month: date) -> Statement:
    """What `organization` used in the month that begins on `month`, and what is kept of its results by now."""
    mine = Use.objects.filter(item__organization=organization, item__gpus__gt=0)  # nothing else has a price
    start, end = begins_at(month), begins_at(_next(month))
    kept = Item.objects.filter(organization=organization).aggregate(sum=Sum("stored_bytes"))["sum"]
    return Statement(
        organization=organization,
        month=month,
        lines=list(_lines(mine.filter(ended_at__gte=start, ended_at__lt=end))),
        stored_bytes=kept or 0,
        starts_before=mine.filter(ended_at__lt=start).exists(),
    )


def month_called(text: str) -> date:
    """The first day of a month like "2026-11"; without a word, of this one.

    Raises:
        ValueError: it is no month, or one that has not begun.
    """
    month = date.fromisoformat(f"{text}-01") if text else first_of_month()
    if month > first_of_month():
        raise ValueError(text)
    return month


def _lines(uses: QuerySet[Use]) -> Iterator[Line]:
    whose = ("item__undertaking__name", "item__submitted_by__name", "item__submitted_by__email")
    keys = ("item__undertaking", "item__submitted_by")
    sums = uses.values(*keys, *whose).annotate(jobs=Count("item", distinct=True), seconds=Sum("gpu_seconds"))
    for row in sums.order_by(*whose):
        yield Line(row[whose[0]] or "", row[whose[1]] or row[whose[2]], row["jobs"], row["seconds"])


def _first(day: date) -> date:
    return day.replace(day=1)


def _next(month: date) -> date:
    return _first(month + timedelta(days=31))
