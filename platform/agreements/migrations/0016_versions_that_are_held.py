import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agreements", "0015_parties_join_and_leave")]

    operations = [
        migrations.AddField(
            model_name="asset",
            name="held",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveIntegerField(),
                blank=True,
                default=list,
                editable=False,
                help_text="Numbers of versions that are kept to the owner; 0 stands for the asset, when they all are.",
            ),
        ),
    ]
