"""The life of an agreement as one table: where each deed can be done, where it leads, and by whom.

docs/agreements.md shows it to people, as `as_markdown` writes it; a test tries every deed in every state by every role.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from agreements.models import PENDING, State
from agreements.policy.tables import VERBS, Side

ENDED_BEFORE = frozenset({State.REJECTED, State.WITHDRAWN})
IN_FORCE = frozenset({State.ACTIVE, State.SUSPENDED})


class Turn(StrEnum):
    """Whose turn it is, beside the role: what follows from what was done before."""

    ANY = "any"
    NOT_PROPOSER = "a party that did not propose it"
    NOT_SIGNED = "a party that has not signed"
    SUSPENDER = "whichever suspended it"


@dataclass(frozen=True)
class Deed:
    """One thing that is done with an agreement: `verb` names the row of VERBS that says in which roles."""

    name: str
    verb: str
    states: frozenset[str]
    leads_to: tuple[str, ...]
    turn: Turn = Turn.ANY

    def roles(self, side: Side) -> frozenset[str]:
        """The roles that may, on one side of the agreement."""
        return VERBS["agreement", self.verb].sides.get(side, frozenset())


DEEDS: tuple[Deed, ...] = (
    Deed("edit_draft", "edit", frozenset({State.DRAFT}), (State.DRAFT,)),
    Deed("propose", "propose", frozenset({State.DRAFT}), (State.PROPOSED,)),
    Deed("propose_version", "propose", frozenset({State.DRAFT, State.CHANGES_REQUESTED}), (State.PROPOSED,)),
    Deed("counter_propose", "propose", frozenset({State.PROPOSED}), (State.PROPOSED,), Turn.NOT_PROPOSER),
    Deed("agree", "agree", frozenset({State.PROPOSED}), (State.PROPOSED, State.AGREED), Turn.NOT_PROPOSER),
    Deed(
        "request_changes",
        "request_changes",
        frozenset({State.PROPOSED}),
        (State.CHANGES_REQUESTED,),
        Turn.NOT_PROPOSER,
    ),
    Deed("decline", "reject", frozenset({State.PROPOSED}), (State.REJECTED,), Turn.NOT_PROPOSER),
    Deed("withdraw", "withdraw", PENDING | {State.DRAFT}, (State.WITHDRAWN,)),
    Deed("draft_again", "draft_again", ENDED_BEFORE, (State.DRAFT,)),
    Deed("take_review", "review", frozenset({State.AGREED}), (State.IN_REVIEW,)),
    Deed("approve", "review", frozenset({State.IN_REVIEW}), (State.IN_REVIEW, State.APPROVED)),
    Deed("approve_with_conditions", "review", frozenset({State.IN_REVIEW}), (State.IN_REVIEW, State.APPROVED)),
    Deed("send_back", "review", frozenset({State.IN_REVIEW}), (State.CHANGES_REQUESTED,)),
    Deed("reject", "review", frozenset({State.IN_REVIEW}), (State.REJECTED,)),
    Deed(
        "sign",
        "sign",
        frozenset({State.APPROVED, State.SIGNING}),
        (State.SIGNING, State.ACTIVE),
        Turn.NOT_SIGNED,
    ),
    Deed("amend", "amend", IN_FORCE, (State.DRAFT,)),
    Deed("suspend", "suspend", frozenset({State.ACTIVE}), (State.SUSPENDED,)),
    Deed("resume", "resume", frozenset({State.SUSPENDED}), (State.ACTIVE,), Turn.SUSPENDER),
    Deed("terminate", "terminate", IN_FORCE, (State.TERMINATED,)),
)

# How each side is called in the table for people.
SIDES = {Side.PARTY: "a party", Side.OPERATOR: "the platform"}


def as_markdown() -> str:
    """The table as docs/agreements.md shows it."""
    rows = ["| deed | from | leads to | who |", "|---|---|---|---|"]
    rows += [f"| {deed.name} | {_listed(deed.states)} | {_listed(deed.leads_to)} | {_who(deed)} |" for deed in DEEDS]
    return "\n".join(rows)


def _who(deed: Deed) -> str:
    told = []
    for side, roles in VERBS["agreement", deed.verb].sides.items():
        place = SIDES[side] if deed.turn in (Turn.ANY, Turn.SUSPENDER) or side is not Side.PARTY else deed.turn
        told.append(f"{' or '.join(sorted(roles))} of {place}")
    return "; ".join(told) + (f", {deed.turn}" if deed.turn is Turn.SUSPENDER else "")


def _listed(states: Iterable[str]) -> str:
    return ", ".join(sorted(str(state) for state in states))
