"""Grants whose terms name sites carry them from now on: the queue asks where a job may run."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def say_sites(apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    """As `agreements.services.grants` writes it for new ones."""
    grants = apps.get_model("agreements", "Grant").objects.using(schema.connection.alias)  # the owner's
    for grant in grants.select_related("terms_version", "agreement").iterator():
        sites = grant.terms_version.terms.get("protections", {}).get("sites")
        if sites:
            clause = {"agreement": str(grant.agreement.uid), "clause": grant.clauses["sites"]}
            said = {"code": "sites", "params": {"sites": sorted(sites), **clause}}
            grants.filter(pk=grant.pk).update(obligations=[*grant.obligations, said])


class Migration(migrations.Migration):
    dependencies = [("agreements", "0012_ethics_approvals_are_documents")]

    operations = [migrations.RunPython(say_sites, migrations.RunPython.noop)]
