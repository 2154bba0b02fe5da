"""A version knows the k that its de-identification reached, and a grant the k that it asks for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0021_statistics_with_noise"),
    ]

    operations = [
        migrations.AddField(
            model_name="assetversion",
            name="k",
            field=models.PositiveIntegerField(
                blank=True,
                editable=False,
                help_text="As measured of a de-identified version (k-anonymity); 1: not measured. Empty: not de-identified.",
                null=True,
                verbose_name="k",
            ),
        ),
        migrations.AddField(
            model_name="grant",
            name="least_k",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="1: whatever their k is. Empty: all versions.",
                null=True,
                verbose_name="only de-identified versions with a k of",
            ),
        ),
    ]
