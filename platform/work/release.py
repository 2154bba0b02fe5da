"""Which release of Entente this process runs: workers and the site must be of the same."""

import hashlib
from functools import cache
from importlib.metadata import version

from django.db.migrations.loader import MigrationLoader


@cache
def release() -> str:
    """The package's version, and a digest of the names of all migrations: `0.1.0+3fa94c1e`.

    Check-outs between two versions differ by the second part as soon as the tables do.
    """
    names = sorted(f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations)
    return f"{version('entente')}+{hashlib.sha256(' '.join(names).encode()).hexdigest()[:8]}"
