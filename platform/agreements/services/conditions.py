"""Conditions of an approval: a party says how one was met, a reviewer confirms it; what is overdue can stop all."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.errors import ReasonMissing
from agreements.models import Agreement, Condition, Fulfilment
from agreements.policy import permitted
from agreements.services.deeds import record
from agreements.services.documents import check_document, keep_document
from agreements.services.epoch import move_on
from agreements.services.lifecycle import locked
from organizations.actor import Actor

Answer = Fulfilment.Answer


def begin_conditions(agreement: Agreement) -> None:
    """Write down from when on the agreement allows nothing, unless its conditions are met: the policy compares it."""
    unmet = Condition.objects.filter(review__version=agreement.current_version_id, stops_when_overdue=True).exclude(
        fulfilments__answer=Answer.CONFIRMED
    )
    first = unmet.order_by("due_on").values_list("due_on", flat=True).first()
    agreement.conditions_stop_at = first and datetime.combine(first + timedelta(days=1), time.min, tzinfo=UTC)
    agreement.save(update_fields=["conditions_stop_at"])


def meet_condition(condition: Condition, *, how: str, by: Actor, file: "UploadedFile[Any] | None" = None) -> Fulfilment:
    """Say for a party how a condition was met, with a file where there is one. A reviewer answers.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: nothing is said, the condition is no longer asked, or an answer is awaited or given.
    """
    if not how.strip():
        raise ValidationError({"how": _("Say how it was met: the parties and the reviewer read it.")})
    check_document(file, field="file")
    agreement = condition.review.version.agreement
    with permitted(by, [("meet_condition", agreement)]) as yes:
        assert by.organization is not None  # a party
        agreement = locked(agreement)
        if condition.review.version_id != agreement.current_version_id:
            raise ValidationError(_("This condition belongs to earlier terms."), code="earlier_terms")
        if condition.fulfilments.exclude(answer=Answer.NOT_ENOUGH).exists():
            raise ValidationError(_("This is said already; a reviewer answers, or has confirmed it."), code="said")
        said = Fulfilment(condition=condition, how=how.strip(), said_by=by.user, said_for=by.organization)
        if file is not None:
            said.evidence, said.evidence_name = keep_document(by.organization, file)
        said.save()
        record(by, "condition.met", agreement, decision=yes, condition=condition.text, fulfilment=str(said.uid))
    return said


def answer_fulfilment(said: Fulfilment, *, enough: bool, words: str = "", by: Actor) -> Fulfilment:
    """Confirm that a condition is met, or say what is missing; then a party can say it anew.

    Raises:
        NotAllowed: the policy refuses; nobody answers for an organization they belong to.
        ReasonMissing: the parties have to know what is missing.
        ValidationError: it is answered already.
    """
    agreement = said.condition.review.version.agreement
    with permitted(by, [("confirm_condition", agreement)]) as yes:
        agreement = locked(agreement)
        said = Fulfilment.objects.select_related("condition").get(pk=said.pk)
        if said.answer != Answer.WAITS:
            raise ValidationError(_("A reviewer has answered this already."), code="answered")
        if not enough and not words.strip():
            raise ReasonMissing()
        said.answer, said.answer_words = Answer.CONFIRMED if enough else Answer.NOT_ENOUGH, words.strip()
        said.answered_by, said.answered_at = by.user, timezone.now()
        said.save(update_fields=["answer", "answer_words", "answered_by", "answered_at"])
        begin_conditions(agreement)
        move_on()
        deed = "condition.confirmed" if enough else "condition.not_enough"
        about, words = said.condition.text, said.answer_words
        record(by, deed, agreement, decision=yes, condition=about, fulfilment=str(said.uid), words=words)
    return said
