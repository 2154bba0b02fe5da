import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0018_all_versions_that_were_used"),
    ]

    operations = [
        migrations.AlterField(
            model_name="asset",
            name="held",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveIntegerField(),
                blank=True,
                db_default=[],
                default=list,
                editable=False,
                help_text="Numbers of versions that are kept to the owner; 0 stands for the asset, when they all are.",
                size=None,
            ),
        ),
        migrations.AlterField(
            model_name="teammember",
            name="role",
            field=models.CharField(
                choices=[("lead", "leads for their organization"), ("works", "works on it"), ("reads", "reads along")],
                db_default="works",
                default="works",
                max_length=5,
                verbose_name="role",
            ),
        ),
    ]
