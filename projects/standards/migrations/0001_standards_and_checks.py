"""Standards, their versions and checks by them; what was published, agreed and checked is kept."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

SAYS = (
    "standard_id",
    "major",
    "minor",
    "patch",
    "text",
    "body",
    "test_set_id",
    "sha256",
    "written_by_id",
    "published_at",
)
OLD, NEW = (", ".join(f"{row}.{column}" for column in SAYS) for row in ("OLD", "NEW"))
KEPT = {
    "standards_standardversion_stays": (
        "standards_standardversion",
        f"UPDATE ON standards_standardversion FOR EACH ROW WHEN (OLD.state <> 'draft' AND "
        f"(NEW.state = 'draft' OR OLD.state = 'deprecated' OR ROW({OLD}) IS DISTINCT FROM ROW({NEW})))",
    ),
    "standards_standardversion_is_kept": (
        "standards_standardversion",
        "DELETE ON standards_standardversion FOR EACH ROW WHEN (OLD.state <> 'draft')",
    ),
    "standards_endorsement_stays": ("standards_endorsement", "UPDATE ON standards_endorsement FOR EACH ROW"),
    "standards_check_is_kept": ("standards_check", "UPDATE OR DELETE ON standards_check FOR EACH ROW"),
}


def kept(name: str) -> migrations.RunSQL:
    table, when = KEPT[name]
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} BEFORE {when} EXECUTE FUNCTION agreements_unchanging()",
        f"DROP TRIGGER {name} ON {table}",
    )


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalog", "0009_rows_withdrawn_and_sources_combined"),
        ("collaborations", "0002_objectives"),
        ("jobs", "0008_what_helps_and_trials_given_up"),
        ("organizations", "0002_ways_in"),
        ("registry", "0005_assessments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Standard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, unique=True)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("data_format", "Data format"),
                            ("model_interface", "Model interface"),
                            ("evaluation", "Evaluation"),
                        ],
                        max_length=15,
                        verbose_name="kind",
                    ),
                ),
                ("about", models.TextField(max_length=2000, verbose_name="what it is for")),
                (
                    "begun_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "begun_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standards",
                        to="collaborations.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "standard",
                "verbose_name_plural": "standards",
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="StandardVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("major", models.PositiveSmallIntegerField()),
                ("minor", models.PositiveSmallIntegerField()),
                ("patch", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("published", "published"), ("deprecated", "deprecated")],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("text", models.TextField(blank=True, help_text="In Markdown.", max_length=50000, verbose_name="text")),
                ("body", models.JSONField(verbose_name="what is checked")),
                ("sha256", models.CharField(max_length=64)),
                ("written_at", models.DateTimeField(auto_now=True)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("deprecated_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.TextField(blank=True, max_length=2000, verbose_name="why it is deprecated")),
                (
                    "standard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="standards.standard"
                    ),
                ),
                (
                    "test_set",
                    models.ForeignKey(
                        blank=True,
                        help_text="The version of a dataset whose test rows an evaluation is on.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.datasetversion",
                        verbose_name="test set",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a standard",
                "verbose_name_plural": "versions of standards",
                "ordering": ["-major", "-minor", "-patch"],
            },
        ),
        migrations.CreateModel(
            name="Endorsement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64)),
                (
                    "agreed_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "agreed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.organization"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="endorsements",
                        to="standards.standardversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "agreement to a standard",
                "verbose_name_plural": "agreements to standards",
                "ordering": ["agreed_at"],
            },
        ),
        migrations.CreateModel(
            name="Check",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, unique=True)),
                ("standard_sha256", models.CharField(max_length=64)),
                ("subject_sha256", models.CharField(max_length=64)),
                ("conforms", models.BooleanField(verbose_name="conforms")),
                ("results", models.JSONField(default=list)),
                ("faults", models.JSONField(blank=True, default=list)),
                (
                    "checked_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "dataset_version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standard_checks",
                        to="catalog.datasetversion",
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standard_checks",
                        to="jobs.job",
                    ),
                ),
                (
                    "model_version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standard_checks",
                        to="registry.modelversion",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.organization"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="standards.standardversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "check by a standard",
                "verbose_name_plural": "checks by standards",
                "ordering": ["-id"],
            },
        ),
        migrations.AddConstraint(
            model_name="standard",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("name", ""), _negated=True), models.Q(("about", ""), _negated=True)),
                name="standard_says_what_it_is_for",
            ),
        ),
        migrations.AddConstraint(
            model_name="standard",
            constraint=models.UniqueConstraint(fields=("project", "name"), name="standard_has_its_name_in_a_project"),
        ),
        migrations.AddConstraint(
            model_name="standardversion",
            constraint=models.UniqueConstraint(
                fields=("standard", "major", "minor", "patch"), name="standard_has_each_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="standardversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "draft")), fields=("standard",), name="standard_has_one_draft_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="standardversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("published_at", None), ("state", "draft")),
                    models.Q(models.Q(("state", "draft"), _negated=True), ("published_at__isnull", False)),
                    _connector="OR",
                ),
                name="standard_version_is_published_at_a_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="endorsement",
            constraint=models.UniqueConstraint(
                fields=("version", "organization", "sha256"), name="party_agrees_to_a_draft_as_it_stands_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="check",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("dataset_version__isnull", False), ("job", None), ("model_version", None)),
                    models.Q(("dataset_version", None), ("job", None), ("model_version__isnull", False)),
                    models.Q(("dataset_version", None), ("job__isnull", False), ("model_version", None)),
                    _connector="OR",
                ),
                name="check_is_of_one_thing",
            ),
        ),
        *(kept(name) for name in KEPT),
    ]
