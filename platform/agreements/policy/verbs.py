"""The rule for everything that isn't an asset: on which side somebody stands, and in which role."""

from typing import Any

from agreements.models import (
    AccessRequest,
    Agreement,
    Asset,
    AssetVersion,
    Party,
    PartyInvitation,
    TeamMember,
    Undertaking,
    UndertakingParty,
)
from agreements.policy.answers import YES, Decision, no
from agreements.policy.narrowing import out_of_scope, without_standing
from agreements.policy.tables import VERBS, Side, VerbRule
from agreements.policy.things import thing_behind
from agreements.policy.turns import TURNS
from organizations.actor import Actor
from organizations.models import Organization

# What many may do within a project at once; whatever else is done to it, or to its parties and team, changes it.
WITHIN_PROJECT = frozenset(
    {
        "submit",
        "prioritise",
        "request_access",
        "approve_model",
        "assess",
        "sign_assessment",
        "settle_risk",
        "plan",
        "agree_objective",
        "attend",
    }
)


def decide_verb(actor: Actor, verb: str, thing: Any) -> Decision:
    """Whether the actor may do `verb` to something that is no asset, or to the asset's own page."""
    if thing is None:
        return no("no_organization")
    behind = thing_behind(thing, "verbs_through")
    rule = _rule(verb, thing, behind)
    if rule is None:
        return no("undecidable", verb=verb)
    if refusal := out_of_scope(actor, rule.scope) or without_standing(actor, unverified=rule.unverified):
        return refusal
    assert actor.organization is not None  # who acts for nobody has been refused
    on_my_side = [roles for side, roles in rule.sides.items() if _stands(actor, side, behind)]
    if not on_my_side:
        return no("side", verb=verb, sides=sorted(rule.sides))
    if not any(roles & actor.roles for roles in on_my_side):
        may = frozenset().union(*on_my_side)
        return no("role_for_verb", verb=verb, organization=actor.organization.slug, roles=sorted(may))
    if rule.in_team and not _in_team(actor, behind):
        return no("team", undertaking=str(behind.uid))
    return _out_of_turn(actor, verb, thing, behind) or YES


def waits_in_line(verb: str, thing: Any) -> bool:
    """Whether the answer follows from what was done before, so that two who ask at once have to wait in line."""
    behind = thing_behind(thing, "verbs_through")
    return isinstance(behind, Agreement) and ("agreement", verb) in TURNS


def project_behind(thing: Any) -> Undertaking | None:
    """The project whose parties and team the answer follows from."""
    behind = thing_behind(thing, "verbs_through")
    if isinstance(behind, PartyInvitation):
        return behind.undertaking
    if isinstance(behind, AccessRequest):
        return behind.project
    return behind if isinstance(behind, Undertaking) else None


def _out_of_turn(actor: Actor, verb: str, thing: Any, behind: Any) -> Decision | None:
    """The refusal of who is not the one to do it; the thing's own rule comes before that of what is behind it."""
    for one in (thing, behind):
        if turn := TURNS.get((one._meta.model_name, verb)):
            return turn(actor, one)
    return None


def _rule(verb: str, thing: Any, behind: Any) -> VerbRule | None:
    """The thing's own row of the table, else the row of what is behind it."""
    if isinstance(behind, AssetVersion):
        behind = behind.asset
    kinds = [one._meta.model_name for one in (thing, behind) if one is not None]
    return next((VERBS[kind, verb] for kind in kinds if (kind, verb) in VERBS), None)


def _stands(actor: Actor, side: Side, thing: Any) -> bool:
    organization = actor.organization
    if organization is None:
        return False
    match side, thing:
        case Side.ITSELF, Organization():
            return bool(thing == organization)
        case Side.OWNER, Asset():
            return bool(thing.owner_id == organization.pk)
        case Side.OWNER, AssetVersion():
            return bool(thing.asset.owner_id == organization.pk)
        case Side.PARTY, Agreement():
            return Party.objects.filter(agreement=thing, organization=organization).exists()
        case Side.PARTY, Undertaking():
            return UndertakingParty.objects.filter(undertaking=thing, organization=organization).exists()
        case Side.PARTY, AccessRequest():
            return _stands(actor, side, thing.project)
        case Side.PARTY, PartyInvitation():
            return _stands(actor, side, thing.undertaking)
        case Side.ITSELF, PartyInvitation():
            return bool(thing.organization_id == organization.pk)
        case Side.OPERATOR, Agreement():
            return actor.is_of_operator and not _stands(actor, Side.PARTY, thing)
        case Side.OPERATOR, _:
            return actor.is_of_operator
    return False


def _in_team(actor: Actor, undertaking: Undertaking) -> bool:
    return TeamMember.objects.filter(
        undertaking=undertaking, user=actor.user.pk, organization=actor.organization, role__in=TeamMember.WORKING
    ).exists()
