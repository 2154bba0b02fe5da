"""What software knows of the licences of models stands on their assets, where the policy reads it."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from agreements.terms.compatibility import expression_of, forbidden_by


def put_on_assets(apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    """The licence that people wrote, as an SPDX expression, and what it forbids."""
    owner = schema.connection.alias  # the application's role may not do what follows
    assets = apps.get_model("agreements", "Asset").objects.using(owner)
    for pk, words in (
        apps.get_model("registry", "Model").objects.using(owner).exclude(licence="").values_list("pk", "licence")
    ):
        licence = expression_of(words)
        assets.filter(pk=pk).update(licence=licence, licence_forbids=sorted(forbidden_by(licence)))


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial"), ("agreements", "0010_licences_conditions_and_ethics")]

    operations = [migrations.RunPython(put_on_assets, migrations.RunPython.noop)]
