"""The registry of models."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    name = "registry"
    verbose_name = _("Registry of models")

    def ready(self) -> None:
        """Tell the apps below what rests on an agreement, how a model comes in, and what stage a project is in."""
        from agreements.keeping import consequences, holdings
        from collaborations import panels, stages
        from notifications import kinds as notices
        from registry import contributions, requirements
        from registry.approving import PARTNER
        from registry.arriving import Arriving
        from registry.assessing.signed import ASSESSMENT
        from registry.consequences import derived_models
        from registry.holdings import ModelHoldings
        from registry.noticing import MODEL
        from work import kinds

        consequences.register("models", derived_models)
        holdings.register("models", ModelHoldings())
        kinds.register(Arriving())
        notices.register(MODEL)
        panels.register(contributions.models_panel)
        requirements.register(ASSESSMENT)
        requirements.register(PARTNER)
        stages.register(5, contributions.in_use)
