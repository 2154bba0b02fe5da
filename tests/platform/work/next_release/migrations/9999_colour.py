from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("work", "0013_gangs_over_workers")]

    operations = [migrations.RunSQL("ALTER TABLE work_item ADD COLUMN colour text NOT NULL DEFAULT 'red'")]
