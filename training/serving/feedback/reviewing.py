"""The stewards of a model's owner accept corrections, or reject them."""

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.policy import permitted
from audit.services import record
from organizations.actor import Actor
from registry.models import Model
from serving.feedback.retraining import follow_rule
from serving.models import Feedback

MOST_AT_ONCE = 200


def judge_corrections(model: Model, uids: Sequence[UUID], *, accept: bool, by: Actor) -> int:
    """Accept or reject those corrections, by their answers' ids, that still wait; how many they were.

    Enough accepted ones set off the rule by which the model is trained again.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: none of them waits.
    """
    with permitted(by, [("review_corrections", model.asset)]) as yes:
        waiting = Feedback.objects.of_model(model).filter(review=Feedback.Review.WAITING)
        chosen = waiting.filter(prediction__uid__in=uids[:MOST_AT_ONCE]).values("pk")
        review = Feedback.Review.ACCEPTED if accept else Feedback.Review.REJECTED
        judged = Feedback.objects.filter(pk__in=chosen, review=Feedback.Review.WAITING).update(
            review=review, reviewed_by=by.user, reviewed_at=timezone.now()
        )
        if not judged:
            raise ValidationError(_("None of these waits for review any more."))
        record(by, f"corrections.{review}", model.asset, decision=yes, rows=judged)
    if accept:
        follow_rule(model)
    return judged
