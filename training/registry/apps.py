"""The registry of models."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    name = "registry"
    verbose_name = _("Registry of models")

    def ready(self) -> None:
        """Tell the agreements below which models rest on them, and the queue how one comes in."""
        from agreements.keeping import consequences, holdings
        from registry.arriving import Arriving
        from registry.consequences import derived_models
        from registry.holdings import ModelHoldings
        from work import kinds

        consequences.register("models", derived_models)
        holdings.register("models", ModelHoldings())
        kinds.register(Arriving())
