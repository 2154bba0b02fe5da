"""What people can do with an agreement on its page; a deed that is due but not theirs stays, with the reason."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agreements.models import PENDING, Agreement, State
from agreements.policy import decide
from agreements.services import negotiation, suspension
from organizations.actor import Actor


@dataclass(frozen=True)
class Deed:
    """One thing to do: where it can be done, the verb asked of the policy, and the words around it."""

    name: str
    verb: str
    states: frozenset[str]
    do: Callable[..., Agreement]
    label: str | Promise
    title: str | Promise
    says: str | Promise
    done: str | Promise
    icon: str = ""
    asks_reason: bool = True
    danger: bool = False
    stops: State | None = None  # where it leads; what that breaks is shown on a page of its own, before the click

    def carry_out(self, agreement: Agreement, *, by: Actor, reason: str = "") -> Agreement:
        """Do it; raises what the service raises."""
        given: dict[str, Any] = {"reason": reason} if self.asks_reason else {}
        return self.do(agreement, by=by, **given)


DEEDS = {
    deed.name: deed
    for deed in (
        Deed(
            "propose",
            "propose",
            frozenset({State.DRAFT}),
            negotiation.propose,
            _("Propose to the parties"),
            _("Propose these terms?"),
            _("The other parties see the draft and answer it."),
            _("The draft is proposed."),
            asks_reason=False,
        ),
        Deed(
            "agree",
            "agree",
            frozenset({State.PROPOSED}),
            negotiation.agree,
            _("Agree to these terms"),
            _("Agree to these terms?"),
            _("When every party agreed, the platform's reviewers read them. Nothing holds before it is signed."),
            _("Your organization agreed to these terms."),
            icon="ok",
            asks_reason=False,
        ),
        Deed(
            "request-changes",
            "request_changes",
            frozenset({State.PROPOSED}),
            negotiation.request_changes,
            _("Request changes"),
            _("Request changes?"),
            _("Say what has to change and in which clause. The other parties read it word for word."),
            _("The terms went back with your reason."),
            icon="pen",
        ),
        Deed(
            "decline",
            "reject",
            frozenset({State.PROPOSED}),
            negotiation.decline,
            _("Decline these terms"),
            _("Decline these terms?"),
            _("This ends the proposal. To go on negotiating, request changes instead."),
            _("The terms are declined."),
            danger=True,
        ),
        Deed(
            "withdraw",
            "withdraw",
            PENDING | {State.DRAFT},
            negotiation.withdraw,
            _("Withdraw"),
            _("Withdraw this agreement?"),
            _("It ends before it was in force. To start again, draft another."),
            _("The agreement is withdrawn."),
            danger=True,
        ),
        Deed(
            "draft-again",
            "draft_again",
            frozenset({State.REJECTED, State.WITHDRAWN}),
            negotiation.draft_again,
            _("Draft it again"),
            _("Start again from these terms?"),
            _("A new draft starts from them. Only your organization sees it until it is proposed."),
            _("This is the new draft. Change what has to change, then propose it."),
            icon="copy",
            asks_reason=False,
        ),
        Deed(
            "suspend",
            "suspend",
            frozenset({State.ACTIVE}),
            suspension.suspend_agreement,
            _("Suspend agreement"),
            _("Suspend this agreement?"),
            _("From this moment it allows nothing: jobs in line are refused, running ones stop. You can resume it."),
            _("The agreement is suspended. It allows nothing until your organization resumes it."),
            icon="hold",
            danger=True,
            stops=State.SUSPENDED,
        ),
        Deed(
            "resume",
            "resume",
            frozenset({State.SUSPENDED}),
            suspension.resume_agreement,
            _("Resume agreement"),
            _("Resume this agreement?"),
            _("From this moment it allows again what its clauses say. The parties read your reason."),
            _("The agreement is active again."),
            icon="run",
        ),
        Deed(
            "terminate",
            "terminate",
            frozenset({State.ACTIVE, State.SUSPENDED}),
            suspension.terminate_agreement,
            _("Terminate agreement"),
            _("Terminate this agreement?"),
            _("It ends for good, and allows nothing from this moment on. There is no way back but a new agreement."),
            _("The agreement is terminated."),
            icon="stop",
            danger=True,
            stops=State.TERMINATED,
        ),
    )
}


@dataclass(frozen=True)
class Offer:
    """A deed as offered to one reader: `why_not` says what keeps them from it, or is empty."""

    deed: Deed
    why_not: str


def offers(agreement: Agreement, actor: Actor) -> list[Offer]:
    """The deeds that this reader may do now. The first that is due stays even if it is not theirs, with the reason."""
    due = [Offer(deed, _why_not(deed, agreement, actor)) for deed in DEEDS.values() if agreement.state in deed.states]
    return [offer for place, offer in enumerate(due) if not offer.why_not or place == 0]


def _why_not(deed: Deed, agreement: Agreement, actor: Actor) -> str:
    decision = decide(actor, deed.verb, agreement)
    return "" if decision.allowed else decision.sentences(actor)[0]
