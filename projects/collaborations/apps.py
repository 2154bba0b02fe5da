"""Shared projects."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CollaborationsConfig(AppConfig):
    name = "collaborations"
    verbose_name = _("Shared projects")

    def ready(self) -> None:
        """Tell the agreements below which projects rely on them; and what its own stages rest on."""
        from agreements.keeping import consequences
        from collaborations import own_stages, panels, stages
        from collaborations.consequences import projects_that_rely, shared_things
        from collaborations.meetings import told
        from collaborations.meetings.noticing import MEETINGS
        from notifications import kinds

        consequences.register("shared things", shared_things)
        consequences.register("projects", projects_that_rely)
        stages.register(1, own_stages.goals)
        stages.register(2, own_stages.sharing)
        stages.register(3, own_stages.research)
        stages.register(3, told.next_meeting)
        panels.register(told.meetings_panel)
        kinds.register(MEETINGS)
