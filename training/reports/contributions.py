"""What reports tell on the pages of apps below: a project's jobs and stage, and what made a model."""

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.policy import decide, visible
from collaborations.models import Project
from collaborations.panels import Panel
from collaborations.stages import Check, Fact, Step
from jobs.models import Job
from organizations.actor import Actor
from registry.lineage import Origin
from registry.models import ModelVersion
from reports.models import Review
from reports.verdict import headline
from work.models import ENDED, State

SHOWN = 10
NAMED = 4  # of reports to sign, so that a stage stays short


def origin_of(version: ModelVersion, by: Actor) -> Origin | None:
    """The report of the job that made a version."""
    job = visible(by, Job.objects.told(), "discover").filter(result__model_version=version).first()
    if job is None:
        return None
    return Origin(job.name, reverse("reports:report", args=[job.uid]), headline(job.result.results))


def joint_research(project: Project, by: Actor) -> Fact:
    """The third stage: what jobs have shown, what runs, and which reports wait for the reader's side."""
    jobs = visible(by, Job.objects.wholes().filter(project=project), "discover")
    states = list(jobs.values_list("item__state", flat=True))
    done = states.count(State.SUCCEEDED)
    alive = sum(state not in ENDED for state in states)
    reported = ngettext("%(done)s job has its report.", "%(done)s jobs have their reports.", done) % {"done": done}
    checks, steps = _to_sign(jobs, by)
    if alive:
        under_way = ngettext(
            "%(alive)s job is under way or in line.", "%(alive)s jobs are under way or in line.", alive
        ) % {"alive": alive}
        sentence = _("%(under_way)s %(reported)s") % {"under_way": under_way, "reported": reported}
        return Fact("now", sentence, checks, steps)
    if done:
        return Fact("done", reported, checks, steps)
    if decide(by, "submit", project.undertaking).allowed:
        steps = [Step(_("New job"), reverse("jobs:new", args=[project.undertaking.slug]))]
    return Fact("next", _("No job has brought a result yet."), steps=steps)


def _to_sign(jobs: QuerySet[Job], by: Actor) -> tuple[list[Check], list[Step]]:
    """The newest reports that wait for the sign-off of the reader's side, where the reader may give it."""
    ours = Review.objects.filter(job=OuterRef("pk"), organization=by.organization, verdict=Review.Verdict.SIGNED_OFF)
    unsigned = list(jobs.filter(~Exists(ours), item__state=State.SUCCEEDED)[:NAMED])
    if not unsigned or not decide(by, "review_report", unsigned[0]).allowed:
        return [], []
    waiting = [(job.name, f"{reverse('reports:report', args=[job.uid])}#sign-off") for job in unsigned]
    checks = [
        Check("wait", _("Report of “%(job)s”") % {"job": name}, page, _("waits for the sign-off of your organization"))
        for name, page in waiting
    ]
    return checks, [Step(_("Sign off “%(job)s”") % {"job": waiting[0][0]}, waiting[0][1])]


def jobs_panel(project: Project, by: Actor) -> Panel:
    """The newest jobs of a project, each with its verdict in one line."""
    jobs = visible(by, Job.objects.told().wholes().filter(project=project), "discover")[:SHOWN]
    told = [(job, headline(job.result.results) if hasattr(job, "result") else "") for job in jobs]
    may = decide(by, "submit", project.undertaking)
    return Panel(
        "reports/jobs_panel.html",
        {"project": project, "jobs": told, "may_submit": may.allowed, "why_not": may.sentences(by)},
    )
