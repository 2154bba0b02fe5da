"""The database has two roles: one owns, one serves; the one that serves cannot rewrite the record."""

import pytest
from django.db import ProgrammingError, connection, connections, transaction


@pytest.mark.django_db
def test_the_site_is_not_the_owner_of_its_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, (SELECT tableowner FROM pg_tables WHERE tablename = 'audit_event')")
        assert cursor.fetchone() == ("entente", "entente_owner")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_event SET verb = 'x'", "DELETE FROM audit_event", "DROP TABLE audit_event", "CREATE TABLE t ()"],
)
def test_the_role_that_serves_may_not(statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.django_db(databases=["default", "owner"])
def test_the_owner_is_no_administrator_of_the_server() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("entente_owner", False)
