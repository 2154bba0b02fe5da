"""Models come in as archives, and say which languages they read."""

import django.contrib.postgres.fields
import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0007_profiles_and_words"),
        ("organizations", "0002_ways_in"),
        ("registry", "0002_licences_that_bind"),
        ("work", "0012_old_workers_write"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="model",
            name="languages",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=100),
                blank=True,
                db_default=[],
                default=list,
                size=None,
                verbose_name="languages",
            ),
        ),
        migrations.CreateModel(
            name="Arrival",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, unique=True)),
                ("name", models.CharField(max_length=255, verbose_name="name of the file")),
                ("about", models.JSONField(default=dict, help_text="What people are to read about the model.")),
                ("faults", models.JSONField(default=list, help_text="What is wrong with it.")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "begun_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="model_arrival", to="work.item"
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.organization"
                    ),
                ),
                (
                    "upload",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="model_arrival",
                        to="catalog.upload",
                    ),
                ),
                (
                    "version",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="arrival",
                        to="registry.modelversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "model on its way in",
                "verbose_name_plural": "models on their way in",
            },
        ),
    ]
