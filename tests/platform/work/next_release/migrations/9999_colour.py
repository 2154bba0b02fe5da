from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("work", "0012_old_workers_write")]

    operations = [migrations.RunSQL("ALTER TABLE work_item ADD COLUMN colour text NOT NULL DEFAULT 'red'")]
