"""What parties hold each other to: standards, and checks by them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StandardsConfig(AppConfig):
    name = "standards"
    verbose_name = _("Standards")

    def ready(self) -> None:
        """Tell projects and notices what only this app knows."""
        from catalog import panels as of_datasets
        from collaborations import panels, stages
        from notifications import kinds
        from standards import contributions
        from standards.noticing import STANDARDS

        of_datasets.register("standards/badges.html", contributions.badges)
        panels.register(contributions.standards_panel)
        stages.register(4, contributions.standards_met)
        kinds.register(STANDARDS)
