from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0004_trials"),
    ]

    operations = [
        migrations.AlterField(
            model_name="job",
            name="from_result",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="It starts from the model that the job before makes; until then, from that one's.",
            ),
        ),
        migrations.AlterField(
            model_name="job",
            name="search",
            field=models.JSONField(
                blank=True,
                db_default={},
                default=dict,
                help_text="What its trials are drawn from; the best one's settings become its own.",
            ),
        ),
    ]
