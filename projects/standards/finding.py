"""Standards and checks by their address, among those that the reader may see; else a 404."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from agreements.policy import visible
from organizations.actor import Actor
from standards.models import Check, Standard, StandardVersion
from standards.models.standards import parsed


def find_standard(reader: Actor, uid: UUID | str, slug: str | None = None) -> Standard:
    """The standard; with `slug`, of this project."""
    of_project = {"project__undertaking__slug": slug} if slug else {}
    rows = Standard.objects.select_related("project__undertaking", "begun_by")
    return get_object_or_404(visible(reader, rows, "discover"), uid=uid, **of_project)


def find_version(standard: Standard, number: str) -> StandardVersion:
    """A version of it by its number."""
    if (parts := parsed(number)) is None:
        raise Http404
    named = dict(zip(("major", "minor", "patch"), parts, strict=True))
    return get_object_or_404(StandardVersion.objects.told(), standard=standard, **named)


def find_draft(standard: Standard) -> StandardVersion:
    """Its draft."""
    return get_object_or_404(StandardVersion.objects.told(), standard=standard, state=StandardVersion.State.DRAFT)


def find_check(reader: Actor, uid: UUID | str, slug: str | None = None) -> Check:
    """The check; with `slug`, of a standard of this project."""
    of_project = {"version__standard__project__undertaking__slug": slug} if slug else {}
    return get_object_or_404(visible(reader, Check.objects.told(), "discover"), uid=uid, **of_project)
