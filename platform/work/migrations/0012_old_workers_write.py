import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("work", "0011_parts"),
    ]

    operations = [
        migrations.AlterField(
            model_name="item",
            name="awaits_children",
            field=models.BooleanField(
                db_default=False, default=False, help_text="It waits for its parts before it is queued."
            ),
        ),
        migrations.AlterField(
            model_name="item",
            name="drawn_on",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(),
                blank=True,
                db_default=[],
                default=list,
                help_text="Budgets that hold something for it as it runs.",
                size=None,
            ),
        ),
        migrations.AlterField(
            model_name="item",
            name="expected_bytes",
            field=models.BigIntegerField(db_default=0, default=0, help_text="What its results may take, in bytes."),
        ),
        migrations.AlterField(
            model_name="item",
            name="pause_note",
            field=models.CharField(
                blank=True, db_default="", help_text="Why, in the words of who paused it.", max_length=200
            ),
        ),
        migrations.AlterField(
            model_name="item",
            name="stored_bytes",
            field=models.BigIntegerField(db_default=0, default=0, help_text="What is kept of its results, in bytes."),
        ),
        migrations.AlterField(
            model_name="item",
            name="wished_sites",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=100),
                blank=True,
                db_default=[],
                default=list,
                help_text="Of these, where a person wants it; empty: any.",
                size=None,
            ),
        ),
        migrations.AlterField(
            model_name="worker",
            name="together",
            field=models.PositiveSmallIntegerField(
                db_default=1, default=1, help_text="The most places that one piece of work can have there."
            ),
        ),
    ]
