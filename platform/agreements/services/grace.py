"""What proposed new terms do to the terms in force: those bind until the new ones are signed, or, where they say so
themselves, until their grace period after the proposal ends. The policy compares the times; nothing has to run.
"""

from datetime import datetime, timedelta

from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.errors import NotAmendable
from agreements.models import Agreement, Grant, State
from agreements.services.epoch import move_on
from agreements.services.versions import current_of, terms_of
from agreements.terms import in_todays_form, period

IN_FORCE = frozenset({State.ACTIVE, State.SUSPENDED})
NOT_OPEN = frozenset({State.DRAFT, State.REJECTED, State.WITHDRAWN})
# Terms that end before they began hold for no time; a row has to end after its start.
NO_TIME = timedelta(microseconds=1)


def follow_amendment(amendment: Agreement, to: State) -> None:
    """Start the grace period of what a proposal amends, or lift it with the proposal. `move` calls it.

    Raises:
        NotAmendable: what would be amended is not in force, or other new terms are proposed for it already.
    """
    if amendment.amends_id is None or to not in (State.PROPOSED, State.REJECTED, State.WITHDRAWN):
        return
    amended = Agreement.objects.select_for_update().get(pk=amendment.amends_id)
    if to == State.PROPOSED:
        _check_open(amendment, amended)
        days = grace_days(amended)
        if days is not None:
            _let_end(amended, timezone.now() + timedelta(days=days))
    elif amended.state in IN_FORCE:
        _let_go_on(amended)


def grace_days(agreement: Agreement) -> int | None:
    """For how many days its terms go on after new ones were proposed; None when they bind until those are signed."""
    said = in_todays_form(terms_of(current_of(agreement)))["amendment"]
    return said["grace_days"] if said["old_binds"] == "grace" else None


def _check_open(amendment: Agreement, amended: Agreement) -> None:
    if amended.state not in IN_FORCE:
        raise NotAmendable(
            _("“%(agreement)s” is not in force any more, so it can't be amended. Draft a new agreement.")
            % {"agreement": amended.title}
        )
    others = amended.amendments.exclude(pk=amendment.pk).exclude(state__in=NOT_OPEN)
    if others.exists():
        raise NotAmendable(
            _("Other new terms for “%(agreement)s” are proposed already. They are signed or withdrawn first.")
            % {"agreement": amended.title}
        )


def _let_end(agreement: Agreement, at: datetime) -> None:
    """End it at `at`, unless it ends before."""
    later = Q(ends_at=None) | Q(ends_at__gt=at)
    Grant.objects.filter(later, agreement=agreement).update(ends_at=Greatest(at, F("starts_at") + NO_TIME))
    Agreement.objects.filter(later, pk=agreement.pk).update(ends_at=Greatest(at, F("starts_at") + NO_TIME))
    move_on()


def _let_go_on(agreement: Agreement) -> None:
    """Let it end when its terms say."""
    ends_at = period(terms_of(current_of(agreement))).ends_at
    Grant.objects.filter(agreement=agreement, terms_version=agreement.current_version).update(ends_at=ends_at)
    Agreement.objects.filter(pk=agreement.pk).update(ends_at=ends_at)
    move_on()
