"""What the registry tells on a project's page: the fifth stage, and the project's models with their stages."""

from django.db.models import Count, Q
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from collaborations.models import Project
from collaborations.panels import Panel
from collaborations.stages import Fact, Step
from organizations.actor import Actor
from registry.models import ModelVersion, Stage, StageChange

SHOWN = 10


def in_use(project: Project, _by: Actor) -> Fact:
    """The fifth stage: how many models are in production, and when the last came there."""
    counts = project.model_versions.aggregate(
        used=Count("pk", filter=Q(stage=Stage.PRODUCTION)), tried=Count("pk", filter=Q(stage=Stage.STAGING))
    )
    if counts["used"]:
        changes = StageChange.objects.filter(version__project=project, stage=Stage.PRODUCTION)
        last = changes.select_related("version__version__asset").latest("pk")
        told = {
            "models": ngettext("%(count)s model is in production", "%(count)s models are in production", counts["used"])
            % {"count": counts["used"]},
            "version": str(last.version),
            "day": formats.date_format(timezone.localtime(last.changed_at), "DATE_FORMAT"),
        }
        return Fact("done", _("%(models)s; the last release was %(version)s, on %(day)s.") % told)
    if counts["tried"]:
        words = ngettext(
            "%(count)s model is in staging; none is in production yet.",
            "%(count)s models are in staging; none is in production yet.",
            counts["tried"],
        )
        return Fact("now", words % {"count": counts["tried"]}, steps=_steps_on(project, Stage.STAGING))
    return Fact("next", _("No model is in use yet."), steps=_steps_on(project, Stage.CANDIDATE))


def _steps_on(project: Project, stage: Stage) -> list[Step]:
    """What the newest version of this stage needs before it goes on, which its page says."""
    newest = project.model_versions.filter(stage=stage).select_related("version__asset").first()
    if newest is None:
        return []
    return [Step(_("See what “%(version)s” needs to go on") % {"version": newest}, newest.get_absolute_url())]


def models_panel(project: Project, _by: Actor) -> Panel:
    """The newest versions that jobs of the project have made; whoever reads the project sees its jobs' results."""
    versions = ModelVersion.objects.filter(project=project).select_related("version__asset__owner")
    return Panel("registry/project_panel.html", {"project": project, "versions": versions[:SHOWN]})
