import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0006_new_models_have_no_base"),
        ("vault", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="result",
            name="attributions",
            field=models.ForeignKey(
                blank=True,
                help_text="Empty: the task has none, or they were deleted by duty.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="vault.blob",
            ),
        ),
        migrations.AddField(
            model_name="trial",
            name="drawn_from",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="How many trials’ scores it was drawn by; empty: by none, or it has not begun.",
                null=True,
            ),
        ),
    ]
