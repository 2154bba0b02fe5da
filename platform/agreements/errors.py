"""What can go wrong with assets and agreements.

NotAllowed           the policy refused: carries the decision
CircularDerivation   an asset would become its own ancestor
WrongState           this step does not follow where the agreement stands
NotYourTurn          another organization takes this step
ReasonMissing        the step is explained to the other parties, and no reason was given
AlreadyDone          this organization has answered already
Ended                the last day of the terms is over
OtherText            what was shown is not what would be signed
"""

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from agreements.models import Agreement, State
    from agreements.policy import Decision


class NotAllowed(PermissionDenied):
    """The policy refused; `decision` says why."""

    def __init__(self, decision: "Decision") -> None:
        super().__init__("; ".join(reason.code for reason in decision.reasons))
        self.decision = decision


class CircularDerivation(ValidationError):
    """What was derived from an asset can't become a version of it."""

    def __init__(self, asset: object) -> None:
        super().__init__(
            _("This was made from *%(asset)s* itself, so it can't be a version of it. Add it as something new.")
            % {"asset": asset},
            code="circular_derivation",
        )


class WrongState(ValidationError):
    """This step does not follow where the agreement stands."""

    def __init__(self, agreement: "Agreement", to: "State") -> None:
        super().__init__(
            _("“%(agreement)s” is %(state)s; from there it can't become %(to)s.")
            % {"agreement": agreement.title, "state": agreement.get_state_display(), "to": to.label},
            code="wrong_state",
        )


class NotYourTurn(ValidationError):
    """Another organization takes this step."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="not_your_turn")


class ReasonMissing(ValidationError):
    """The other parties read the reason, so there has to be one."""

    def __init__(self) -> None:
        super().__init__({"reason": ValidationError(_("Say why: the parties read it."), code="reason_missing")})


class AlreadyDone(ValidationError):
    """One organization answers a version once."""

    def __init__(self) -> None:
        super().__init__(_("Your organization has done this already for this version."), code="already_done")


class Ended(ValidationError):
    """Nobody proposes, agrees to or signs what is over."""

    def __init__(self, agreement: object) -> None:
        super().__init__(
            _("The last day of “%(agreement)s” is over. Propose a version with a later end.")
            % {"agreement": agreement},
            code="ended",
        )


class OtherText(ValidationError):
    """A signature stands for exactly the bytes that were shown."""

    def __init__(self, agreement: object) -> None:
        super().__init__(
            _(
                "What you were shown is not the text of “%(agreement)s” that stands now. "
                "Open its page and read it again."
            )
            % {"agreement": agreement},
            code="other_text",
        )
