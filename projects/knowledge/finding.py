"""Papers and inventions by their address, among those that the reader may see; else a 404."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from agreements.policy import visible
from knowledge.models import Invention, ManuscriptReading, Paper
from organizations.actor import Actor


def find_paper(reader: Actor, uid: UUID | str, slug: str | None = None) -> Paper:
    """The paper; with `slug`, of this project."""
    rows = Paper.objects.select_related("project__undertaking", "organization", "written_by")
    of_project = {"project__undertaking__slug": slug} if slug else {}
    return get_object_or_404(visible(reader, rows, "discover"), uid=uid, **of_project)


def find_reading(reader: Actor, paper: Paper) -> ManuscriptReading:
    """The latest manuscript of the paper that the organization acted for was given."""
    if (reading := paper.reading_of(reader.organization)) is None:
        raise Http404
    return reading


def find_invention(reader: Actor, uid: UUID | str, slug: str | None = None) -> Invention:
    """The invention; with `slug`, of this project."""
    rows = Invention.objects.select_related("project__undertaking", "organization", "disclosed_by")
    of_project = {"project__undertaking__slug": slug} if slug else {}
    return get_object_or_404(visible(reader, rows, "discover"), uid=uid, **of_project)
