"""Which deed is told to whom: the one table. Who did it is never told; of two notices one gets the first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from agreements.keeping.providers import providers_for
from agreements.models import EthicsApproval, Finding, State, TeamMember
from agreements.noticing.kinds import ACCESS, ASSET, KEEPING, PROJECT, REVIEW, SIGNATURE, STANDING, TERMS
from agreements.noticing.people import (
    CONCERNED,
    having_used,
    parties_of,
    people_of,
    reviewers,
    sharing_in,
    unsigned,
    who_may,
    working_on,
)
from agreements.policy.tables import Side
from notifications.kinds import Kind
from notifications.services import Recipient
from organizations.actor import Actor
from organizations.models import Role


@dataclass(frozen=True)
class Deed:
    """What was done, by whom, to what; `data` is that of the audit's event."""

    by: Actor
    thing: Any
    data: Mapping[str, Any]


Audience = Callable[[Deed], list[Recipient]]


def _others(verb: str) -> Audience:
    """Those in the other parties of the agreement who may do `verb`; of what never left a draft, nobody."""

    def audience(deed: Deed) -> list[Recipient]:
        if deed.data.get("before") == State.DRAFT and deed.thing.state != State.PROPOSED:
            return []
        return who_may(verb, "agreement", parties_of(deed.thing, but=deed.by.organization))

    return audience


def _all(verb: str, *, side: str = "") -> Audience:
    """Those in all parties, or in those on one side, who may do `verb`."""
    return lambda deed: who_may(verb, "agreement", parties_of(deed.thing, side=side))


def _concerned(deed: Deed) -> list[Recipient]:
    return people_of(parties_of(deed.thing), CONCERNED)


def _when_agreed(deed: Deed) -> list[Recipient]:
    return reviewers() if deed.thing.state == State.AGREED else []


def _to_sign(deed: Deed) -> list[Recipient]:
    return who_may("sign", "agreement", unsigned(deed.thing))


def _who_mends(deed: Deed) -> list[Recipient]:
    return who_may("fulfil_duty", "agreement", [_finding(deed).organization_id])


def _finding(deed: Deed) -> Finding:
    return Finding.objects.get(uid=deed.data["finding"])


def _owners(deed: Deed) -> list[Recipient]:
    return who_may("answer_access", "asset", [deed.thing.asset.owner_id], side=Side.OWNER)


def _who_asked(deed: Deed) -> list[Recipient]:
    return [Recipient(deed.thing.asked_by_id, deed.thing.organization_id)]


def _partners(deed: Deed) -> list[Recipient]:
    others = deed.thing.parties.exclude(organization=deed.by.organization)
    return people_of(others.values("organization"), CONCERNED)


def _who_is_invited(deed: Deed) -> list[Recipient]:
    return who_may("answer_invitation", "partyinvitation", [deed.thing.organization_id], side=Side.ITSELF)


def _who_invited(deed: Deed) -> list[Recipient]:
    return [Recipient(deed.thing.invited_by_id, deed.thing.invited_for_id)]


def _other_providers(deed: Deed) -> Any:
    return providers_for(deed.thing).exclude(organization=deed.by.organization).values("organization")


def _who_confirms(deed: Deed) -> list[Recipient]:
    return who_may("confirm_purpose", "undertaking", _other_providers(deed))


def _who_confirms_the_team(deed: Deed) -> list[Recipient]:
    """Who only reads along uses nothing, so nobody confirms anew."""
    return _who_confirms(deed) if deed.data["role"] in TeamMember.WORKING else []


def _who_waited(deed: Deed) -> list[Recipient]:
    return working_on(deed.thing, but=deed.by.organization)


def _who_agrees(deed: Deed) -> list[Recipient]:
    others = deed.thing.parties.exclude(organization=deed.by.organization)
    return who_may("agree_objective", "undertaking", others.values("organization"))


def _whose_it_is(deed: Deed) -> list[Recipient]:
    owner = deed.thing.team.filter(user__uid=deed.data.get("owner"), organization__slug=deed.data.get("owner_for"))
    return [Recipient(*row) for row in owner.values_list("user", "organization")]


def _who_accepts(deed: Deed) -> list[Recipient]:
    return who_may("accept_ethics_approval", "undertaking", _other_providers(deed))


def _who_filed(deed: Deed) -> list[Recipient]:
    filed = EthicsApproval.objects.get(uid=deed.data["approval"])
    return [Recipient(filed.filed_by_id, filed.organization_id)]


def _who_uses(deed: Deed) -> list[Recipient]:
    return people_of(sharing_in(deed.thing), CONCERNED | {Role.OWNER})


def _who_used(deed: Deed) -> list[Recipient]:
    return people_of(sharing_in(deed.thing) | having_used(deed.thing), CONCERNED | {Role.OWNER})


TOLD: Mapping[str, tuple[tuple[Kind, Audience], ...]] = {
    "agreement.proposed": ((TERMS, _others("agree")),),
    "agreement.counter_proposed": ((TERMS, _others("agree")),),
    "agreement.changes_requested": ((TERMS, _others("propose")),),
    "agreement.agreed": ((REVIEW, _when_agreed), (TERMS, _others("propose"))),
    "agreement.declined": ((TERMS, _others("draft_again")),),
    "agreement.withdrawn": ((TERMS, _others("draft_again")),),
    "agreement.commented": ((TERMS, _others("propose")),),
    "agreement.approved": ((SIGNATURE, _to_sign), (TERMS, _all("propose"))),
    "agreement.approved_by_one": ((REVIEW, lambda _deed: reviewers()),),
    "agreement.sent_back": ((TERMS, _all("propose")),),
    "agreement.rejected": ((TERMS, _all("draft_again")),),
    "agreement.signed": ((SIGNATURE, _to_sign),),
    "agreement.activated": ((STANDING, _concerned),),
    "agreement.suspended": ((STANDING, _concerned),),
    "agreement.resumed": ((STANDING, _concerned),),
    "agreement.terminated": ((STANDING, _concerned),),
    "agreement.duty_fulfilled": ((KEEPING, _others("judge_compliance")),),
    "compliance.opened": ((KEEPING, _all("answer_compliance", side="receives")),),
    "compliance.concluded": ((KEEPING, _others("judge_compliance")),),
    "finding.added": ((KEEPING, _who_mends),),
    "finding.mended": ((KEEPING, _all("judge_compliance", side="provides")),),
    "finding.closed": ((KEEPING, _who_mends),),
    "condition.met": ((REVIEW, lambda _deed: reviewers("confirm_condition")),),
    "condition.confirmed": ((KEEPING, _all("meet_condition")),),
    "condition.not_enough": ((KEEPING, _all("meet_condition")),),
    "access_request.asked": ((ACCESS, _owners),),
    "access_request.started": ((ACCESS, _who_asked),),
    "access_request.refused": ((ACCESS, _who_asked),),
    "access_request.withdrawn": ((ACCESS, _owners),),
    "undertaking.started": ((PROJECT, _partners),),
    "undertaking.party_invited": ((PROJECT, _who_is_invited),),
    "undertaking.party_declined": ((PROJECT, _who_invited),),
    "undertaking.party_joined": ((PROJECT, _who_confirms),),
    "undertaking.party_left": ((PROJECT, _partners),),
    "undertaking.party_removed": ((PROJECT, _partners),),
    "undertaking.purpose_changed": ((PROJECT, _who_confirms),),
    "undertaking.team_joined": ((PROJECT, _who_confirms_the_team),),
    "undertaking.team_role_changed": ((PROJECT, _who_confirms_the_team),),
    "undertaking.purpose_confirmed": ((PROJECT, _who_waited),),
    "objective.stated": ((PROJECT, _who_agrees),),
    "objective.changed": ((PROJECT, _who_agrees),),
    "objective.agreed": ((PROJECT, _who_waited),),
    "task.added": ((PROJECT, _whose_it_is),),
    "task.given": ((PROJECT, _whose_it_is),),
    "milestone.added": ((PROJECT, _whose_it_is),),
    "milestone.given": ((PROJECT, _whose_it_is),),
    "risk.raised": ((PROJECT, _who_waited),),
    "risk.settled": ((PROJECT, _who_waited),),
    "decision.recorded": ((PROJECT, _who_waited),),
    "ethics_approval.filed": ((PROJECT, _who_accepts),),
    "ethics_approval.accepted": ((PROJECT, _who_filed),),
    "asset.frozen": ((ASSET, _who_uses),),
    "asset.unfrozen": ((ASSET, _who_uses),),
    "dataset.rows_withdrawn": ((ASSET, _who_used),),
}
