"""Grants whose terms ask for an ethics approval need a document from now on: words of a project were taken for one."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ETHICS_APPROVAL = "DUO:0000021"
UNCHANGING = """
CREATE TRIGGER agreements_ethicsapproval_is_kept BEFORE UPDATE OR DELETE ON agreements_ethicsapproval
    FOR EACH ROW EXECUTE FUNCTION agreements_unchanging();
"""


def ask_for_documents(apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    """The matcher says yes to the code since its version 3, because each decision asks for the document."""
    grants = apps.get_model("agreements", "Grant").objects.using(schema.connection.alias)  # the owner's
    asked = grants.filter(conditional=True, terms_version__terms__purposes__codes__contains=[ETHICS_APPROVAL])
    asked.update(needs_ethics_approval=True)


class Migration(migrations.Migration):
    dependencies = [("agreements", "0011_assets_by_name")]

    operations = [
        migrations.RunPython(ask_for_documents, migrations.RunPython.noop),
        migrations.RunSQL(UNCHANGING, "DROP TRIGGER agreements_ethicsapproval_is_kept ON agreements_ethicsapproval"),
    ]
