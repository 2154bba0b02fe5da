"""The catalogue of datasets."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = _("Catalogue of datasets")

    def ready(self) -> None:
        """Let the queue know the kinds of work that read files, profile versions and check them."""
        from catalog.check_work import Checking
        from catalog.ingesting import Ingesting
        from catalog.profile_work import Profiling
        from work import kinds

        kinds.register(Ingesting())
        kinds.register(Profiling())
        kinds.register(Checking())
