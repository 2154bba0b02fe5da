"""Fine-tuning jobs: the main kind of work."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "jobs"
    verbose_name = _("jobs")

    def ready(self) -> None:
        from jobs.fine_tuning import FineTuning
        from work import kinds

        kinds.register(FineTuning())
