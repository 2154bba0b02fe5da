"""Keeping what somebody has written in the composer and not finished, and letting it go."""

import json

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.models import Agreement, State, WorkingCopy
from agreements.models.copies import Written
from agreements.policy import permitted
from agreements.services.versions import current_of
from audit.services import record
from organizations.actor import Actor

LARGEST = 200_000  # characters: terms at their longest, in both languages
MOST = 50


def keep_working_copy(copy: WorkingCopy, *, written: Written, by: Actor) -> WorkingCopy:
    """Keep the composer's fields as they are; whether they make terms is asked when a draft is saved or proposed.

    `copy` is one that was kept before, or a new one that says what it is of.

    Raises:
        NotAllowed: the policy refuses, or the agreement stands where `by` couldn't propose anything.
        ValidationError: it is too long, or there are too many.
    """
    agreement = copy.agreement
    with permitted(by, [("draft_agreement", by.organization) if agreement is None else deed_for(agreement)]) as yes:
        assert by.organization is not None  # who acts for nobody has been refused
        _check(copy, written, by)
        if agreement is None:
            copy.person, copy.organization, copy.written = by.user, by.organization, written
            copy.save()
        else:
            fresh = {"written": written, "begun_from": copy.begun_from or current_of(agreement).number}
            copy, _new = WorkingCopy.objects.update_or_create(
                agreement=agreement, person=by.user, organization=by.organization, defaults=fresh
            )
        record(by, "working_copy.kept", copy, decision=yes)
    return copy


def discard_working_copy(copy: WorkingCopy, *, by: Actor) -> None:
    """Let it go, for whoever wrote it."""
    with permitted(by, [("draft_agreement", by.organization)]) as yes:
        record(by, "working_copy.discarded", copy, decision=yes)
        copy.delete()


def deed_for(agreement: Agreement) -> tuple[str, Agreement]:
    """What somebody has to be allowed who composes other terms for an agreement where it stands."""
    return ("edit" if agreement.state == State.DRAFT else "propose", agreement)


def _check(copy: WorkingCopy, written: Written, by: Actor) -> None:
    if len(json.dumps(written, ensure_ascii=False)) > LARGEST:
        raise ValidationError(_("What you have written is too long to be kept. Shorten the texts."), code="too_long")
    if copy.pk is None and WorkingCopy.objects.of(by).count() >= MOST:
        raise ValidationError(
            _("You have %(count)s working copies already. Finish or discard one.") % {"count": MOST}, code="too_many"
        )
