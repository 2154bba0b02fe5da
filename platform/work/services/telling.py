"""What becomes of a piece of work, in the audit. That it succeeded its kind records, with the decision it rested on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from audit.services import record
from work.kinds import about
from work.models import Item, State
from work.noticing import STOPPED, tell_submitter

VERBS: Mapping[str, str] = {
    State.QUEUED: "job.queued_again",
    State.RUNNING: "job.started",
    State.HELD: "job.held",
    State.FAILED: "job.failed",
    State.CANCELLED: "job.cancelled",
    State.REFUSED: "job.refused",
}


@dataclass(frozen=True)
class Itself:
    """What happens by itself to an organization's work."""

    organization: Any
    user: None = None


@dataclass(frozen=True)
class StoredNo:
    """The policy's no, as the item keeps it."""

    reasons: list[dict[str, Any]]

    def as_json(self) -> dict[str, Any]:
        """As the audit keeps it."""
        return {"allowed": False, "reasons": self.reasons}


def tell(item: Item) -> None:
    """Record where the item stands by now; who submitted it is told of what the policy stopped."""
    if item.state not in VERBS:
        return
    code, params = item.reason.get("code"), item.reason.get("params", {})
    decision = StoredNo(params.get("reasons", [])) if code == "policy" else None
    record(
        Itself(item.organization), VERBS[item.state], about(item), decision=decision, attempt=item.attempt, code=code
    )
    if decision and item.state in STOPPED:
        tell_submitter(item)
