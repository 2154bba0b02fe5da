"""What the application's database role may do: read and write every table, but never rewrite the record."""

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

APPEND_ONLY = ("audit_event", "audit_concern", "audit_seal")


def grant_application_rights(connection: BaseDatabaseWrapper) -> None:
    """Give the role that serves its rights on the tables and sequences that exist now."""
    name = connection.ops.quote_name
    role = name(settings.APPLICATION_ROLE)
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
        for table in tables.intersection(APPEND_ONLY):
            cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {name(table)} FROM {role}")
