"""What a job's results say."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        """Tell the apps below what only reports know."""
        from collaborations import objectives, panels, stages
        from notifications import kinds
        from registry import lineage, requirements
        from registry.assessing import evidence
        from reports import assessing, contributions
        from reports.evaluating import EVALUATION
        from reports.measuring import readings
        from reports.noticing import REPORT

        lineage.register_origin(contributions.origin_of)
        stages.register(3, contributions.joint_research)
        objectives.register(readings)
        panels.register(contributions.jobs_panel)
        kinds.register(REPORT)
        evidence.register(assessing.evidence_of)
        requirements.register(EVALUATION)
