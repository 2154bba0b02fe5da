"""Lengths of time in words, as coarse as an estimate deserves."""

from django.utils.formats import number_format
from django.utils.translation import ngettext

MINUTE, HOUR, DAY = 60, 3600, 86_400


def roughly(seconds: float) -> str:
    """210 as "4 minutes"."""
    if seconds <= 2 * MINUTE:
        count = max(1, round(seconds))
        return ngettext("%(count)d second", "%(count)d seconds", count) % {"count": count}
    if seconds <= 2 * HOUR:
        count = round(seconds / MINUTE)
        return ngettext("%(count)d minute", "%(count)d minutes", count) % {"count": count}
    if seconds <= 2 * DAY:
        count = round(seconds / HOUR)
        return ngettext("%(count)d hour", "%(count)d hours", count) % {"count": count}
    count = round(seconds / DAY)
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


def gpu_hours(seconds: float) -> str:
    """GPU-seconds as hours, as precise as a person needs it: "0.17", "12.5"."""
    hours = seconds / 3600
    return number_format(hours, decimal_pos=2 if hours < 10 else 1)
