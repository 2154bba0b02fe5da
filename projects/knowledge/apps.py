"""What a project's research comes to: papers and inventions."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KnowledgeConfig(AppConfig):
    name = "knowledge"
    verbose_name = _("Papers and inventions")

    def ready(self) -> None:
        """Tell projects and notices what only this app knows."""
        from collaborations import panels, stages
        from knowledge import contributions
        from knowledge.noticing import KNOWLEDGE
        from notifications import kinds

        panels.register(contributions.knowledge_panel)
        stages.register(3, contributions.what_came_of_it)
        kinds.register(KNOWLEDGE)
