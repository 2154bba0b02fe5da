"""What a paper or an invention can rest on: reports of the project's jobs, and versions that it used or made."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from agreements.models import AssetGroupPermission, AssetVersion
from agreements.policy import visible
from collaborations.models import Project
from jobs.models import Job
from organizations.actor import Actor

MOST = 200  # in a list to choose from
Thing = Job | AssetVersion


def reports_of(project: Project, reader: Actor) -> list[Job]:
    """Its jobs that have a report, the newest first."""
    ended = Job.objects.wholes().filter(project=project, result__isnull=False)
    return list(visible(reader, ended.select_related("item"), "discover")[:MOST])


def versions_of(project: Project, reader: Actor) -> list[AssetVersion]:
    """Versions that its jobs used or made, and those of what agreements share with the one who chooses."""
    of_jobs = Job.objects.filter(project=project).order_by()
    used = [
        of_jobs.values(path)
        for path in ("dataset_version__version", "model_version__version", "result__model_version__version")
    ]
    shared = AssetGroupPermission.objects.filter(organization=reader.organization).values("content_object")
    known = Q(asset__in=shared) | Q(asset__owner=reader.organization)
    for ids in used:
        known |= Q(pk__in=ids)
    rows = AssetVersion.objects.filter(known).select_related("asset").order_by("asset__name", "asset_id", "-number")
    return list(visible(reader, rows, "discover")[:MOST])


def choices(project: Project, reader: Actor) -> dict[str, Thing]:
    """All of them, by what a form says: `report:` or `version:` and an identifier."""
    found: dict[str, Thing] = {f"report:{job.uid}": job for job in reports_of(project, reader)}
    return found | {f"version:{version.uid}": version for version in versions_of(project, reader)}


def chosen(project: Project, reader: Actor, *, reports: Iterable[UUID], versions: Iterable[UUID]) -> list[Thing]:
    """Those with these identifiers, as far as the reader may know of them; the others are left out."""
    jobs = Job.objects.filter(project=project, item__uid__in=list(reports)).select_related("item")
    rows = AssetVersion.objects.filter(uid__in=list(versions)).select_related("asset")
    return [*visible(reader, jobs, "discover"), *visible(reader, rows, "discover")]
