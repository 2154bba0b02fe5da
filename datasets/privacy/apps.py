"""Personal data in datasets: finding it, deciding about it, taking it out."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "privacy"
    verbose_name = _("privacy")

    def ready(self) -> None:
        """Look through what comes into the catalogue, as work of the queue; tell what is left of budgets."""
        from agreements.keeping import evidence, holdings
        from catalog import arrivals, panels
        from privacy.recipe_work import DeidentifyWork
        from privacy.scan_work import ScanWork
        from privacy.services import forget_samples, scan_on_arrival
        from privacy.standing import spent_of_budgets, told_to
        from work import kinds

        kinds.register(ScanWork())
        kinds.register(DeidentifyWork())
        holdings.register_traces("privacy", forget_samples)
        arrivals.register("privacy", scan_on_arrival)
        panels.register("privacy/budgets.html", lambda version, reader: told_to(reader, version.version.asset))
        evidence.register("privacy", spent_of_budgets)
