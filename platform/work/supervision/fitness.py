"""Whether this worker may take work at all: its release fits the database's, and its clock is right."""

from typing import Any

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

CLOCK_TOLERANCE_SECONDS = 30.0  # the policy compares days and hours, by this process's clock


def why_unfit() -> dict[str, Any]:
    """Why it must not take work, as {code, params} (`work.reasons` has the words); empty when it may."""
    return _of_another_release() or _clock_off()


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
