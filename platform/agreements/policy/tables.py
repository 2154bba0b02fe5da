"""Who may do what, as two tables: operations on assets, and verbs on everything else.

docs/policy.md shows both to people; a test compares it with them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from agreements.models import Asset, Grant
from agreements.operations import Operation
from organizations.models import Role, Scope

OPEN, DESCRIBED, MEMBERS = Asset.Openness.OPEN, Asset.Openness.DESCRIBED, Asset.Openness.MEMBERS
DATASET, MODEL = Asset.Kind.DATASET, Asset.Kind.MODEL

EVERYBODY = frozenset(Role.values)
WORKERS = frozenset({Role.STEWARD, Role.RESEARCHER})
STEWARDS = frozenset({Role.STEWARD})


@dataclass(frozen=True)
class Rule:
    """What an operation needs.

    Attributes:
        clauses: the parts of terms that grant it.
        openness: how open an asset must be for anybody's verified organization to do it.
        owner_roles: the roles in the owning organization that may.
        recipient_roles: the roles in another organization that may, by a grant or by openness.
        asks_of_sources: by the kind of a derived thing, what must be allowed on each asset it was made from.
        scope: what a token must be made for.
    """

    clauses: tuple[str, ...]
    openness: frozenset[str]
    owner_roles: frozenset[str]
    recipient_roles: frozenset[str]
    asks_of_sources: Mapping[str, Operation]
    scope: Scope


def _same(operation: Operation) -> Mapping[str, Operation]:
    return {DATASET: operation, MODEL: operation}


def _shares(operation: Operation) -> tuple[str, ...]:
    return (f"shares[].operations: {operation}",)


OPERATIONS: Mapping[Operation, Rule] = {
    Operation.DISCOVER: Rule(
        clauses=("shares[].operations: any",),
        openness=frozenset({OPEN, DESCRIBED, MEMBERS}),
        owner_roles=EVERYBODY,
        recipient_roles=EVERYBODY,
        asks_of_sources={},
        scope=Scope.READ,
    ),
    Operation.PREVIEW: Rule(
        clauses=_shares(Operation.PREVIEW),
        openness=frozenset({OPEN, MEMBERS}),
        owner_roles=WORKERS,
        recipient_roles=WORKERS,
        asks_of_sources=_same(Operation.PREVIEW),
        scope=Scope.READ,
    ),
    Operation.DOWNLOAD: Rule(
        clauses=_shares(Operation.DOWNLOAD),
        openness=frozenset({OPEN}),
        owner_roles=WORKERS,
        recipient_roles=WORKERS,
        asks_of_sources={DATASET: Operation.DOWNLOAD, MODEL: Operation.RELEASE_WEIGHTS},
        scope=Scope.DOWNLOAD,
    ),
    Operation.TRAIN: Rule(
        clauses=_shares(Operation.TRAIN),
        openness=frozenset({OPEN, MEMBERS}),
        owner_roles=WORKERS,
        recipient_roles=WORKERS,
        asks_of_sources=_same(Operation.TRAIN),
        scope=Scope.JOBS,
    ),
    Operation.EVALUATE: Rule(
        clauses=_shares(Operation.EVALUATE),
        openness=frozenset({OPEN, MEMBERS}),
        owner_roles=WORKERS,
        recipient_roles=WORKERS,
        asks_of_sources=_same(Operation.EVALUATE),
        scope=Scope.JOBS,
    ),
    Operation.STATISTICS: Rule(  # only with a budget that their noise is bought from, which openness has none of
        clauses=_shares(Operation.STATISTICS),
        openness=frozenset(),
        owner_roles=WORKERS,
        recipient_roles=WORKERS,
        asks_of_sources=_same(Operation.STATISTICS),
        scope=Scope.JOBS,
    ),
    Operation.INFER: Rule(
        clauses=_shares(Operation.INFER),
        openness=frozenset({OPEN, MEMBERS}),
        owner_roles=WORKERS,
        recipient_roles=WORKERS,
        asks_of_sources=_same(Operation.INFER),
        scope=Scope.JOBS,
    ),
    Operation.DERIVE: Rule(
        clauses=_shares(Operation.DERIVE),
        openness=frozenset({OPEN, MEMBERS}),
        owner_roles=WORKERS,
        recipient_roles=WORKERS,
        asks_of_sources=_same(Operation.DERIVE),
        scope=Scope.JOBS,
    ),
    Operation.RELEASE_WEIGHTS: Rule(
        clauses=_shares(Operation.RELEASE_WEIGHTS),
        openness=frozenset({OPEN}),
        owner_roles=STEWARDS,
        recipient_roles=STEWARDS,
        asks_of_sources=_same(Operation.RELEASE_WEIGHTS),
        scope=Scope.DOWNLOAD,
    ),
    Operation.SERVE: Rule(
        clauses=_shares(Operation.SERVE),
        openness=frozenset({OPEN}),
        owner_roles=STEWARDS,
        recipient_roles=STEWARDS,
        asks_of_sources=_same(Operation.SERVE),
        scope=Scope.JOBS,
    ),
    Operation.REDISTRIBUTE: Rule(
        clauses=_shares(Operation.REDISTRIBUTE),
        openness=frozenset({OPEN}),
        owner_roles=STEWARDS,
        recipient_roles=STEWARDS,
        asks_of_sources=_same(Operation.REDISTRIBUTE),
        scope=Scope.DOWNLOAD,
    ),
    Operation.PUBLISH: Rule(
        clauses=_shares(Operation.PUBLISH),
        openness=frozenset(),
        owner_roles=STEWARDS,
        recipient_roles=STEWARDS,
        asks_of_sources=_same(Operation.REDISTRIBUTE),
        scope=Scope.DATA,
    ),
}


# What the clause on derived models decides, for each operation that is asked of what a model was made from.
USES_OF_DERIVED: Mapping[Operation, str] = {
    Operation.INFER: "deploy",
    Operation.SERVE: "serve",
    Operation.RELEASE_WEIGHTS: "pass_on",
    Operation.REDISTRIBUTE: "pass_on",
}
ON_ASSETS = frozenset({Grant.SpeaksOf.ASSET, Grant.SpeaksOf.BOTH})
ON_DERIVED = frozenset({Grant.SpeaksOf.DERIVED, Grant.SpeaksOf.BOTH})


def speaking(asked: Operation, of_sources_of: str | None = None) -> frozenset[str]:
    """Which grants answer when an operation is asked of an asset itself, or of a source of a `dataset` or `model`."""
    if of_sources_of != MODEL:
        return ON_ASSETS
    if asked in USES_OF_DERIVED:
        return ON_DERIVED
    return ON_ASSETS | ON_DERIVED if asked == Operation.DERIVE else ON_ASSETS


# What a licence that forbids derivatives keeps from others: making something (that training does is the stricter
# reading), and handing on what was made.
MAKING = frozenset({Operation.TRAIN, Operation.DERIVE})
HANDING_ON = frozenset({Operation.DOWNLOAD, Operation.RELEASE_WEIGHTS, Operation.REDISTRIBUTE})


def bars(operation: Operation, *, commercial: bool, of_source: bool) -> frozenset[str]:
    """What a licence must not forbid for an operation, asked of an asset itself or of a source of something derived."""
    barring = set()
    if operation in MAKING or (of_source and operation in HANDING_ON):
        barring.add(Asset.Forbidden.DERIVATIVES)
    if commercial and operation not in LOOKING:
        barring.add(Asset.Forbidden.COMMERCIAL)
    return frozenset(str(one) for one in barring)


# What an organization may do before it is verified, with what is open to all: look at it.
LOOKING = frozenset({Operation.DISCOVER, Operation.PREVIEW})


class Side(StrEnum):
    """Where somebody stands to the thing."""

    ITSELF = "itself"  # acts for this very organization
    OWNER = "owner"  # acts for the asset's owner
    PARTY = "party"  # acts for a party of the agreement or the undertaking
    OPERATOR = "operator"  # acts for the organization that runs the platform, which is no party


@dataclass(frozen=True)
class VerbRule:
    """The roles that may, by the side they must be on; `scope` None: no token may."""

    sides: Mapping[Side, frozenset[str]]
    scope: Scope | None
    unverified: bool = False
    in_team: bool = False


NEGOTIATORS = frozenset({Role.STEWARD, Role.SIGNATORY})
SIGNATORIES = frozenset({Role.SIGNATORY})
REVIEWERS = frozenset({Role.REVIEWER})
SPEAKERS = NEGOTIATORS | WORKERS | {Role.OWNER, Role.COMPUTE_MANAGER}

VERBS: Mapping[tuple[str, str], VerbRule] = {
    ("organization", "edit"): VerbRule({Side.ITSELF: frozenset({Role.OWNER})}, None, unverified=True),
    ("organization", "manage_members"): VerbRule({Side.ITSELF: frozenset({Role.OWNER})}, None, unverified=True),
    ("organization", "invite"): VerbRule({Side.ITSELF: frozenset({Role.OWNER})}, None),
    ("organization", "answer_join"): VerbRule({Side.ITSELF: frozenset({Role.OWNER})}, None),
    ("organization", "set_sign_on"): VerbRule(
        {Side.ITSELF: frozenset({Role.OWNER}), Side.OPERATOR: frozenset({Role.STAFF})}, None
    ),
    ("organization", "leave"): VerbRule({Side.ITSELF: EVERYBODY}, None, unverified=True),
    ("organization", "manage_tokens"): VerbRule({Side.ITSELF: EVERYBODY}, None, unverified=True),
    ("organization", "read_notices"): VerbRule({Side.ITSELF: EVERYBODY}, Scope.AGREEMENTS, unverified=True),
    ("organization", "register_key"): VerbRule({Side.ITSELF: frozenset({Role.OWNER})}, None),
    ("organization", "retire_key"): VerbRule({Side.ITSELF: frozenset({Role.OWNER})}, None),
    ("organization", "verify"): VerbRule({Side.OPERATOR: frozenset({Role.STAFF})}, None),
    ("organization", "correct"): VerbRule({Side.OPERATOR: frozenset({Role.STAFF})}, None),
    ("organization", "see_audit"): VerbRule(
        {Side.ITSELF: frozenset({Role.OWNER, Role.AUDITOR, Role.SIGNATORY, Role.STEWARD, Role.REVIEWER, Role.STAFF})},
        Scope.READ,
    ),
    ("organization", "see_use"): VerbRule(
        {
            Side.ITSELF: frozenset({Role.OWNER, Role.COMPUTE_MANAGER, Role.AUDITOR}),
            Side.OPERATOR: frozenset({Role.STAFF}),
        },
        Scope.READ,
    ),
    ("organization", "set_budget"): VerbRule({Side.OPERATOR: frozenset({Role.STAFF})}, None),
    ("organization", "set_limits"): VerbRule(
        {Side.ITSELF: frozenset({Role.COMPUTE_MANAGER}), Side.OPERATOR: frozenset({Role.STAFF})}, None
    ),
    ("organization", "add_asset"): VerbRule({Side.ITSELF: WORKERS}, Scope.DATA),
    ("organization", "draft_agreement"): VerbRule({Side.ITSELF: NEGOTIATORS}, Scope.AGREEMENTS, unverified=True),
    ("organization", "start_project"): VerbRule({Side.ITSELF: WORKERS}, Scope.AGREEMENTS),
    ("asset", "edit"): VerbRule({Side.OWNER: STEWARDS}, Scope.DATA),
    ("asset", "add_version"): VerbRule({Side.OWNER: STEWARDS}, Scope.DATA),
    ("asset", "decide_findings"): VerbRule({Side.OWNER: STEWARDS}, None),
    ("asset", "deidentify"): VerbRule({Side.OWNER: STEWARDS}, None),
    ("asset", "approve_recipe"): VerbRule({Side.OWNER: STEWARDS}, None),
    ("asset", "withdraw_rows"): VerbRule({Side.OWNER: STEWARDS}, None),
    ("asset", "limit_budget"): VerbRule({Side.OWNER: STEWARDS}, None),
    ("asset", "answer_access"): VerbRule({Side.OWNER: STEWARDS}, Scope.AGREEMENTS),
    ("asset", "freeze"): VerbRule({Side.OWNER: STEWARDS | {Role.OWNER}}, None),
    ("asset", "promote"): VerbRule({Side.OWNER: STEWARDS}, Scope.DATA),
    ("asset", "see_feedback"): VerbRule({Side.OWNER: WORKERS | {Role.AUDITOR}}, Scope.READ),
    ("asset", "review_corrections"): VerbRule({Side.OWNER: STEWARDS}, None),
    ("asset", "see_audit"): VerbRule({Side.OWNER: STEWARDS | {Role.AUDITOR, Role.OWNER}}, Scope.READ),
    ("agreement", "edit"): VerbRule({Side.PARTY: NEGOTIATORS}, Scope.AGREEMENTS, unverified=True),
    ("agreement", "propose"): VerbRule({Side.PARTY: NEGOTIATORS}, Scope.AGREEMENTS),
    ("agreement", "agree"): VerbRule({Side.PARTY: NEGOTIATORS}, Scope.AGREEMENTS),
    ("agreement", "request_changes"): VerbRule({Side.PARTY: NEGOTIATORS}, Scope.AGREEMENTS),
    ("agreement", "reject"): VerbRule({Side.PARTY: NEGOTIATORS}, Scope.AGREEMENTS),
    ("agreement", "withdraw"): VerbRule({Side.PARTY: NEGOTIATORS}, Scope.AGREEMENTS),
    ("agreement", "draft_again"): VerbRule({Side.PARTY: NEGOTIATORS}, Scope.AGREEMENTS),
    ("agreement", "comment"): VerbRule({Side.PARTY: SPEAKERS, Side.OPERATOR: REVIEWERS}, Scope.AGREEMENTS),
    ("agreement", "see_comments_of_staff"): VerbRule({Side.OPERATOR: REVIEWERS}, None),
    ("agreement", "amend"): VerbRule({Side.PARTY: NEGOTIATORS}, Scope.AGREEMENTS),
    ("agreement", "export"): VerbRule({Side.PARTY: EVERYBODY, Side.OPERATOR: REVIEWERS}, Scope.READ),
    ("agreement", "review"): VerbRule({Side.OPERATOR: REVIEWERS}, None),
    ("agreement", "sign"): VerbRule({Side.PARTY: SIGNATORIES}, None),
    ("agreement", "suspend"): VerbRule({Side.PARTY: NEGOTIATORS, Side.OPERATOR: REVIEWERS}, None),
    ("agreement", "resume"): VerbRule({Side.PARTY: NEGOTIATORS, Side.OPERATOR: REVIEWERS}, None),
    ("agreement", "terminate"): VerbRule({Side.PARTY: SIGNATORIES}, None),
    ("agreement", "fulfil_duty"): VerbRule({Side.PARTY: NEGOTIATORS}, None),
    ("agreement", "review_compliance"): VerbRule({Side.PARTY: NEGOTIATORS}, None),
    ("agreement", "answer_compliance"): VerbRule({Side.PARTY: NEGOTIATORS}, None),
    ("agreement", "judge_compliance"): VerbRule({Side.PARTY: NEGOTIATORS}, None),
    ("agreement", "meet_condition"): VerbRule({Side.PARTY: NEGOTIATORS}, None),
    ("agreement", "confirm_condition"): VerbRule({Side.OPERATOR: REVIEWERS}, None),
    ("undertaking", "edit"): VerbRule({Side.PARTY: WORKERS}, Scope.AGREEMENTS),
    ("undertaking", "confirm_purpose"): VerbRule({Side.PARTY: NEGOTIATORS}, None),
    ("undertaking", "request_access"): VerbRule({Side.PARTY: WORKERS}, Scope.AGREEMENTS),
    ("undertaking", "invite_party"): VerbRule({Side.PARTY: WORKERS}, Scope.AGREEMENTS),
    ("undertaking", "file_ethics_approval"): VerbRule({Side.PARTY: WORKERS}, None),
    ("undertaking", "accept_ethics_approval"): VerbRule({Side.PARTY: NEGOTIATORS}, None),
    ("undertaking", "set_requirements"): VerbRule({Side.PARTY: NEGOTIATORS}, None),
    ("undertaking", "plan"): VerbRule({Side.PARTY: SPEAKERS}, Scope.AGREEMENTS, in_team=True),
    ("undertaking", "attend"): VerbRule({Side.PARTY: SPEAKERS}, Scope.AGREEMENTS),
    ("undertaking", "agree_objective"): VerbRule({Side.PARTY: NEGOTIATORS}, None),
    ("undertakingparty", "end_part"): VerbRule({Side.PARTY: NEGOTIATORS}, None),
    ("partyinvitation", "withdraw_invitation"): VerbRule({Side.PARTY: WORKERS}, Scope.AGREEMENTS),
    ("partyinvitation", "answer_invitation"): VerbRule({Side.ITSELF: NEGOTIATORS}, None),
    ("accessrequest", "withdraw_request"): VerbRule({Side.PARTY: WORKERS}, Scope.AGREEMENTS),
    ("undertaking", "write_paper"): VerbRule({Side.PARTY: WORKERS}, Scope.AGREEMENTS),
    ("undertaking", "answer_manuscript"): VerbRule({Side.PARTY: NEGOTIATORS}, None),
    ("undertaking", "publish_paper"): VerbRule({Side.PARTY: WORKERS}, None),
    ("undertaking", "disclose_invention"): VerbRule({Side.PARTY: WORKERS}, None),
    ("undertaking", "decide_invention"): VerbRule({Side.PARTY: NEGOTIATORS}, None),
    ("undertaking", "write_standard"): VerbRule({Side.PARTY: WORKERS}, Scope.AGREEMENTS),
    ("undertaking", "agree_standard"): VerbRule({Side.PARTY: NEGOTIATORS}, None),
    ("undertaking", "check_standard"): VerbRule({Side.PARTY: WORKERS}, Scope.JOBS),
    ("undertaking", "submit"): VerbRule({Side.PARTY: WORKERS}, Scope.JOBS, in_team=True),
    ("undertaking", "prioritise"): VerbRule({Side.PARTY: frozenset({Role.COMPUTE_MANAGER})}, Scope.JOBS),
    ("job", "cancel"): VerbRule({Side.PARTY: WORKERS | {Role.COMPUTE_MANAGER}}, Scope.JOBS),
    ("job", "pause"): VerbRule({Side.PARTY: WORKERS | {Role.COMPUTE_MANAGER}}, Scope.JOBS),
    ("job", "unpause"): VerbRule({Side.PARTY: WORKERS | {Role.COMPUTE_MANAGER}}, Scope.JOBS),
    ("job", "retry"): VerbRule({Side.PARTY: WORKERS | {Role.COMPUTE_MANAGER}}, Scope.JOBS),
    ("job", "prioritise"): VerbRule({Side.PARTY: frozenset({Role.COMPUTE_MANAGER})}, Scope.JOBS),
    ("job", "comment_report"): VerbRule({Side.PARTY: SPEAKERS}, Scope.JOBS),
    ("job", "review_report"): VerbRule({Side.PARTY: WORKERS}, None),
    ("modelversion", "approve_model"): VerbRule({Side.PARTY: NEGOTIATORS}, None),
    ("modelversion", "assess"): VerbRule({Side.PARTY: WORKERS}, Scope.DATA),
    ("modelversion", "sign_assessment"): VerbRule({Side.PARTY: WORKERS}, None),
    ("modelversion", "settle_risk"): VerbRule({Side.PARTY: WORKERS}, Scope.DATA),
}
