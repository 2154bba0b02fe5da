"""Grants, matches and purposes of terms schema 2. What was signed before goes on as it was."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

# One match for each recipient of the terms, where there was one for all. Which organizations are non-profit nobody has
# said yet: what rests on that is matched again when a provider confirms the purpose.
MATCHES_BY_RECIPIENT = """
INSERT INTO agreements_purposematch
    (purpose_id, terms_version_id, matches, rationale, matcher_version, matched_at, recipient_id, recipient_is_nonprofit)
SELECT DISTINCT ON (told.purpose_id, told.terms_version_id, given.organization_id)
    told.purpose_id, told.terms_version_id,
    told.matches AND NOT told.rationale @> '[{"code": "DUO:0000018"}]' AND NOT told.rationale @> '[{"code": "DUO:0000045"}]',
    told.rationale, told.matcher_version, told.matched_at, given.organization_id, false
FROM agreements_purposematch told
JOIN agreements_grant given ON given.terms_version_id = told.terms_version_id;
DELETE FROM agreements_purposematch WHERE recipient_id IS NULL;
SET CONSTRAINTS ALL IMMEDIATE;
"""
# The latest it can have been.
MADE_AT = """
UPDATE agreements_assetancestor told
SET made_at = (SELECT max(version.created_at) FROM agreements_assetversion version WHERE version.asset_id = told.asset_id);
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0004_talks_and_requests"), ("organizations", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="purposematch", name="purpose_is_matched_once"),
        migrations.AddField(
            model_name="purposematch",
            name="recipient",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organizations.organization",
            ),
        ),
        migrations.AddField(
            model_name="purposematch",
            name="recipient_is_nonprofit",
            field=models.BooleanField(default=False, verbose_name="as a non-profit organization"),
            preserve_default=False,
        ),
        migrations.AddField(model_name="assetancestor", name="made_at", field=models.DateTimeField(null=True)),
        migrations.RunSQL(MATCHES_BY_RECIPIENT, migrations.RunSQL.noop),
        migrations.RunSQL(MADE_AT, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="purposematch",
            name="recipient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.organization"
            ),
        ),
        migrations.AlterField(model_name="assetancestor", name="made_at", field=models.DateTimeField()),
        migrations.AddConstraint(
            model_name="purposematch",
            constraint=models.UniqueConstraint(
                fields=("purpose", "terms_version", "recipient"), name="purpose_is_matched_once_for_a_recipient"
            ),
        ),
        migrations.AddField(
            model_name="purpose",
            name="diseases",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40),
                blank=True,
                default=list,
                help_text="Codes such as MONDO:0005148.",
                size=None,
                verbose_name="diseases",
            ),
        ),
        migrations.AddField(
            model_name="grant",
            name="speaks_of",
            field=models.CharField(
                choices=[("asset", "what is shared"), ("derived", "models made from it"), ("both", "both")],
                default="both",
                max_length=7,
                verbose_name="speaks of",
            ),
        ),
        migrations.AddField(
            model_name="grant",
            name="outlasts_agreement",
            field=models.BooleanField(
                default=False,
                help_text="For what was made while the agreement held.",
                verbose_name="outlasts the agreement",
            ),
        ),
        migrations.AddField(
            model_name="grant",
            name="people",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(),
                blank=True,
                help_text="Empty: all.",
                null=True,
                size=None,
                verbose_name="only these persons",
            ),
        ),
        migrations.AddField(
            model_name="grant",
            name="publish_from",
            field=models.DateTimeField(blank=True, null=True, verbose_name="nothing is published before"),
        ),
        migrations.AddField(
            model_name="grant",
            name="clauses",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="The number of the clause that says each thing.",
                verbose_name="clauses",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(("speaks_of__in", ["asset", "derived", "both"])),
                name="grant_speaks_of_something_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(("outlasts_agreement", False), ("speaks_of", "derived"), _connector="OR"),
                name="only_what_is_made_outlasts",
            ),
        ),
    ]
