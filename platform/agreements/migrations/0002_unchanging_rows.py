"""What was signed, and what it was signed for, never changes; and only grants give permissions on things."""

from django.db import migrations

UNCHANGING = ("agreements_termsversion", "agreements_signature", "agreements_purpose", "agreements_derivedfrom")

FUNCTION = """
CREATE FUNCTION agreements_unchanging() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Rows of % never change: % is refused.', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
"""


def unchanging(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION agreements_unchanging()",
        f"DROP TRIGGER {table}_is_kept ON {table}",
    )


def without_rows(table: str) -> migrations.RunSQL:
    """guardian's own tables stay empty: they know neither grants nor what suspends them."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_only_grants_give CHECK (false)",
        f"ALTER TABLE {table} DROP CONSTRAINT {table}_only_grants_give",
    )


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_initial"), ("guardian", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION agreements_unchanging()"),
        *(unchanging(table) for table in UNCHANGING),
        without_rows("guardian_userobjectpermission"),
        without_rows("guardian_groupobjectpermission"),
    ]
