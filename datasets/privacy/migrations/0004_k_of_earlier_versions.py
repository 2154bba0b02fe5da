"""Versions that recipes made before get the k that was measured of them."""

from django.db import migrations


def tell(apps, schema_editor):
    owner = schema_editor.connection.alias
    recipes = apps.get_model("privacy", "Deidentification").objects.using(owner).exclude(made=None)
    versions = apps.get_model("agreements", "AssetVersion").objects.using(owner)
    for version, measured in recipes.values_list("made__version", "measured"):
        versions.filter(pk=version).update(k=measured["after"]["k"] if measured["after"] else 1)


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0003_ledger_of_budgets"),
        ("agreements", "0022_deidentified_versions"),
    ]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
