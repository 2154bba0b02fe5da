"""Milestones and tasks; risks with their resolution; and decisions, which never change."""

import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Now

NEVER_CHANGES = (
    "CREATE TRIGGER collaborations_decision_is_kept BEFORE UPDATE OR DELETE ON collaborations_decision "
    "FOR EACH ROW EXECUTE FUNCTION agreements_unchanging()"
)


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0021_statistics_with_noise"),
        ("collaborations", "0002_objectives"),
        ("organizations", "0002_ways_in"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Milestone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, unique=True)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("due_on", models.DateField(verbose_name="due on")),
                ("reached_on", models.DateField(blank=True, null=True, verbose_name="reached on")),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="agreements.teammember",
                        verbose_name="owner",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="milestones",
                        to="collaborations.project",
                    ),
                ),
            ],
            options={"verbose_name": "milestone", "verbose_name_plural": "milestones", "ordering": ["due_on", "id"]},
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, unique=True)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("details", models.TextField(blank=True, max_length=4000, verbose_name="details")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("to_do", "To do"),
                            ("doing", "Under way"),
                            ("waiting", "Waits for something"),
                            ("done", "Done"),
                        ],
                        default="to_do",
                        max_length=7,
                        verbose_name="state",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                ("changed_at", models.DateTimeField(db_default=Now(), editable=False)),
                (
                    "milestone",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="tasks",
                        to="collaborations.milestone",
                        verbose_name="milestone",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="agreements.teammember",
                        verbose_name="owner",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tasks",
                        to="collaborations.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "task",
                "verbose_name_plural": "tasks",
                "ordering": [models.F("due_on").asc(nulls_last=True), "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(state__in=["to_do", "doing", "waiting", "done"]), name="task_state_is_known"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Risk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("risk", "Risk"), ("interest", "Difference of interest")],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("words", models.TextField(max_length=4000, verbose_name="what it is")),
                ("raised_at", models.DateTimeField(db_default=Now(), editable=False)),
                ("resolution", models.TextField(blank=True, max_length=4000, verbose_name="how it was settled")),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="risks",
                        to="collaborations.project",
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "raised_for",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.organization"
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "settled_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "verbose_name": "risk or difference of interest",
                "verbose_name_plural": "risks and differences of interest",
                "ordering": [models.F("settled_at").desc(nulls_first=True), "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(kind__in=["risk", "interest"]), name="risk_kind_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(resolution="", settled_by=None, settled_for=None, settled_at=None)
                        | (
                            ~models.Q(resolution="")
                            & models.Q(settled_by__isnull=False, settled_for__isnull=False, settled_at__isnull=False)
                        ),
                        name="risk_is_settled_in_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, unique=True)),
                ("words", models.TextField(max_length=4000, verbose_name="what was decided")),
                ("reason", models.TextField(blank=True, max_length=4000, verbose_name="why")),
                ("decided_on", models.DateField(verbose_name="decided on")),
                ("recorded_at", models.DateTimeField(db_default=Now(), editable=False)),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="collaborations.project",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "recorded_for",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.organization"
                    ),
                ),
            ],
            options={
                "verbose_name": "decision",
                "verbose_name_plural": "decisions",
                "ordering": ["-decided_on", "-id"],
            },
        ),
        migrations.RunSQL(NEVER_CHANGES, "DROP TRIGGER collaborations_decision_is_kept ON collaborations_decision"),
    ]
