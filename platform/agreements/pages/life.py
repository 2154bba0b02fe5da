"""The life of an agreement as its page tells it: what happened, where it stands, what is still to come."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.models import Agreement, Review, State, TermsVersion
from agreements.services.versions import current_of

IN_FORCE = frozenset({State.ACTIVE, State.SUSPENDED})
OVER = frozenset({State.EXPIRED, State.TERMINATED, State.SUPERSEDED, State.REJECTED, State.WITHDRAWN})

# An end is the first moment that no longer counts; people read the last day that does.
FROM_THE_END = timedelta(microseconds=1)

STANDS: dict[str, Promise] = {
    State.DRAFT: gettext_lazy("Draft"),
    State.PROPOSED: gettext_lazy("Waits for an answer"),
    State.CHANGES_REQUESTED: gettext_lazy("Waits for a new version"),
    State.AGREED: gettext_lazy("Waits for a reviewer"),
    State.IN_REVIEW: gettext_lazy("In review"),
    State.APPROVED: gettext_lazy("Waits for signatures"),
    State.SIGNING: gettext_lazy("Waits for signatures"),
    State.ACTIVE: gettext_lazy("Active"),
    State.SUSPENDED: gettext_lazy("Suspended"),
    State.EXPIRED: gettext_lazy("Expired"),
    State.TERMINATED: gettext_lazy("Terminated"),
    State.SUPERSEDED: gettext_lazy("Superseded"),
    State.REJECTED: gettext_lazy("Rejected"),
    State.WITHDRAWN: gettext_lazy("Withdrawn"),
}


class Step(NamedTuple):
    """A step of the timeline; `state` is done, now or next."""

    name: str
    state: str
    at: datetime | None = None
    note: str = ""


def standing(agreement: Agreement) -> str:
    """The state as people read it: what is in force past its last day has expired, whether or not a row says so."""
    ended = agreement.ends_at is not None and agreement.ends_at <= timezone.now()
    return State.EXPIRED if ended and agreement.state in IN_FORCE else agreement.state


def life(agreement: Agreement) -> list[Step]:
    """The steps in order: done, now, next."""
    version = current_of(agreement)
    milestones = [_drafted(agreement), _proposed(agreement, version), _agreed(version), _reviewed(version)]
    milestones.append(_signed(agreement, version))
    stands = standing(agreement)
    now = Step(str(STANDS[stands]), "now", _since(agreement, stands), _left(agreement) if stands in IN_FORCE else "")
    to_come = [] if stands in OVER else [step for step in milestones if step.state == "next"]
    if agreement.ends_at is not None and stands not in OVER:
        to_come.append(Step(_("Expires"), "next", agreement.ends_at - FROM_THE_END))
    return [*(step for step in milestones if step.state == "done"), now, *to_come]


def _drafted(agreement: Agreement) -> Step:
    return Step(_("Drafted"), "done", agreement.created_at)


def _proposed(agreement: Agreement, version: TermsVersion) -> Step:
    note = _("Version %(number)s") % {"number": version.number}
    if agreement.state == State.DRAFT or (agreement.state == State.WITHDRAWN and version.number == 1):
        return Step(_("Proposed"), "next")
    return Step(_("Proposed"), "done", version.created_at, note)


def _agreed(version: TermsVersion) -> Step:
    last = version.consents.order_by("id").select_related("user").last()
    if last is None:
        return Step(_("Agreed"), "next")
    return Step(_("Agreed"), "done", last.agreed_at, str(last.user))


def _reviewed(version: TermsVersion) -> Step:
    approval = version.reviews.filter(verdict=Review.Verdict.APPROVE).select_related("reviewer").last()
    if approval is None:
        return Step(_("Reviewed"), "next")
    return Step(_("Reviewed"), "done", approval.reviewed_at, str(approval.reviewer))


def _signed(agreement: Agreement, version: TermsVersion) -> Step:
    signatures = list(version.signatures.all())
    if len(signatures) < agreement.parties.count():
        return Step(_("Signed by all"), "next")
    return Step(_("Signed by all"), "done", signatures[-1].signed_at)


def _since(agreement: Agreement, stands: str) -> datetime:
    if stands == State.EXPIRED and agreement.ends_at is not None:
        return agreement.ends_at - FROM_THE_END
    return agreement.state_changed_at


def _left(agreement: Agreement) -> str:
    if agreement.ends_at is None:
        return _("without an end")
    days = (agreement.ends_at - timezone.now()).days
    return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
