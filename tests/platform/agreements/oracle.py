"""The rule once more, as plainly as it can be said: one question, all rows in memory, recursion over the sources.

It shares nothing with the policy but the tables of operations, so that the two can be held against each other.
"""

from datetime import datetime

from agreements.models import (
    Asset,
    AssetAncestor,
    AssetGroupPermission,
    AssetVersion,
    ConfirmedPurpose,
    DerivedFrom,
    EthicsAcceptance,
    Grant,
    PurposeMatch,
    TeamMember,
    Undertaking,
    UndertakingParty,
)
from agreements.policy import OPERATIONS
from organizations.actor import Actor
from organizations.models import Organization


class Oracle:
    """Reads everything once; answers from memory."""

    def __init__(self) -> None:
        self.assets = {asset.pk: asset for asset in Asset.objects.all()}
        self.versions = {version.pk: version for version in AssetVersion.objects.all()}
        self.edges = list(DerivedFrom.objects.all())
        self.grants = {grant.pk: grant for grant in Grant.objects.select_related("agreement")}
        self.rows = list(AssetGroupPermission.objects.select_related("permission", "group__org_role"))
        self.nonprofit = dict(Organization.objects.values_list("pk", "nonprofit"))
        self.undertakings = {one.pk: one for one in Undertaking.objects.all()}
        self.parties = set(UndertakingParty.objects.values_list("undertaking_id", "organization_id"))
        self.team = {
            (one.undertaking_id, one.organization_id, one.user_id)
            for one in TeamMember.objects.all()
            if one.role in ("lead", "works")
        }
        self.made = {(one.asset_id, one.ancestor_id): one.made_at for one in AssetAncestor.objects.all()}
        self.matches = {
            (one.purpose_id, one.terms_version_id, one.recipient_id, one.recipient_is_nonprofit)
            for one in PurposeMatch.objects.all()
            if one.matches
        }
        self.commercial = dict(Undertaking.objects.values_list("pk", "purpose__commercial"))
        self.accepted = list(EthicsAcceptance.objects.select_related("approval"))
        self.confirmed = {
            (one.undertaking_id, one.purpose_id, one.revision, one.organization_id)
            for one in ConfirmedPurpose.objects.all()
        }

    def allows(
        self, actor: Actor, operation: str, asset: Asset, number: int | None, project: Undertaking | None, at: datetime
    ) -> bool:
        if actor.organization is None:
            return False
        rule = OPERATIONS[operation]
        if actor.scopes is not None and rule.scope not in actor.scopes:
            return False
        if not actor.organization.verified_at:
            return self.looks(actor, operation, asset, number)
        if not self.asset_allows(actor, operation, asset, number, project, at):
            return False
        return all(
            self.source_allows(actor, operation, self.assets[asset.pk], source, used, project, at)
            for source, used in self.sources(asset).items()
        )

    def looks(self, actor: Actor, operation: str, asset: Asset, number: int | None) -> bool:
        """Who is not verified sees what is open to all, down to its last source."""
        if operation not in ("discover", "preview") or not actor.roles & OPERATIONS[operation].recipient_roles:
            return False
        seen = [self.assets[asset.pk], *(self.assets[pk] for pk in self.sources(asset) if operation == "preview")]
        frozen = operation == "preview" and any(one.frozen_at for one in seen)
        if operation == "preview" and self.withdrawn(asset, number):
            return False
        used = {asset.pk: [number], **self.sources(asset)}
        if operation == "preview" and any(self.held(actor, one, each) for one in seen for each in used[one.pk]):
            return False
        return not frozen and all(one.openness == "open" for one in seen)

    def asset_allows(self, actor, operation, asset, number, project, at) -> bool:
        rule = OPERATIONS[operation]
        asset = self.assets[asset.pk]
        if asset.frozen_at and operation != "discover":
            return False
        if operation != "discover" and (self.held(actor, asset, number) or self.withdrawn(asset, number)):
            return False
        if not self.licensed(actor, asset, operation, project, ["train", "derive"]):
            return False
        if asset.owner_id == actor.organization.pk and actor.roles & rule.owner_roles:
            return True
        if asset.openness in rule.openness and actor.roles & rule.recipient_roles:
            return True
        return any(
            row.group.org_role.role in actor.roles
            and self.grants[row.grant_id].speaks_of in ("asset", "both")
            and self.in_force(row, at)
            and self.holds(row, actor, operation, asset, number, project, at)
            and not self.embargoed(row, operation, at)
            and (operation == "discover" or self.alike(row, asset, [number] if number else None))
            for row in self.rows
        )

    def source_allows(self, actor, operation, asset, source, used, project, at) -> bool:
        asked = OPERATIONS[operation].asks_of_sources.get(asset.kind)
        if asked is None:
            return True
        source = self.assets[source]
        if source.frozen_at or any(self.held(actor, source, each) for each in used):
            return False
        made_of_withdrawn = asset.kind == "model" and any(each in source.withdrawn for each in used)
        making_or_handing_on = ["train", "derive", "download", "release_weights", "redistribute"]
        if not self.licensed(actor, source, asked, project, making_or_handing_on):
            return False
        if source.owner_id == actor.organization.pk or source.openness in OPERATIONS[asked].openness:
            return True
        return any(
            self.speaks_of_source(row, asset, asked)
            and (self.grants[row.grant_id].outlasts_agreement or not made_of_withdrawn)
            and (self.in_force(row, at) or self.outlasts(row, asset, source, at))
            and self.holds(row, actor, asked, source, max(used), project, at)
            and not self.embargoed(row, operation, at)
            and self.alike(row, source, used)
            for row in self.rows
        )

    def held(self, actor: Actor, asset: Asset, number: int | None) -> bool:
        """Whether others wait for the owner to let the version go; of a whole asset, whether for every version."""
        if asset.owner_id == actor.organization.pk:
            return False
        numbers = [one.number for one in self.versions.values() if one.asset_id == asset.pk]
        return all(each in self.assets[asset.pk].held for each in ([number] if number else numbers))

    def withdrawn(self, asset: Asset, number: int | None) -> bool:
        """Whether rows were withdrawn from the version; of a whole asset, from every version."""
        numbers = [one.number for one in self.versions.values() if one.asset_id == asset.pk]
        return all(each in self.assets[asset.pk].withdrawn for each in ([number] if number else numbers))

    def licensed(self, actor, asset, operation, project, of_derivatives) -> bool:
        """A licence doesn't bind the owner; commercial use is what a commercial project makes of it."""
        if asset.owner_id == actor.organization.pk:
            return True
        commercial = project is not None and self.commercial[project.pk] and operation not in ("discover", "preview")
        return not (
            (operation in of_derivatives and "derivatives" in asset.licence_forbids)
            or (commercial and "commercial" in asset.licence_forbids)
        )

    def speaks_of_source(self, row, asset, asked) -> bool:
        speaks_of = self.grants[row.grant_id].speaks_of
        if speaks_of == "both":
            return True
        of_model = asset.kind == "model"
        if of_model and asked in ("infer", "serve", "release_weights", "redistribute"):
            return speaks_of == "derived"
        return speaks_of == "asset" or (of_model and asked == "derive")

    def in_force(self, row, at) -> bool:
        grant = self.grants[row.grant_id]
        overdue = grant.agreement.compliance_stops_at
        unmet = grant.agreement.conditions_stop_at
        return (
            grant.agreement.state == "active"
            and (grant.ends_at is None or at < grant.ends_at)
            and (overdue is None or at < overdue)
            and (unmet is None or at < unmet)
        )

    def outlasts(self, row, asset, source, at) -> bool:
        """The agreement is over, its clause says that what was made goes on, and this was made before the end."""
        grant = self.grants[row.grant_id]
        agreement = grant.agreement
        ends = []
        if grant.ends_at is not None and grant.ends_at <= at:
            ends.append(grant.ends_at)
        if agreement.state in ("expired", "terminated"):
            ends.append(agreement.state_changed_at)
            if grant.ends_at is not None:
                ends.append(grant.ends_at)
        in_question = agreement.state in ("suspended", "superseded")
        if not grant.outlasts_agreement or in_question or not ends:
            return False
        return self.made[asset.pk, source.pk] < min(ends)

    def embargoed(self, row, operation, at) -> bool:
        until = self.grants[row.grant_id].publish_from
        return operation == "publish" and until is not None and at < until

    def alike(self, row, asset, used) -> bool:
        """The terms ask for no k, or each version that is used has it; where none is named, some version has."""
        least = self.grants[row.grant_id].least_k
        if least is None:
            return True
        own = [one for one in self.versions.values() if one.asset_id == asset.pk]
        has = {one.number: one.k is not None and one.k >= least for one in own}
        return any(has.values()) if used is None else all(has[number] for number in used)

    def holds(self, row, actor, operation, asset, number, project, at) -> bool:
        grant = self.grants[row.grant_id]
        return (
            row.content_object_id == asset.pk
            and row.permission.codename == f"{operation}_asset"
            and row.group.org_role.organization_id == actor.organization.pk
            and grant.organization_id == actor.organization.pk
            and grant.starts_at <= at
            and (grant.people is None or actor.user.pk in grant.people)
            and (number is None or grant.last_version is None or number <= grant.last_version)
            and (not grant.conditional or self.fits(grant, actor, project, at))
        )

    def fits(self, grant: Grant, actor: Actor, project: Undertaking | None, at: datetime) -> bool:
        if project is None:
            return False
        now = self.undertakings[project.pk]
        return (
            (now.pk, actor.organization.pk) in self.parties
            and (now.pk, actor.organization.pk, actor.user.pk) in self.team
            and (now.purpose_id, grant.terms_version_id, actor.organization.pk, self.nonprofit[actor.organization.pk])
            in self.matches
            and (now.pk, now.purpose_id, now.revision, grant.provider_id) in self.confirmed
            and (not grant.needs_ethics_approval or self.ethically_approved(grant, now, at))
        )

    def ethically_approved(self, grant: Grant, project: Undertaking, at: datetime) -> bool:
        return any(
            one.approval.undertaking_id == project.pk
            and one.approval.organization_id == grant.organization_id
            and one.organization_id == grant.provider_id
            and at < one.approval.expires_at
            for one in self.accepted
        )

    def sources(self, asset: Asset) -> dict[int, set[int]]:
        """Every asset that some version of this one goes back to, with the versions of it that were used."""
        found: dict[int, set[int]] = {}
        for version in self.versions.values():
            if version.asset_id == asset.pk:
                self._walk(version.pk, found)
        return found

    def _walk(self, version: int, found: dict[int, set[int]]) -> None:
        for edge in self.edges:
            if edge.child_id == version:
                parent = self.versions[edge.parent_id]
                if parent.asset_id != self.versions[version].asset_id:  # else what it was made from is replaced by it
                    found.setdefault(parent.asset_id, set()).add(parent.number)
                self._walk(parent.pk, found)
