"""How numbers, spans, digests and moments are written on a page; None is an honest word, never a dash."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

MINUS = "\u2212"
SPACE = "\u00a0"  # between a number and its unit, so that a line never breaks there


def none() -> str:
    """The word for a value that doesn't exist."""
    return pgettext("no value", "none")


def number(value: float | None, decimals: int | None = None) -> str:
    """1204 as "1,204", -3.25 as "−3.25"; `decimals` rounds, whole numbers stay whole without it."""
    if value is None:
        return none()
    if decimals is None:
        decimals = 0 if float(value).is_integer() else 2
    text = f"{value:,.{decimals}f}"
    if float(text.replace(",", "")) == 0:
        text = text.lstrip("-")
    return text.replace("-", MINUS)


def percent(fraction: float | None, decimals: int = 1) -> str:
    """0.9333 as "93.3 %"."""
    return none() if fraction is None else f"{number(fraction * 100, decimals)}{SPACE}%"


def points(fraction: float | None, decimals: int = 1) -> str:
    """A difference of two fractions in points, always signed: 0.072 as "+7.2"."""
    if fraction is None:
        return none()
    text = number(fraction * 100, decimals)
    return text if text.startswith(MINUS) or float(text.replace(",", "")) == 0 else f"+{text}"


def interval(bounds: Sequence[float] | None, decimals: int = 1) -> str:
    """[0.072, 0.022, 0.122] (value, low, high) or (low, high), in points: "[2.2, 12.2]"."""
    if bounds is None:
        return none()
    low, high = bounds[-2:]
    return f"[{number(low * 100, decimals)}, {number(high * 100, decimals)}]"


def duration(seconds: float | None) -> str:
    """A span in its two largest units: "0.4 s", "38 s", "1 min 48 s", "2 h 5 min"."""
    if seconds is None:
        return none()
    if seconds < 10:
        return _("%(seconds)s s") % {"seconds": number(seconds, 0 if float(seconds).is_integer() else 1)}
    whole = round(seconds)
    if whole < 60:
        return _("%(seconds)s s") % {"seconds": whole}
    if whole < 3600:
        return _("%(minutes)s min %(seconds)s s") % {"minutes": whole // 60, "seconds": whole % 60}
    hours, minutes = divmod(whole // 60, 60)
    return _("%(hours)s h %(minutes)s min") % {"hours": number(hours), "minutes": minutes}


def clock(seconds: float | None) -> str:
    """Time left as on a stopwatch: 38 as "0:38", 3725 as "1:02:05"."""
    if seconds is None:
        return pgettext("time left", "not yet")
    whole = max(0, round(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def short_digest(sha256: str) -> str:
    """The first eight and the last four of a digest, in fours: "5e90 b2c4 … 71af"."""
    return f"{sha256[:4]} {sha256[4:8]} … {sha256[-4:]}" if len(sha256) > 16 else sha256


def day(at: date | datetime) -> str:
    """19 Nov 2026, in the reader's language."""
    return date_format(_local(at), pgettext("date format", "j M Y"))


def last_day(ends_at: datetime) -> str:
    """The last whole day before an end: what ends with the first moment of 1 Jan holds until 31 Dec."""
    return day(ends_at - timedelta(microseconds=1))


def moment(at: datetime) -> str:
    """19 Nov 2026, 14:31, in the reader's language."""
    return date_format(_local(at), pgettext("date and time format", "j M Y, H:i"))


def _local(at: date | datetime) -> date | datetime:
    return timezone.localtime(at) if isinstance(at, datetime) and timezone.is_aware(at) else at
