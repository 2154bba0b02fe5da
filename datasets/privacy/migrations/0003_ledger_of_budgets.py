"""The ledger of privacy budgets: what was reserved and what was spent of it is written once, and stays."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


def kept(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION agreements_unchanging();"
        f"CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION agreements_unchanging()",
        f"DROP TRIGGER {table}_is_kept ON {table}; DROP TRIGGER {table}_is_not_emptied ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0021_statistics_with_noise"),
        ("organizations", "0002_ways_in"),
        ("privacy", "0002_recipes_and_longer_scans"),
        ("work", "0012_old_workers_write"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Reservation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("epsilon", models.FloatField(verbose_name="ε")),
                ("delta", models.FloatField(verbose_name="δ")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="privacy_reservations",
                        to="agreements.agreement",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "dataset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="privacy_reservations",
                        to="agreements.asset",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        help_text="The job; empty for a question, which is answered at once.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="privacy_reservations",
                        to="work.item",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.organization"
                    ),
                ),
            ],
            options={
                "verbose_name": "reservation of a privacy budget",
                "verbose_name_plural": "reservations of privacy budgets",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Limit",
            fields=[
                (
                    "dataset",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="privacy_limit",
                        serialize=False,
                        to="agreements.asset",
                    ),
                ),
                ("epsilon", models.FloatField(blank=True, null=True, verbose_name="ε")),
                ("delta", models.FloatField(blank=True, null=True, verbose_name="δ")),
            ],
            options={
                "verbose_name": "limit of what is told of a dataset",
                "verbose_name_plural": "limits of what is told of datasets",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("delta", None), ("epsilon", None)),
                            models.Q(
                                ("delta__gte", 0),
                                ("delta__isnull", False),
                                ("delta__lt", 1),
                                ("epsilon__gt", 0),
                                ("epsilon__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="privacy_limit_is_a_budget",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Settlement",
            fields=[
                (
                    "reservation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="settlement",
                        serialize=False,
                        to="privacy.reservation",
                    ),
                ),
                ("loss", models.JSONField(null=True, verbose_name="loss")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "verbose_name": "settlement of a privacy budget",
                "verbose_name_plural": "settlements of privacy budgets",
            },
        ),
        migrations.AddConstraint(
            model_name="reservation",
            constraint=models.CheckConstraint(
                condition=models.Q(("delta__gte", 0), ("delta__lt", 1), ("epsilon__gt", 0)),
                name="privacy_reservation_is_a_budget",
            ),
        ),
        kept("privacy_reservation"),
        kept("privacy_settlement"),
    ]
