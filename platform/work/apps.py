"""The one queue: every long task by kind."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkConfig(AppConfig):
    name = "work"
    verbose_name = _("work")

    def ready(self) -> None:
        """Say what people are told of their work."""
        from notifications import kinds
        from work.noticing import WORK

        kinds.register(WORK)
