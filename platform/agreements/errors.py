"""What can go wrong with assets and agreements.

NotAllowed           the policy refused: carries the decision
LicenceConflict      what would be made can't stand under one licence
SitesApart           the agreements behind a job name no site in common
CircularDerivation   an asset would become its own ancestor
WrongState           this step does not follow where the agreement stands
ReasonMissing        the step is explained to the other parties, and no reason was given
AlreadyDone          this organization has answered already
Ended                the last day of the terms is over
PointsOpen           the reviewer's checklist doesn't allow this approval
OtherText            what was shown is not what would be signed
KeyLocked            none of the settings opens a key that is held here
SignsElsewhere       the organization signs with its own key, or has none of its own
NotItsSignature      an uploaded signature is not that of the key over these bytes
NotAmendable         new terms can't replace, or can't be proposed for, an agreement as it stands
"""

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from agreements.models import Agreement, State
    from agreements.policy import Decision


class NotAllowed(PermissionDenied):
    """The policy refused; `decision` says why, `operation` and `resource` what was asked."""

    def __init__(self, decision: "Decision", operation: str = "", resource: object = None) -> None:
        super().__init__("; ".join(reason.code for reason in decision.reasons))
        self.decision, self.operation, self.resource = decision, operation, resource


class CircularDerivation(ValidationError):
    """What was derived from an asset can't become a version of it."""

    def __init__(self, asset: object) -> None:
        super().__init__(
            _("This was made from *%(asset)s* itself, so it can't be a version of it. Add it as something new.")
            % {"asset": asset},
            code="circular_derivation",
        )


class LicenceConflict(ValidationError):
    """The licences of what something would be made from don't go together."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="licence_conflict")


class SitesApart(ValidationError):
    """What would be computed on together may be nowhere."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="sites_apart")


class WrongState(ValidationError):
    """This step does not follow where the agreement stands."""

    def __init__(self, agreement: "Agreement", to: "State") -> None:
        super().__init__(
            _("“%(agreement)s” is %(state)s; from there it can't become %(to)s.")
            % {"agreement": agreement.title, "state": agreement.get_state_display(), "to": to.label},
            code="wrong_state",
        )


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


class PointsOpen(ValidationError):
    """An approval says that every point of the checklist holds."""

    def __init__(self, points: list[str]) -> None:
        super().__init__(
            {
                "verdict": ValidationError(
                    _("These points have no answer yet or don’t hold: %(points)s.") % {"points": "; ".join(points)},
                    code="points_open",
                )
            }
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


class KeyLocked(ValidationError):
    """The platform can't open a key that it holds."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This platform can't open the key that it holds for your organization, so nothing is signed. "
                "Whoever runs it has to restore the setting SIGNING_KEYS_SECRET."
            ),
            code="key_locked",
        )


class SignsElsewhere(ValidationError):
    """A signature comes from where the private key is."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="signs_elsewhere")


class NotItsSignature(ValidationError):
    """An uploaded signature does not hold."""

    def __init__(self) -> None:
        super().__init__(
            {
                "signature": ValidationError(
                    _(
                        "This is not the signature of these bytes by your organization’s key. Download the bytes "
                        "again, sign exactly that file, and upload the 64 bytes that come out."
                    ),
                    code="not_its_signature",
                )
            }
        )


class NotAmendable(ValidationError):
    """New terms replace an agreement in force, one set at a time."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="not_amendable")
