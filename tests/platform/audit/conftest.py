"""Ways to do to the record what nobody may."""

from collections.abc import Callable, Iterator

import psycopg2
import pytest
from django.db import connection

Tamper = Callable[..., None]


@pytest.fixture
def tamper(transactional_db: None) -> Iterator[Tamper]:
    """Runs SQL as the server's superuser, with all triggers switched off."""
    place = connection.settings_dict
    superuser = psycopg2.connect(host=place["HOST"], dbname=place["NAME"], user="postgres")
    superuser.autocommit = True

    def run(sql: str, *params: object) -> None:
        with superuser.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(sql, params)

    yield run
    superuser.close()
