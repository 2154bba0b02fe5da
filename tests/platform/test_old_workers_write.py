"""While an upgrade runs, workers and sites of the release before still write: they know nothing of new columns."""

from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddField, CreateModel

HERE = str(Path(__file__).parents[2])
LAST_BEFORE = {  # the migrations of each app that nothing older than has to write beside
    "accounts": "0002_orcid",
    "agreements": "0013_grants_say_sites",
    "audit": "0003_seals",
    "catalog": "0003_uploads",
    "jobs": "0002_predictions_can_be_deleted",
    "organizations": "0002_ways_in",
    "work": "0006_longer_names_of_sites",
}


def added_columns():
    """Tables that were there, and columns that they were given since."""
    new = set()
    for (label, name), migration in sorted(MigrationLoader(None).disk_migrations.items()):
        ours = apps.get_app_config(label).path.startswith(HERE)
        if not ours or name <= LAST_BEFORE.get(label, ""):
            continue
        for step in migration.operations:
            if isinstance(step, CreateModel):
                new.add((label, step.name.lower()))
            if isinstance(step, AddField) and (label, step.model_name) not in new:
                model = apps.get_model(label, step.model_name)
                yield model._meta.db_table, model._meta.get_field(step.name).column


@pytest.mark.django_db
def test_what_knows_nothing_of_a_new_column_can_still_write_its_row():
    columns = set(added_columns())
    assert ("work_item", "awaits_children") in columns

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'"
        )
        asked_for = set(cursor.fetchall())

    assert not columns & asked_for, "Give each of them a db_default, or let it be empty."
