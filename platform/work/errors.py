"""What can go wrong with work.

WorkError
├── LeaseLost           another worker holds the item by now
├── NotAllowedNext      the state machine has no such step
├── PredecessorEnded    what work should wait for has ended without success
├── JobFault            the work itself is at fault: no second attempt
└── NotNow              the policy says no at this moment
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agreements.policy import Decision
    from work.leases import Lease


class WorkError(Exception):
    """Any of the below."""


class LeaseLost(WorkError):
    """Another worker holds the item by now: whoever meets this stops and writes nothing."""

    def __init__(self, lease: "Lease") -> None:
        super().__init__(f"{lease.worker} no longer holds item {lease.item_id} (token {lease.token}).")


class NotAllowedNext(WorkError):
    """A state does not follow the one an item is in."""


class PredecessorEnded(WorkError):
    """What work should wait for has ended without success: it would wait for ever."""


class JobFault(WorkError):
    """A fault of the job, not of the infrastructure: it fails at once, with a code its kind can explain."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class NotNow(WorkError):
    """The policy refuses work that is under way; it is held until the policy allows it again."""

    def __init__(self, decision: "Decision") -> None:
        super().__init__("The policy does not allow this work now.")
        self.decision = decision
