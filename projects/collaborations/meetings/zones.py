"""The time zones that a form offers: those near its reader in front, the rest by region, each by its city."""

from collections import defaultdict
from datetime import datetime
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from babel.core import Locale, get_global
from babel.dates import get_timezone_location
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from collaborations.meetings.recurrence import time_zones

Choices = list[Any]  # of (zone, its city), and of (group, such pairs)


def choices(country: str) -> Choices:
    """UTC and every time zone under its own name, none twice under an old one."""
    locale = Locale.parse(to_locale(get_language() or "en"))
    known, regions = get_global("zone_territories"), _regions()
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for zone in time_zones():
        if zone in known and zone != "UTC":
            city = get_timezone_location(zone, locale=locale, return_city=True)
            groups[regions[zone.split("/")[0]]].append((zone, city))
    near = {zone: city for zone, city in chain.from_iterable(groups.values()) if known[zone] == country}
    front = [(locale.territories.get(country, country), sorted(near.items()))] if near else []
    return [("", _("Choose one")), *front, ("UTC", "UTC"), *((name, sorted(each)) for name, each in groups.items())]


def only_one_of(country: str) -> str:
    """The country's time zone; empty where its clocks differ, for then only a person knows."""
    zones = get_global("territory_zones").get(country, [])
    clocks = {datetime.now(ZoneInfo(zone)).utcoffset() for zone in zones}
    return zones[0] if len(clocks) == 1 else ""


def _regions() -> dict[str, str]:
    return {
        "Africa": _("Africa"),
        "America": _("America"),
        "Antarctica": _("Antarctica"),
        "Asia": _("Asia"),
        "Atlantic": _("Atlantic Ocean"),
        "Australia": _("Australia"),
        "Europe": _("Europe"),
        "Indian": _("Indian Ocean"),
        "Pacific": _("Pacific Ocean"),
    }
