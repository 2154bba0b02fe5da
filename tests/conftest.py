"""The cast and what they share; the test database, made by its owner and used by the role that serves."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from pytest_django import DjangoDbBlocker, Settings
from tests.database import migrated

pytest_plugins = [
    "tests.cast",
    "tests.collaboration",
    "tests.doors",
    "tests.crowd",
    "tests.outcome",
    "tests.browser",
    "tests.workers",
    "tests.reading",
    "tests.platform.agreements.checks",
]


def _connect_as(role: str) -> None:
    connections["default"].close()
    connections["default"].settings_dict["USER"] = role


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker
) -> None:
    """Let the owner make the test database, as a copy of the one that is migrated already."""
    _connect_as(connections["owner"].settings_dict["USER"])
    with django_db_blocker.unblock():
        connections["default"].settings_dict["TEST"]["TEMPLATE"] = migrated(request.config.cache.mkdir("database"))


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_modify_db_settings: None, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Hand the test database to the role that serves.

    Django cleans up after transactional tests by truncating all tables. So here, and only here, the role that serves
    may truncate, and no trigger refuses it.
    """
    default, owner = connections["default"], connections["owner"]
    owner.settings_dict["NAME"] = default.settings_dict["NAME"]
    with django_db_blocker.unblock(), default.cursor() as cursor:
        cursor.execute(f"GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO {settings.APPLICATION_ROLE}")
        cursor.execute(
            "SELECT tgrelid::regclass, quote_ident(tgname) FROM pg_trigger WHERE NOT tgisinternal AND tgtype & 32 <> 0"
        )
        for table, trigger in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
    _connect_as(settings.APPLICATION_ROLE)
    yield
    owner.close()
    _connect_as(owner.settings_dict["USER"])


@pytest.fixture(autouse=True)
def own_folders(settings: Settings, tmp_path: Path) -> None:
    """Bytes and working folders of each test in a folder of its own."""
    settings.STORAGES = settings.STORAGES | {
        "vault": settings.STORAGES["vault"] | {"OPTIONS": {"location": tmp_path / "vault"}}
    }
    settings.WORK_FOLDER = tmp_path / "work"
    settings.COPIES_FOLDER = tmp_path / "copies"


@pytest.fixture(autouse=True, scope="session")
def light_clients() -> None:
    """Each client is a site of its own: it neither lists all static files anew, nor hashes passwords for a second."""
    settings.WHITENOISE_AUTOREFRESH = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def no_scans(settings: Settings) -> None:
    """What comes in is shared at once: tests of privacy switch on that it is looked through before."""
    settings.PRIVACY_SCAN = False


@pytest.fixture(autouse=True)
def no_rest(settings: Settings) -> None:
    """After a fault, work is tried again at once."""
    settings.WORK_REST_SECONDS = 0
