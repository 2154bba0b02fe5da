"""When the meetings of a series take place: a rule of iCalendar, read by the clock of the series' time zone."""

import re
from datetime import date, datetime, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo, available_timezones

from dateutil.rrule import rrulestr
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST = 104  # meetings in a series: two years of weekly ones
LONGEST = timedelta(days=2 * 366)
# What a rule may say. It has no end of its own: the last day is said apart, and calendars are told the number.
_EVERY, _DAY = "(;INTERVAL=[1-9][0-9]?)?", "(MO|TU|WE|TH|FR|SA|SU)"
RULE = re.compile(
    f"FREQ=DAILY{_EVERY}|FREQ=WEEKLY{_EVERY}(;BYDAY={_DAY}(,{_DAY})*)?"
    f"|FREQ=MONTHLY{_EVERY}(;BYDAY=(-1|[1-5]){_DAY}|;BYMONTHDAY=(-1|[1-9]|[12][0-9]|3[01]))?"
)
REGIONS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def time_zones() -> list[str]:
    """The time zones that a series can have."""
    return ["UTC", *sorted(zone for zone in available_timezones() if zone.split("/")[0] in REGIONS)]


def moment_of(local: datetime, zone: str) -> datetime:
    """The moment at which the clock of the zone shows this.

    Raises:
        ValidationError: there is no such time zone, or no calendar reaches that far.
    """
    if zone not in time_zones():
        fault = _("“%(zone)s” is no time zone. Write one such as Europe/Berlin.") % {"zone": zone}
        raise ValidationError({"timezone": fault})
    if not 2000 <= local.year < 2100:
        raise ValidationError({"starts": _("Write a day between the years 2000 and 2100.")})
    return local.replace(tzinfo=ZoneInfo(zone))


def moments_of(first: datetime, rule: str, until: date | None, zone: str) -> list[datetime]:
    """When the meetings of a series begin: all at the same hour by the clock of the zone, up to the day `until`.

    Raises:
        ValidationError: as above; or a rule that is not kept here, has no end, or makes none or too many.
    """
    moment_of(first, zone)
    if not rule:
        return [moment_of(first, zone)]
    if not RULE.fullmatch(rule):
        fault = _("“%(rule)s” is no rule that is kept here. Write one such as %(example)s.")
        raise ValidationError({"rule": fault % {"rule": rule, "example": "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"}})
    if until is None or not first.date() <= until <= (first + LONGEST).date():
        raise ValidationError({"until": _("Say the last day on which it repeats, within two years of the first.")})
    found = list(islice(takewhile(lambda at: at.date() <= until, rrulestr(rule, dtstart=first)), MOST + 1))
    if not 0 < len(found) <= MOST:
        fault = _("A series has between one and %(most)s meetings. Choose another last day.") % {"most": MOST}
        raise ValidationError({"until": fault})
    return [moment_of(at, zone) for at in found]
