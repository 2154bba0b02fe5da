"""A site for a benchmark: embedded services in a folder of its own, which goes with it."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ELSEWHERE = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SECRET_KEY")  # nobody's own data is measured


@contextmanager
def own_site(name: str) -> Iterator[Path]:
    """An empty, migrated site; gives its folder.

    Django can be set up once in a process: import what needs it within, and open one site.
    """
    with tempfile.TemporaryDirectory(prefix=f"entente-{name}-", ignore_cleanup_errors=True) as folder:
        var = Path(folder)
        var.chmod(0o711)  # PostgreSQL's own user passes through when this is run by root
        for variable in ELSEWHERE:
            os.environ.pop(variable, None)
        os.environ |= {"ENTENTE_VAR": folder, "DJANGO_SETTINGS_MODULE": "entente.settings", "LOG_LEVEL": "WARNING"}
        os.environ["PRIVACY_SCAN"] = "off"  # it would take the workers from what is measured
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command
        from django.db import connections

        from entente import services

        services.ensure()
        try:
            call_command("migrate", verbosity=0, interactive=False)
            yield var
        finally:  # the services end before their folder goes
            connections.close_all()
            services.leave(settings.PLACE)
