"""A version of minutes never changes, whoever writes to the table: what a meeting agreed on is read by it."""

from django.db import migrations

NEVER_CHANGES = (
    "CREATE TRIGGER collaborations_minutes_is_kept BEFORE UPDATE OR DELETE ON collaborations_minutes "
    "FOR EACH ROW EXECUTE FUNCTION agreements_unchanging()"
)


class Migration(migrations.Migration):
    dependencies = [("agreements", "0002_unchanging_rows"), ("collaborations", "0004_meetings")]

    operations = [
        migrations.RunSQL(NEVER_CHANGES, "DROP TRIGGER collaborations_minutes_is_kept ON collaborations_minutes"),
    ]
