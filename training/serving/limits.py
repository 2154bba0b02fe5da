"""How much an organization may ask: rows a minute of this server, and rows a day of all."""

import time
from collections import defaultdict

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from organizations.models import Organization
from serving.errors import TooManyAsked
from serving.models import Usage

DAY_SECONDS = 86_400


class Rate:
    """Rows a minute: what is left of the minute's share grows back evenly (a token bucket)."""

    def __init__(self) -> None:
        self._left: dict[int, tuple[float, float]] = defaultdict(lambda: (float(settings.PREDICTIONS_PER_MINUTE), 0.0))

    def take(self, organization: Organization, rows: int) -> None:
        """Raises TooManyAsked, and takes nothing then."""
        most, now = float(settings.PREDICTIONS_PER_MINUTE), time.monotonic()
        left, at = self._left[organization.pk]
        left = min(most, left + (now - at) * most / 60)
        if rows > left:
            wait = int((min(rows, most) - left) * 60 / most) + 1
            told = {"organization": organization.name, "most": int(most), "wait": wait}
            raise TooManyAsked(
                _("%(organization)s may ask about %(most)s rows a minute. Go on in %(wait)s seconds.") % told, wait
            )
        self._left[organization.pk] = (left - rows, now)


def take_of_day(organization: Organization, rows: int) -> None:
    """Count `rows` to today's. Raises TooManyAsked where they are more than are left, and counts none then."""
    most, now = settings.PREDICTIONS_PER_DAY, timezone.now()
    today = Usage.objects.filter(organization=organization, day=now.date())
    if today.filter(rows__lte=most - rows).update(rows=F("rows") + rows):
        return
    Usage.objects.get_or_create(organization=organization, day=now.date())
    if today.filter(rows__lte=most - rows).update(rows=F("rows") + rows):
        return
    wait = DAY_SECONDS - int(now.timestamp()) % DAY_SECONDS
    told = {"organization": organization.name, "most": most}
    raise TooManyAsked(
        _("%(organization)s may ask about %(most)s rows a day. The next day begins at midnight UTC.") % told, wait
    )


def count_to_day(organization: Organization, rows: int) -> None:
    """Count `rows` that were asked about already, whatever is left of today's: the next call waits."""
    today, _made = Usage.objects.get_or_create(organization=organization, day=timezone.now().date())
    Usage.objects.filter(pk=today.pk).update(rows=F("rows") + rows)


def asked_today(organization: Organization) -> int:
    """Rows that it has asked about today."""
    today = Usage.objects.filter(organization=organization, day=timezone.now().date())
    return today.values_list("rows", flat=True).first() or 0
