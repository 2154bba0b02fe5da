"""Why an operation on an asset was refused: the nearest thing to a yes, said first."""

from typing import TYPE_CHECKING

from agreements.models import PENDING, State, TermsVersion
from agreements.operations import Operation
from agreements.policy.answers import Reason
from agreements.policy.tables import OPERATIONS
from agreements.querysets import Standing

if TYPE_CHECKING:
    from agreements.policy.deciding import Question
    from agreements.policy.rows import AskedAsset, StandingGrant


def reasons_for_no(question: "Question", asset: "AskedAsset", operation: Operation) -> tuple[Reason, ...]:
    """What keeps the organization from it, most hopeful first; when nothing comes near, who could grant it."""
    is_source = asset.pk != question.asset.pk
    refs = {"operation": str(operation), "asset": str(asset.uid)}
    if is_source:
        refs |= {"derived": str(question.asset.uid)}
    rule = OPERATIONS[operation]
    if asset.owner_id == question.organization.pk:
        return (Reason("role", {**refs, "organization": asset.owner.slug, "roles": sorted(rule.owner_roles)}),)
    organization = question.organization
    given = asset.granted or asset.openness in rule.openness
    if given and not is_source and not question.actor.roles & rule.recipient_roles:
        return (Reason("role", {**refs, "organization": organization.slug, "roles": sorted(rule.recipient_roles)}),)
    found = _of_grants(question, asset, refs) or _of_terms(question, asset, refs)
    nothing = Reason("no_agreement", {**refs, "organization": organization.slug, "owner": asset.owner.slug})
    return tuple(found) or (nothing,)


def _of_grants(question: "Question", asset: "AskedAsset", refs: dict[str, str]) -> list[Reason]:
    """Grants of the operation that can't be used, and why each can't."""
    number = asset.last_used if asset.pk != question.asset.pk else question.number
    reasons = []
    for grant in (question.grants[pk] for pk in asset.granted if pk in question.grants):
        of_grant = {**refs, "agreement": str(grant.agreement.uid)}
        if grant.standing != Standing.USABLE:
            if question.project:
                of_grant["undertaking"] = str(question.project.uid)
            reasons.append(Reason(grant.standing, of_grant | _particulars(grant)))
        elif number is not None and grant.last_version is not None and number > grant.last_version:
            reasons.append(Reason("later_version", {**of_grant, "number": number, "last_version": grant.last_version}))
    return reasons


def _particulars(grant: "StandingGrant") -> dict[str, str]:
    """The moment that a refusal by time speaks of, and who suspended."""
    match grant.standing:
        case Standing.NOT_STARTED:
            return {"at": grant.starts_at.isoformat()}
        case Standing.ENDED:
            by_time = grant.agreement.state == State.ACTIVE and grant.ends_at
            return {"at": (by_time or grant.agreement.state_changed_at).isoformat()}
        case Standing.SUSPENDED:
            return {"at": grant.agreement.state_changed_at.isoformat()}
        case Standing.NOT_A_PARTY:
            return {"organization": grant.organization.slug}
        case Standing.UNCONFIRMED:
            return {"provider": grant.provider.slug}
        case _:
            return {}


def _of_terms(question: "Question", asset: "AskedAsset", refs: dict[str, str]) -> list[Reason]:
    """Agreements that speak of the asset, but are not in force yet or allow something else."""
    share = {"recipient": question.organization.slug, "asset": {"kind": asset.kind, "slug": asset.slug}}
    spoken = (
        TermsVersion.objects.filter(
            current_of__isnull=False,
            agreement__parties__organization=question.organization,
            agreement__state__in=[*PENDING, State.ACTIVE],
            terms__contains={"shares": [share]},
        )
        .select_related("agreement")
        .order_by("agreement_id")
    )
    reasons = []
    for version in spoken:
        allowed = [
            operation
            for told in version.terms["shares"]
            if told["recipient"] == share["recipient"] and told["asset"] == share["asset"]
            for operation in told["operations"]
        ]
        of_agreement = {**refs, "agreement": str(version.agreement.uid)}
        if refs["operation"] not in allowed:
            reasons.append(Reason("not_granted", {**of_agreement, "operations": allowed}))
        elif version.agreement.state != State.ACTIVE:
            reasons.append(Reason("pending", {**of_agreement, "state": version.agreement.state}))
    return reasons
