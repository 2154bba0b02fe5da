"""Which versions of an ancestor were used, all of them: any that is held holds what was made from it."""

import django.contrib.postgres.fields
from django.db import migrations, models

USED = """
WITH RECURSIVE source(child, id) AS (
    SELECT child_id, parent_id FROM agreements_derivedfrom
    UNION
    SELECT source.child, link.parent_id FROM agreements_derivedfrom link JOIN source ON link.child_id = source.id
),
used AS (
    SELECT made.asset_id, origin.asset_id AS ancestor_id, array_agg(DISTINCT origin.number) AS numbers
    FROM source
    JOIN agreements_assetversion made ON made.id = source.child
    JOIN agreements_assetversion origin ON origin.id = source.id
    GROUP BY made.asset_id, origin.asset_id
)
UPDATE agreements_assetancestor told SET numbers = used.numbers
FROM used WHERE told.asset_id = used.asset_id AND told.ancestor_id = used.ancestor_id
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0017_invitations_run_out")]

    operations = [
        migrations.AddField(
            model_name="assetancestor",
            name="numbers",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveIntegerField(), db_default=[], default=list, size=None
            ),
        ),
        migrations.RunSQL(USED, migrations.RunSQL.noop),
    ]
