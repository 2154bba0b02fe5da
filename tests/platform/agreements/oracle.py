"""The rule once more, as plainly as it can be said: one question, all rows in memory, recursion over the sources.

It shares nothing with the policy but the tables of operations, so that the two can be held against each other.
"""

from datetime import datetime

from agreements.models import (
    Asset,
    AssetGroupPermission,
    AssetVersion,
    ConfirmedPurpose,
    DerivedFrom,
    Grant,
    PurposeMatch,
    TeamMember,
    Undertaking,
    UndertakingParty,
)
from agreements.policy import OPERATIONS
from organizations.actor import Actor


class Oracle:
    """Reads everything once; answers from memory."""

    def __init__(self) -> None:
        self.assets = {asset.pk: asset for asset in Asset.objects.all()}
        self.versions = {version.pk: version for version in AssetVersion.objects.all()}
        self.edges = list(DerivedFrom.objects.all())
        self.grants = {grant.pk: grant for grant in Grant.objects.select_related("agreement")}
        self.rows = list(AssetGroupPermission.objects.select_related("permission", "group__org_role"))
        self.undertakings = {one.pk: one for one in Undertaking.objects.all()}
        self.parties = set(UndertakingParty.objects.values_list("undertaking_id", "organization_id"))
        self.team = set(TeamMember.objects.values_list("undertaking_id", "organization_id", "user_id"))
        self.matches = {(one.purpose_id, one.terms_version_id) for one in PurposeMatch.objects.all() if one.matches}
        self.confirmed = {
            (one.undertaking_id, one.purpose_id, one.revision, one.organization_id)
            for one in ConfirmedPurpose.objects.all()
        }

    def allows(
        self, actor: Actor, operation: str, asset: Asset, number: int | None, project: Undertaking | None, at: datetime
    ) -> bool:
        if actor.organization is None or not actor.organization.verified_at:
            return False
        rule = OPERATIONS[operation]
        if actor.scopes is not None and rule.scope not in actor.scopes:
            return False
        if not self.asset_allows(actor, operation, asset, number, project, at):
            return False
        return all(
            self.source_allows(actor, operation, asset, source, used, project, at)
            for source, used in self.sources(asset).items()
        )

    def asset_allows(self, actor, operation, asset, number, project, at) -> bool:
        rule = OPERATIONS[operation]
        asset = self.assets[asset.pk]
        if asset.frozen_at and operation != "discover":
            return False
        if asset.owner_id == actor.organization.pk and actor.roles & rule.owner_roles:
            return True
        if asset.openness in rule.openness and actor.roles & rule.recipient_roles:
            return True
        return any(
            row.group.org_role.role in actor.roles and self.holds(row, actor, operation, asset, number, project, at)
            for row in self.rows
        )

    def source_allows(self, actor, operation, asset, source, used, project, at) -> bool:
        asked = OPERATIONS[operation].asks_of_sources.get(asset.kind)
        if asked is None:
            return True
        source = self.assets[source]
        if source.frozen_at:
            return False
        if source.owner_id == actor.organization.pk or source.openness in OPERATIONS[asked].openness:
            return True
        return any(self.holds(row, actor, asked, source, used, project, at) for row in self.rows)

    def holds(self, row, actor, operation, asset, number, project, at) -> bool:
        grant = self.grants[row.grant_id]
        return (
            row.content_object_id == asset.pk
            and row.permission.codename == f"{operation}_asset"
            and row.group.org_role.organization_id == actor.organization.pk
            and grant.organization_id == actor.organization.pk
            and grant.agreement.state == "active"
            and grant.starts_at <= at
            and (grant.ends_at is None or at < grant.ends_at)
            and (number is None or grant.last_version is None or number <= grant.last_version)
            and (not grant.conditional or self.fits(grant, actor, project))
        )

    def fits(self, grant: Grant, actor: Actor, project: Undertaking | None) -> bool:
        if project is None:
            return False
        now = self.undertakings[project.pk]
        return (
            (now.pk, actor.organization.pk) in self.parties
            and (now.pk, actor.organization.pk, actor.user.pk) in self.team
            and (now.purpose_id, grant.terms_version_id) in self.matches
            and (now.pk, now.purpose_id, now.revision, grant.provider_id) in self.confirmed
        )

    def sources(self, asset: Asset) -> dict[int, int]:
        """Every asset that some version of this one goes back to, with the last version of it that was used."""
        found: dict[int, int] = {}
        for version in self.versions.values():
            if version.asset_id == asset.pk:
                self._walk(version.pk, found)
        return found

    def _walk(self, version: int, found: dict[int, int]) -> None:
        for edge in self.edges:
            if edge.child_id == version:
                parent = self.versions[edge.parent_id]
                found[parent.asset_id] = max(found.get(parent.asset_id, 0), parent.number)
                self._walk(parent.pk, found)
