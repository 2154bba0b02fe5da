"""pytest's side of the services: started before Django reads its settings, removed with all they held at the end."""

import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

OURS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SECRET_KEY")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, None, None]:
    """Start the services in a folder of this run's own: the settings are read right after. Workers inherit it."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        for name in OURS:
            os.environ.pop(name, None)
        var = Path(tempfile.mkdtemp(prefix="entente-tests-"))
        var.chmod(0o711)  # when we are root, PostgreSQL's user has to pass through
        os.environ["ENTENTE_VAR"] = str(var)
        from entente.services import client, place

        here = place.place_of(var)
        client.join(here)

        def remove() -> None:
            client.leave(here)
            for folder in {here.var, here.base, here.run}:
                shutil.rmtree(folder, ignore_errors=True)

        early_config.add_cleanup(remove)
    return (yield)
