"""A world of many partners for the policy's benchmark, written by statements over sets."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import connection, connections
from django.utils import timezone

from accounts.models import Membership, User
from agreements.models import (
    Agreement,
    Asset,
    AssetAncestor,
    AssetVersion,
    Grant,
    Party,
    Purpose,
    TeamMember,
    TermsVersion,
    Undertaking,
    UndertakingParty,
)
from agreements.operations import Operation
from agreements.policy.tables import OPERATIONS
from catalog.models import Dataset, DatasetVersion
from collaborations.models import Project
from jobs.models import Job
from organizations.models import Organization, OrgRole, Role
from registry.models import Model, ModelVersion
from work.models import Item

GIVEN = ("discover", "preview", "train", "evaluate", "derive")
HELD = (Role.RESEARCHER, Role.STEWARD, Role.OWNER, Role.SIGNATORY, Role.COMPUTE_MANAGER, Role.AUDITOR)


@dataclass(frozen=True)
class Size:
    """How much there is. Every agreement shares `shares` datasets; every fifth dataset was made from an older one."""

    organizations: int = 200
    agreements: int = 5_000
    datasets: int = 100_000
    models: int = 2_000
    shares: int = 7


TINY = Size(organizations=8, agreements=20, datasets=300, models=10, shares=3)

ASSETS = """
INSERT INTO agreements_asset
    (uid, kind, owner_id, name, slug, openness, derived)
SELECT gen_random_uuid(), %(kind)s, owners.ids[1 + n %% cardinality(owners.ids)], %(kind)s || ' ' || md5(n::text),
    %(kind)s || '-' || n,
    (ARRAY['closed', 'closed', 'closed', 'closed', 'closed', 'closed', 'described', 'described', 'members', 'open'])
        [1 + n %% 10],
    n %% 5 = 4
FROM generate_series(1, %(many)s) n, (SELECT array_agg(id ORDER BY id) ids FROM organizations_organization) owners
"""
DATASETS = """
INSERT INTO catalog_dataset (asset_id, created_by_id, description)
SELECT id, (SELECT min(id) FROM accounts_user),
    'Readings of ' || (ARRAY[
        'pumps', 'valves', 'bearings', 'motors', 'fans', 'mills', 'lathes', 'presses', 'ovens', 'cranes'
    ])[1 + id / 10 % 10] || ' in plant ' || id % 1000
FROM agreements_asset WHERE kind = 'dataset'
"""
VERSIONS = """
INSERT INTO agreements_assetversion (uid, asset_id, number, digest)
SELECT gen_random_uuid(), id, 1, md5(id::text) || md5(id::text) FROM agreements_asset ORDER BY id
"""
ANCESTORS = """
INSERT INTO agreements_assetancestor (asset_id, ancestor_id, number, made_at)
SELECT DISTINCT ON (made.id, source.id) made.id, source.id, 1, now()
FROM agreements_asset made, generate_series(1, 3) back
JOIN LATERAL (SELECT 1) AS once ON true
JOIN agreements_asset source ON true
WHERE made.derived AND source.id = made.id - 7 * back AND source.kind = made.kind
"""
AGREEMENTS = """
WITH parties AS (SELECT array_agg(id ORDER BY id) ids FROM organizations_organization),
numbered AS (
    SELECT nextval(pg_get_serial_sequence('agreements_agreement', 'id')) agreement,
        nextval(pg_get_serial_sequence('agreements_termsversion', 'id')) version, n,
        ids[1 + n % cardinality(ids)] provider,
        ids[1 + (n + 1 + n / cardinality(ids)) % cardinality(ids)] recipient
    FROM generate_series(1, %(agreements)s) n, parties
),
agreed AS (
    INSERT INTO agreements_agreement
        (id, uid, slug, title, state, current_version_id, state_changed_at, starts_at)
    SELECT agreement, gen_random_uuid(), 'agreement-' || n, 'Agreement ' || n,
        CASE WHEN n % 20 = 0 THEN 'suspended' ELSE 'active' END, version, now(), now() - interval '1 day'
    FROM numbered
),
stated AS (
    INSERT INTO agreements_termsversion
        (id, agreement_id, number, terms, proposed_by_id, proposed_for_id)
    SELECT version, agreement, 1, '{}', (SELECT min(id) FROM accounts_user), provider
    FROM numbered
),
sides AS (
    INSERT INTO agreements_party (agreement_id, organization_id, provides, receives)
    SELECT agreement, provider, true, false FROM numbered WHERE provider <> recipient
    UNION ALL SELECT agreement, recipient, false, true FROM numbered WHERE provider <> recipient
)
INSERT INTO agreements_grant
    (terms_version_id, agreement_id, organization_id, provider_id, shares, operations, starts_at, conditional,
     speaks_of, clauses)
SELECT version, agreement, recipient, provider, '{0}', %(operations)s, now() - interval '1 day', false,
    'asset', '{"allowed": 2, "suspension": 5}'
FROM numbered WHERE provider <> recipient
"""
PERMISSIONS = """
INSERT INTO agreements_assetgrouppermission
    (content_object_id, permission_id, group_id, grant_id, organization_id, kind)
SELECT shared.id, permission.id, role.group_id, given.id, given.organization_id, 'dataset'
FROM agreements_grant given
JOIN LATERAL (
    SELECT id FROM agreements_asset WHERE owner_id = given.provider_id AND kind = 'dataset'
    ORDER BY id OFFSET given.id %% %(offsets)s LIMIT %(shares)s
) shared ON true
JOIN unnest(%(operations)s::text[], %(roles)s::text[]) AS may(operation, role) ON true
JOIN organizations_orgrole role ON role.organization_id = given.organization_id AND role.role = may.role
JOIN auth_permission permission ON permission.codename = may.operation || '_asset'
"""
# An organization that may see five things, the oldest of all: nothing is open, and it is granted those alone.
NOTHING_OPEN = "UPDATE agreements_asset SET openness = 'closed' WHERE openness <> 'closed'"


def build(size: Size) -> None:
    """Write the world; nothing may be there."""
    _give_defaults()
    _people(size.organizations)
    pairs = [(str(one), role) for one in GIVEN for role in sorted(OPERATIONS[Operation(one)].recipient_roles)]
    told: dict[str, Any] = {
        "operations": [operation for operation, _role in pairs],
        "roles": [role for _operation, role in pairs],
        "shares": size.shares,
        "offsets": max(1, size.datasets // size.organizations - size.shares),
    }
    with connection.cursor() as cursor:
        cursor.execute(ASSETS, {"kind": "dataset", "many": size.datasets})
        cursor.execute(ASSETS, {"kind": "model", "many": size.models})
        cursor.execute(DATASETS)
        cursor.execute(VERSIONS)
        cursor.execute(ANCESTORS)
        cursor.execute(AGREEMENTS.replace(" % ", " %% "), {"agreements": size.agreements, "operations": list(GIVEN)})
        cursor.execute(PERMISSIONS, told)
    settle()


def few() -> Organization:
    """A newcomer that is granted the five oldest datasets, where nothing else is open."""
    newcomer = _organizations(["Newcomer"])[0]
    with connection.cursor() as cursor:
        cursor.execute(NOTHING_OPEN)
        cursor.execute(
            "WITH given AS (INSERT INTO agreements_grant (terms_version_id, agreement_id, organization_id, provider_id,"
            " shares, operations, starts_at, conditional, speaks_of)"
            " SELECT terms_version_id, agreement_id, %s, provider_id, shares, operations, starts_at, false, speaks_of"
            " FROM agreements_grant WHERE provider_id <> %s AND agreement_id = (SELECT min(id)"
            " FROM agreements_agreement WHERE state = 'active') LIMIT 1 RETURNING id)"
            " INSERT INTO agreements_assetgrouppermission"
            " (content_object_id, permission_id, group_id, grant_id, organization_id, kind)"
            " SELECT oldest.id, %s, role.group_id, given.id, %s, 'dataset' FROM given,"
            " (SELECT id FROM agreements_asset WHERE kind = 'dataset' ORDER BY id LIMIT 5) oldest,"
            " organizations_orgrole role WHERE role.organization_id = %s",
            [newcomer.pk, newcomer.pk, _permission("discover"), newcomer.pk, newcomer.pk],
        )
    settle()
    return newcomer


def work_on(agreement: Agreement, shared: Asset, *, jobs: int, models: int) -> None:
    """Jobs that wait on a shared dataset, and models that were made from it, all let in by one agreement."""
    recipient = Party.objects.get(agreement=agreement, receives=True).organization
    by = User.objects.get(email=f"someone@{recipient.slug}.example")
    made = Asset.objects.filter(kind="model").exclude(ancestors__ancestor=shared)[:models]
    AssetAncestor.objects.bulk_create(
        AssetAncestor(asset=model, ancestor=shared, number=1, made_at=agreement.created_at) for model in made
    )
    undertaking = Undertaking.objects.create(slug="work", name="Work", purpose=Purpose.objects.create(codes=[]))
    UndertakingParty.objects.create(undertaking=undertaking, organization=recipient)
    TeamMember.objects.create(undertaking=undertaking, user=by, organization=recipient)
    project = Project.objects.create(undertaking=undertaking, created_by=by)
    base = Model.objects.create(asset=Asset.objects.filter(kind="model", openness="open")[0], created_by=by)
    base_version = ModelVersion.objects.create(version=base.asset.versions.get(), parameters=1)
    rows = DatasetVersion.objects.create(
        version=shared.versions.get(), rows=1, columns=[], text_column="text", label_column="label", classes={}
    )
    items = Item.objects.bulk_create(
        Item(kind="fine-tuning", organization=recipient, submitted_by=by, agreements=[agreement.pk])
        for _number in range(jobs)
    )
    Job.objects.bulk_create(
        Job(
            item=item,
            project=project,
            model_version=base_version,
            dataset_version=rows,
            spec={"data": {}},
            submitted_by=by,
        )
        for item in items
    )


def settle() -> None:
    """What PostgreSQL does by itself in time; otherwise it is for the owner of the tables."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _give_defaults() -> None:
    """Let PostgreSQL fill in what the statements do not name, as the models would; they name what matters here."""
    with connections["owner"].cursor() as cursor, connections["owner"].schema_editor() as editor:
        for model in (Asset, AssetVersion, Dataset, Agreement, TermsVersion, Party, Grant):
            for field in model._meta.concrete_fields:
                default = editor.effective_default(field)
                if default is None and not field.null:
                    default = field.get_default()  # the empty text
                if default is not None and not field.primary_key and not field.generated:
                    cursor.execute(
                        f'ALTER TABLE "{model._meta.db_table}" ALTER COLUMN "{field.column}" SET DEFAULT %s', [default]
                    )


def _permission(operation: str) -> int:
    return Permission.objects.get(codename=f"{operation}_asset", content_type__app_label="agreements").pk


def _people(many: int) -> None:
    _organizations([f"Partner {number}" for number in range(many)])


def _organizations(names: list[str]) -> list[Organization]:
    """Verified organizations with their roles; one person each, researcher and steward."""
    made = Organization.objects.bulk_create(
        Organization(name=name, slug=name.lower().replace(" ", "-"), kind="academic", verified_at=timezone.now())
        for name in names
    )
    groups = Group.objects.bulk_create(Group(name=f"{one.slug}:{role}") for one in made for role in HELD)
    held = [(one, role) for one in made for role in HELD]
    OrgRole.objects.bulk_create(
        OrgRole(group=group, organization=one, role=role) for group, (one, role) in zip(groups, held, strict=True)
    )
    people = User.objects.bulk_create(User(email=f"someone@{one.slug}.example", name="Someone") for one in made)
    Membership.objects.bulk_create(
        Membership(user=people[made.index(one)], group=group)
        for group, (one, role) in zip(groups, held, strict=True)
        if role in (Role.RESEARCHER, Role.STEWARD)
    )
    return made
