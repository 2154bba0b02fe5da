"""What terms say, asked in the words of those who use them."""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from agreements.terms.shape import Terms


class Period(NamedTuple):
    """The moments [starts_at, ends_at) in which terms hold; no end means none."""

    starts_at: datetime
    ends_at: datetime | None


def period(terms: Terms) -> Period:
    """The days of the terms as moments: from the first day's start to the end of the last day, both in UTC."""
    ends_on = terms["ends_on"]
    return Period(
        _midnight(date.fromisoformat(terms["starts_on"])),
        _midnight(date.fromisoformat(ends_on) + timedelta(days=1)) if ends_on else None,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)


def providers(terms: Terms) -> list[str]:
    """The parties that share something, in the order of the parties."""
    return [party for party in terms["parties"] if any(share["provider"] == party for share in terms["shares"])]


def recipients(terms: Terms) -> list[str]:
    """The parties that something is shared with, in the order of the parties."""
    return [party for party in terms["parties"] if any(share["recipient"] == party for share in terms["shares"])]
