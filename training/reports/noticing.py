"""What people are told of reports. %(by)s is the organization that acted."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jobs.models import Job
from notifications.kinds import Kind
from notifications.models import Mail


def _place(job: Job, params: Mapping[str, Any]) -> str:
    place = params.get("place")  # notices from before it was said have none
    return f"{reverse('reports:report', args=[job.uid])}{f'#{place}' if place else ''}"


REPORT = Kind(
    "report",
    _("Reports under review"),
    "comment",
    Mail.DAILY,
    {
        "report.commented": _("%(by)s comments on the report of “%(thing)s”."),
        "report.signed_off": _("%(by)s has signed the report of “%(thing)s” off."),
        "report.changes_requested": _("%(by)s asks for changes before it signs the report of “%(thing)s” off."),
    },
    leads_to=_place,
)
