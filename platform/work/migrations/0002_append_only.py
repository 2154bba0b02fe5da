"""Transitions and lines can only grow: who follows a job by its cursor never has to look back."""

from django.db import migrations

GROWING = ("work_transition", "work_line")

FUNCTION = """
CREATE FUNCTION work_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The table % is append-only: % is refused.', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
"""


def append_only(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION work_append_only()",
        f"DROP TRIGGER {table}_is_append_only ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("work", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION work_append_only()"),
        *(append_only(table) for table in GROWING),
    ]
