"""How urgent a job is, among all that wait."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy


class Priority(models.IntegerChoices):
    """The higher number is taken first, whoever's it is; the fair share counts among equals."""

    LOW = -1, pgettext_lazy("priority", "low")
    NORMAL = 0, pgettext_lazy("priority", "normal")
    HIGH = 1, pgettext_lazy("priority", "high")


PRIORITIES = {priority.name.lower(): priority for priority in Priority}


def priority_of(name: str) -> Priority:
    """The priority called `name`.

    Raises:
        ValidationError: there is none of that name.
    """
    if name not in PRIORITIES:
        known = ", ".join(PRIORITIES)
        raise ValidationError(
            {"priority": _("There is no such priority. Choose one of: %(known)s.") % {"known": known}}
        )
    return PRIORITIES[name]


def name_of(number: int) -> str:
    """What the priority is called by the API: the nearest one, for whoever runs the site may set any number."""
    nearest = min(Priority, key=lambda priority: abs(priority - number))
    return nearest.name.lower()
