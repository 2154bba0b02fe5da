"""What a column is for was told by the names of two of them; now each column says its role itself."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def tell_roles(apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    """The role of each column of each version; a label is a text."""
    versions = apps.get_model("catalog", "DatasetVersion").objects.using(schema.connection.alias)
    for version in versions.iterator():
        roles = {version.text_column: "text", version.label_column: "label"}
        for column in version.columns:
            column["role"] = roles.get(column["name"], "")
            column["kind"] = "text" if column["kind"] == "label" else column["kind"]
        version.save(update_fields=["columns"])


class Migration(migrations.Migration):
    dependencies = [("catalog", "0004_ingestions")]

    operations = [migrations.RunPython(tell_roles, migrations.RunPython.noop)]
