"""What can be checked by a standard, or pinned by one: versions of datasets and models, reports of jobs."""

from agreements.policy import visible
from catalog.models import DatasetVersion
from collaborations.models import Project
from jobs.models import Job
from organizations.actor import Actor
from registry.models import ModelVersion
from standards.models import Standard

MOST = 200  # in a list to choose from
Subject = DatasetVersion | ModelVersion | Job


def subjects_for(standard: Standard, reader: Actor) -> dict[str, Subject]:
    """What the reader can have checked, by its identifier, the newest first."""
    if standard.kind == Standard.Kind.EVALUATION:
        ended = Job.objects.wholes().filter(project=standard.project_id, result__isnull=False)
        jobs = visible(reader, ended.select_related("item"), "discover")[:MOST]
        return {str(job.uid): job for job in jobs}
    if standard.kind == Standard.Kind.MODEL_INTERFACE:
        models = ModelVersion.objects.select_related("version__asset")
        known = visible(reader, models, "discover", project=standard.project.undertaking)[:MOST]
        return {str(each.version.uid): each for each in known}
    rows = DatasetVersion.objects.select_related("version__asset")
    seen = visible(reader, rows, "preview", project=standard.project.undertaking)[:MOST]
    return {str(each.version.uid): each for each in seen}


def test_sets_for(project: Project, reader: Actor) -> dict[str, DatasetVersion]:
    """Versions with test rows of their own that the reader may know of, by their identifier."""
    rows = DatasetVersion.objects.filter(split__parts__test__gt=0).select_related("version__asset")
    known = visible(reader, rows, "discover", project=project.undertaking)[:MOST]
    return {str(each.version.uid): each for each in known}
