"""Personal data in datasets: finding it, deciding about it, taking it out."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "privacy"
    verbose_name = _("privacy")

    def ready(self) -> None:
        """Look through what comes into the catalogue, as work of the queue."""
        from agreements.keeping import holdings
        from catalog import arrivals
        from privacy.recipe_work import DeidentifyWork
        from privacy.scan_work import ScanWork
        from privacy.services import forget_samples, scan_on_arrival
        from work import kinds

        kinds.register(ScanWork())
        kinds.register(DeidentifyWork())
        holdings.register_traces("privacy", forget_samples)
        arrivals.register("privacy", scan_on_arrival)
