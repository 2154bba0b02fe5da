"""What people are told of reports. %(by)s is the organization that acted."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds import Kind
from notifications.models import Mail

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
)
