"""What papers and inventions tell on a project's page: its panel, and the third stage."""

from django.utils.translation import ngettext

from agreements.policy import decide, visible
from collaborations.models import Project
from collaborations.panels import Panel
from collaborations.stages import Fact
from knowledge.models import Invention, Paper, Stage
from organizations.actor import Actor


def knowledge_panel(project: Project, by: Actor) -> Panel:
    """Its papers and inventions."""
    inventions = Invention.objects.filter(project=project).select_related("project__undertaking", "organization")
    return Panel(
        "knowledge/panel.html",
        {
            "project": project,
            "papers": visible(by, Paper.objects.told().filter(project=project), "discover"),
            "inventions": visible(by, inventions, "discover"),
            "may_write": decide(by, "write_paper", project.undertaking).allowed,
            "may_disclose": decide(by, "disclose_invention", project.undertaking).allowed,
        },
    )


def what_came_of_it(project: Project, by: Actor) -> Fact | None:
    """The third stage: papers and patents, once there are any."""
    papers = list(visible(by, Paper.objects.filter(project=project), "discover").values_list("published_at", flat=True))
    stages = list(visible(by, Invention.objects.filter(project=project), "discover").values_list("stage", flat=True))
    if not papers and not stages:
        return None
    published, granted = sum(at is not None for at in papers), stages.count(Stage.GRANTED)
    said = [
        ngettext(
            "%(count)s paper, of which published: %(done)s.",
            "%(count)s papers, of which published: %(done)s.",
            len(papers),
        )
        % {"count": len(papers), "done": published}
    ] * bool(papers)
    said += [
        ngettext(
            "%(count)s invention, patents granted: %(done)s.",
            "%(count)s inventions, patents granted: %(done)s.",
            len(stages),
        )
        % {"count": len(stages), "done": granted}
    ] * bool(stages)
    over = published == len(papers) and all(stage in (Stage.GRANTED, Stage.RELEASED) for stage in stages)
    return Fact("done" if over else "now", " ".join(said))
