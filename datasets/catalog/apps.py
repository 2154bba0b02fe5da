"""The catalogue of datasets."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = _("Catalogue of datasets")

    def ready(self) -> None:
        """Let the queue and the agreements below know what only the catalogue knows."""
        from agreements.keeping import columns, consequences, holdings
        from catalog.check_work import Checking
        from catalog.consequences import derived_datasets
        from catalog.fusion_work import FusionWork
        from catalog.holdings import DatasetHoldings, release_rows
        from catalog.ingesting import Ingesting
        from catalog.profile_work import Profiling
        from catalog.sight import columns_in
        from catalog.withdrawal_work import WithdrawalWork
        from work import kinds

        kinds.register(FusionWork())
        kinds.register(Ingesting())
        kinds.register(Profiling())
        kinds.register(Checking())
        kinds.register(WithdrawalWork())
        columns.register(columns_in)
        consequences.register("datasets", derived_datasets)
        holdings.register("datasets", DatasetHoldings())
        holdings.register_traces("datasets", release_rows)
