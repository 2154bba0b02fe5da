"""Whether this worker may take work at all: its release fits the database's, and its clock is right."""

from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from organizations.models import Organization

CLOCK_TOLERANCE_SECONDS = 30.0  # the policy compares days and hours, by this process's clock


def why_unfit() -> dict[str, Any]:
    """Why it must not take work, as {code, params} (`work.reasons` has the words); empty when it may."""
    return _of_another_release() or _clock_off() or _of_nobody()


def owner() -> int | None:
    """The primary key of the organization whose work alone it takes; None where it takes everybody's."""
    named = Organization.objects.filter(slug=settings.WORK_ORGANIZATION).values_list("pk", flat=True)
    return named.first() if settings.WORK_ORGANIZATION else None


def _of_another_release() -> dict[str, Any]:
    loader = MigrationLoader(connection)
    ours = {(app, name) for app, name in loader.disk_migrations if app in loader.migrated_apps}
    applied = {(app, name) for app, name in loader.applied_migrations if app in loader.migrated_apps}
    if unknown := applied - ours:
        return {"code": "worker_older", "params": {"migration": ".".join(max(unknown))}}
    if missing := ours - applied:
        return {"code": "worker_newer", "params": {"migration": ".".join(min(missing))}}
    return {}


def _clock_off() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        off = (timezone.now() - cursor.fetchone()[0]).total_seconds()
    return {"code": "clock_off", "params": {"seconds": round(off)}} if abs(off) > CLOCK_TOLERANCE_SECONDS else {}


def _of_nobody() -> dict[str, Any]:
    """It would take everybody's work, where somebody meant it for one organization's."""
    if not settings.WORK_ORGANIZATION or owner():
        return {}
    return {"code": "organization_unknown", "params": {"slug": settings.WORK_ORGANIZATION}}
