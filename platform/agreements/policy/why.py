"""Why an operation on an asset was refused: the nearest thing to a yes, said first, with the clause it stands in."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from agreements.matcher import DISEASE_RESEARCH, THESE_INSTITUTIONS, THESE_REGIONS
from agreements.models import PENDING, PurposeMatch, State, TermsVersion
from agreements.operations import Operation
from agreements.policy.anonymity import of_k
from agreements.policy.answers import Reason
from agreements.policy.tables import ON_ASSETS, OPERATIONS, USES_OF_DERIVED, speaking
from agreements.querysets import Standing
from agreements.rendering import number_of

if TYPE_CHECKING:
    from agreements.policy.deciding import Question
    from agreements.policy.rows import AskedAsset, StandingGrant

# The clause that each refusal stands in, by its key in the outline of the terms.
CLAUSES: Mapping[str, str] = {
    Standing.SUSPENDED: "suspension",
    Standing.ENDED: "period",
    Standing.OUTLASTS: "derived_at_end",
    Standing.OVERDUE: "compliance_stops",
    Standing.CONDITION_OVERDUE: "conditions",
    Standing.NOT_STARTED: "period",
    Standing.EMBARGOED: "embargo",
    Standing.NOT_NAMED: "people",
    Standing.NO_PROJECT: "purpose",
    Standing.NOT_A_PARTY: "purpose",
    Standing.NOT_IN_TEAM: "purpose",
    Standing.OTHER_PURPOSE: "purpose",
    Standing.UNCONFIRMED: "purpose",
    Standing.NO_ETHICS_APPROVAL: "purpose",
}
# Where terms of an earlier renderer said it.
BEFORE = {"compliance_stops": "compliance"}
# Conditions on the purpose that have a clause of their own.
OWN_CLAUSE = {DISEASE_RESEARCH: "diseases", THESE_REGIONS: "regions", THESE_INSTITUTIONS: "institutions"}


def reasons_for_no(question: "Question", asset: "AskedAsset", operation: Operation) -> tuple[Reason, ...]:
    """What keeps the organization from it, most hopeful first; when nothing comes near, who could grant it."""
    is_source = asset.pk != question.asset.pk
    refs: dict[str, Any] = {"operation": str(operation), "asset": str(asset.uid)}
    if is_source:
        refs |= {"derived": str(question.asset.uid)}
    rule = OPERATIONS[operation]
    if asset.owner_id == question.organization.pk:
        return (Reason("role", {**refs, "organization": asset.owner.slug, "roles": sorted(rule.owner_roles)}),)
    organization = question.organization
    answering = speaking(operation, question.asset.kind) if is_source else ON_ASSETS
    grants = question.speaking(asset.granted, answering)
    given = grants or asset.openness in rule.openness
    if given and not is_source and not question.actor.roles & rule.recipient_roles:
        return (Reason("role", {**refs, "organization": organization.slug, "roles": sorted(rule.recipient_roles)}),)
    found = _of_grants(question, asset, grants, refs) or _of_terms(question, asset, refs)
    nothing = Reason("no_agreement", {**refs, "organization": organization.slug, "owner": asset.owner.slug})
    return tuple(found) or (nothing,)


def _of_grants(
    question: "Question", asset: "AskedAsset", grants: "list[StandingGrant]", refs: dict[str, Any]
) -> list[Reason]:
    """Grants of the operation that can't be used, and why each can't."""
    number = asset.last_used if asset.pk != question.asset.pk else question.number
    reasons = []
    made_of = sorted(set(asset.used or []) & set(asset.withdrawn)) if question.asset.kind == "model" else []
    for grant in grants:
        of_grant = {**refs, "agreement": str(grant.agreement.uid), "version": grant.version}
        if grant.standing != Standing.USABLE:
            if question.project:
                of_grant["undertaking"] = str(question.project.uid)
            told = Standing.ENDED if grant.standing == Standing.OUTLASTS else grant.standing
            reasons.append(Reason(told, of_grant | _clause(question, grant) | _particulars(grant)))
        elif made_of and not grant.outlasts_agreement:
            of_grant |= _numbered(grant.clauses.get("derived_at_end"))
            reasons.append(Reason("made_of_withdrawn", {**of_grant, "number": made_of[-1]}))
        elif number is not None and grant.last_version is not None and number > grant.last_version:
            of_grant |= _numbered(grant.clauses.get("shared"))
            reasons.append(Reason("later_version", {**of_grant, "number": number, "last_version": grant.last_version}))
        elif not of_k(question, grant, asset):
            reasons.append(_of_less_k(grant, {**of_grant, "owner": asset.owner.slug}))
    return reasons


def _of_less_k(grant: "StandingGrant", refs: dict[str, Any]) -> Reason:
    """That a version is not de-identified, or not so far as the terms ask."""
    if grant.least_k == 1:
        return Reason("not_deidentified", refs | _numbered(grant.clauses.get("deidentified")))
    return Reason("too_few_alike", {**refs, "k": grant.least_k} | _numbered(grant.clauses.get("k_anonymity")))


def _clause(question: "Question", grant: "StandingGrant") -> dict[str, int]:
    key = CLAUSES[grant.standing]
    if grant.standing == Standing.OTHER_PURPOSE and question.project:
        match = PurposeMatch.objects.filter(
            purpose__undertaking=question.project, terms_version=grant.terms_version_id, recipient=grant.organization_id
        ).first()
        unmet = [one["code"] for one in match.rationale if not one["fits"]] if match else []
        key = next((OWN_CLAUSE[code] for code in unmet if code in OWN_CLAUSE), key)
    if grant.standing == Standing.ENDED and grant.speaks_of == "derived":
        key = "derived_at_end"
    return _numbered(grant.clauses.get(key, grant.clauses.get(BEFORE.get(key, ""))))


def _numbered(clause: int | None) -> dict[str, int]:
    return {} if clause is None else {"clause": clause}


def _particulars(grant: "StandingGrant") -> dict[str, str]:
    """The moment that a refusal by time speaks of, and who suspended."""
    agreement = grant.agreement
    match grant.standing:
        case Standing.NOT_STARTED:
            return {"at": grant.starts_at.isoformat()}
        case Standing.ENDED | Standing.OUTLASTS:
            return {"at": (grant.held_until or agreement.state_changed_at).isoformat()}
        case Standing.SUSPENDED:
            return {"at": agreement.state_changed_at.isoformat()}
        case Standing.OVERDUE if agreement.compliance_stops_at:
            return {"at": agreement.compliance_stops_at.isoformat()}
        case Standing.CONDITION_OVERDUE if agreement.conditions_stop_at:
            return {"at": agreement.conditions_stop_at.isoformat()}
        case Standing.EMBARGOED if grant.publish_from:
            return {"at": grant.publish_from.isoformat()}
        case Standing.NOT_A_PARTY:
            return {"organization": grant.organization.slug}
        case Standing.NOT_NAMED | Standing.UNCONFIRMED | Standing.NO_ETHICS_APPROVAL:
            return {"provider": grant.provider.slug}
        case _:
            return {}


def _of_terms(question: "Question", asset: "AskedAsset", refs: dict[str, Any]) -> list[Reason]:
    """Agreements that speak of the asset, but are not in force yet or allow something else."""
    ours = question.organization.slug
    named = {"kind": asset.kind, "slug": asset.slug}
    use = USES_OF_DERIVED.get(refs["operation"]) if "derived" in refs and question.asset.kind == "model" else None
    spoken = (
        TermsVersion.objects.filter(
            current_of__isnull=False,
            agreement__parties__organization=question.organization,
            agreement__state__in=[*PENDING, State.ACTIVE],
            terms__contains={"shares": [{"asset": named}]},
        )
        .select_related("agreement")
        .order_by("agreement_id")
    )
    if question.of_agreement:
        spoken = spoken.filter(agreement=question.of_agreement)
    reasons = []
    for version in spoken:
        terms = version.terms
        shares = [told for told in terms["shares"] if told["asset"] == named and told["recipient"] == ours]
        of_agreement = {**refs, "agreement": str(version.agreement.uid), "version": version.number}
        if use and terms["schema"] > 1:
            allowed, code, key = [use] * (ours in terms["derived_models"][use]), "not_of_derived", "use_of_derived"
            lacking: dict[str, Any] = {"use": use, "parties": terms["derived_models"][use]}
            asked = use
        elif shares:
            allowed = [operation for told in shares for operation in told["operations"]]
            lacking, code, key, asked = {"operations": allowed}, "not_granted", "allowed", refs["operation"]
        else:
            continue
        clause = _numbered(number_of(terms, key) if terms["schema"] > 1 else None)  # type: ignore[arg-type]
        if asked not in allowed:
            reasons.append(Reason(code, {**of_agreement, **clause, **lacking}))
        elif version.agreement.state != State.ACTIVE:
            reasons.append(Reason("pending", {**of_agreement, **clause, "state": version.agreement.state}))
    return reasons
