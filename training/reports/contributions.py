"""What reports tell on the pages of apps below: a project's jobs and stage, and what made a model."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.policy import decide, visible
from collaborations.models import Project
from collaborations.panels import Panel
from collaborations.stages import Fact
from jobs.models import Job
from organizations.actor import Actor
from registry.lineage import Origin
from registry.models import ModelVersion
from reports.verdict import headline
from work.models import ENDED, State

SHOWN = 10


def origin_of(version: ModelVersion, by: Actor) -> Origin | None:
    """The report of the job that made a version."""
    job = visible(by, Job.objects.told(), "discover").filter(result__model_version=version).first()
    if job is None:
        return None
    return Origin(job.name, reverse("reports:report", args=[job.uid]), headline(job.result.results))


def joint_research(project: Project, by: Actor) -> Fact:
    """The third stage: what jobs have shown, and what runs."""
    states = list(
        visible(by, Job.objects.wholes().filter(project=project), "discover").values_list("item__state", flat=True)
    )
    done = states.count(State.SUCCEEDED)
    alive = sum(state not in ENDED for state in states)
    reported = ngettext("%(done)s job has its report.", "%(done)s jobs have their reports.", done) % {"done": done}
    if alive:
        under_way = ngettext(
            "%(alive)s job is under way or in line.", "%(alive)s jobs are under way or in line.", alive
        ) % {"alive": alive}
        return Fact("now", _("%(under_way)s %(reported)s") % {"under_way": under_way, "reported": reported})
    if done:
        return Fact("done", reported)
    return Fact("next", _("No job has brought a result yet."))


def jobs_panel(project: Project, by: Actor) -> Panel:
    """The newest jobs of a project, each with its verdict in one line."""
    jobs = visible(by, Job.objects.told().wholes().filter(project=project), "discover")[:SHOWN]
    told = [(job, headline(job.result.results) if hasattr(job, "result") else "") for job in jobs]
    may = decide(by, "submit", project.undertaking)
    return Panel(
        "reports/jobs_panel.html",
        {"project": project, "jobs": told, "may_submit": may.allowed, "why_not": may.sentences(by)},
    )
