"""The requirement that the report of a version is signed off by every party of its project."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jobs.models import Job
from registry.models import ModelVersion
from registry.requirements import Answer, Requirement
from reports.talk import standing_of


def report_signed_off(version: ModelVersion) -> Answer:
    """Whether all have signed the report of the job that made it; or who has not."""
    job = Job.objects.told().filter(result__model_version=version).first()
    if job is None:
        return Answer(False, _("No report tells how good this version is. Train it by a job of the project."))
    standing, page = standing_of(job), f"{reverse('reports:report', args=[job.uid])}#sign-off"
    if standing.is_final:
        return Answer(True, _("Every party has signed the report of “%(job)s” off.") % {"job": job.name}, page)
    told = {"job": job.name, "names": ", ".join(each.name for each in standing.missing)}
    return Answer(False, _("The report of “%(job)s” waits for the sign-off of: %(names)s.") % told, page)


EVALUATION = Requirement("evaluation", gettext_lazy("The report, signed off by every party"), report_signed_off)
