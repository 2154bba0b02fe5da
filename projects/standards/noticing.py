"""What people are told of standards. %(by)s is the organization that acted."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds import Kind
from notifications.models import Mail

STANDARDS = Kind(
    "standards",
    _("Standards"),
    "standard",
    Mail.NOW,
    {
        "standard.drafted": _("%(by)s has written a draft of “%(thing)s”; your organization is asked to agree."),
        "standard.published": _("Every party has agreed: a version of “%(thing)s” is published."),
        "standard.deprecated": _("%(by)s has deprecated a version of “%(thing)s” and says why."),
    },
)
