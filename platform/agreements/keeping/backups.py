"""What a certificate says of backups: nobody deletes a row from one; it goes when the backup does."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings


def told_of_backups(deleted_at: datetime) -> dict[str, Any]:
    """How long backups are kept here, and the day from which on none holds what was deleted; None: nobody said it."""
    days = settings.BACKUP_RETENTION_DAYS
    until = (deleted_at + timedelta(days=days)).date() if days is not None else None
    return {"kept_days": days, "may_hold_until": until.isoformat() if until else None}
