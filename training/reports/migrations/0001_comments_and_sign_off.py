"""Comments on reports, the parties' reviews, and that what was signed off never changes."""

import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

# A report that was signed off for somebody never changes: neither what was measured, nor under which name and spec.
SIGNED = """
CREATE FUNCTION reports_signed_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM reports_review
        WHERE job_id = (to_jsonb(OLD) ->> TG_ARGV[0])::bigint AND verdict = 'signed_off'
    ) THEN
        RAISE EXCEPTION 'This report is signed off, and never changes.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER jobs_result_signed_is_kept BEFORE UPDATE ON jobs_result FOR EACH ROW
    WHEN (OLD.results IS DISTINCT FROM NEW.results OR OLD.model_version_id <> NEW.model_version_id)
    EXECUTE FUNCTION reports_signed_is_kept('job_id');
CREATE TRIGGER jobs_job_signed_is_kept BEFORE UPDATE ON jobs_job FOR EACH ROW
    WHEN (OLD.spec IS DISTINCT FROM NEW.spec OR OLD.name <> NEW.name)
    EXECUTE FUNCTION reports_signed_is_kept('item_id');
"""
NOT_SIGNED = """
DROP TRIGGER jobs_job_signed_is_kept ON jobs_job;
DROP TRIGGER jobs_result_signed_is_kept ON jobs_result;
DROP FUNCTION reports_signed_is_kept();
"""


def unchanging(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION agreements_unchanging()",
        f"DROP TRIGGER {table}_is_kept ON {table}",
    )


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("jobs", "0006_new_models_have_no_base"),
        ("organizations", "0002_ways_in"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, unique=True)),
                (
                    "part",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "The report as a whole"),
                            ("contenders", "Contenders"),
                            ("classes", "Class by class"),
                            ("slices", "Where it is weaker"),
                            ("confused", "What is taken for what"),
                            ("worst", "Worst mistakes"),
                            ("cost", "What it cost"),
                            ("under", "Clauses that applied"),
                            ("recipe", "Recipe"),
                        ],
                        max_length=20,
                        verbose_name="part",
                    ),
                ),
                ("text", models.TextField(verbose_name="comment")),
                ("written_at", models.DateTimeField(auto_now_add=True)),
                (
                    "answers",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="reports.comment",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="report_comments", to="jobs.job"
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.organization"
                    ),
                ),
            ],
            options={
                "verbose_name": "comment on a report",
                "verbose_name_plural": "comments on reports",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="report_comment_says_something"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, unique=True)),
                (
                    "verdict",
                    models.CharField(
                        choices=[("signed_off", "signed off"), ("changes_requested", "changes requested")],
                        max_length=20,
                        verbose_name="verdict",
                    ),
                ),
                ("words", models.TextField(blank=True, verbose_name="words")),
                (
                    "sha256",
                    models.CharField(help_text="Of the report that was read.", max_length=64, verbose_name="SHA-256"),
                ),
                ("reviewed_at", models.DateTimeField(auto_now_add=True)),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="report_reviews", to="jobs.job"
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.organization"
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "review of a report",
                "verbose_name_plural": "reviews of reports",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("verdict", "signed_off")),
                        fields=("job", "organization"),
                        name="organization_signs_a_report_off_once",
                        violation_error_message="Your organization has signed this report off already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verdict", "signed_off"), models.Q(("words", ""), _negated=True), _connector="OR"
                        ),
                        name="report_review_says_what_has_to_change",
                    ),
                ],
            },
        ),
        unchanging("reports_comment"),
        unchanging("reports_review"),
        migrations.RunSQL(SIGNED, NOT_SIGNED),
    ]
