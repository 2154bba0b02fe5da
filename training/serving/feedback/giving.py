"""A person says whether an answer was right."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.operations import Operation
from agreements.policy import permitted
from audit.services import record
from organizations.actor import Actor
from serving.feedback.alarms import look_at
from serving.models import Feedback, Prediction

LONGEST_COMMENT = 2000


def give_feedback(prediction: Prediction, *, right: bool, label: str = "", comment: str = "", by: Actor) -> Feedback:
    """Keep what `by` found; said once more, it replaces what they said before, which is kept beside it.

    Who may ask the model, for the organization that asked, may say it. A correction, `label`, comes to the review of
    the stewards of the model's owner, where what was asked is kept.

    Raises:
        NotAllowed: the policy refuses to let `by` ask the model by now.
        ValidationError: it is no class of the model, or their correction is reviewed by now.
    """
    version = prediction.model_version.version
    _check(prediction, right, label, comment)
    with permitted(by, [(Operation.INFER, version)], project=prediction.project) as yes:
        Prediction.objects.select_for_update().get(pk=prediction.pk)  # of two at once the second sees the first
        before = Feedback.objects.filter(prediction=prediction, person=by.user).first()
        found = before or Feedback(prediction=prediction, person=by.user)
        if before:
            if before.is_reviewed:
                raise ValidationError(_("Your correction has been reviewed, and stays as it is."))
            before.earlier = [*before.earlier, _said(before)]
        found.right, found.label, found.comment = right, label, comment.strip()
        comes_to_review = label and prediction.inputs is not None
        found.review = Feedback.Review.WAITING if comes_to_review else Feedback.Review.NONE
        found.save()
        verb = "feedback.changed" if before else "feedback.given"
        told: dict[str, Any] = {"version": version.number, "prediction": str(prediction.uid), "right": right}
        record(by, verb, version.asset, decision=yes, **told)
    look_at(prediction.model_version)
    return found


def _check(prediction: Prediction, right: bool, label: str, comment: str) -> None:
    faults: dict[str, Any] = {}
    known = prediction.labels
    if label and right:
        faults["label"] = _("Where the answer was right, there is no other class to name.")
    elif label and label == prediction.label:
        faults["label"] = _("That is what the model said. Choose another class, or say that it was right.")
    elif label and label not in known:
        words = _("“%(label)s” is no class of this model. It has: %(known)s.")
        faults["label"] = words % {"label": label, "known": ", ".join(known)}
    if len(comment) > LONGEST_COMMENT:
        faults["comment"] = _("The remark has more than %(most)s characters. Shorten it.") % {"most": LONGEST_COMMENT}
    if faults:
        raise ValidationError(faults)


def _said(feedback: Feedback) -> dict[str, Any]:
    told = {"right": feedback.right, "label": feedback.label, "comment": feedback.comment}
    return {**told, "at": feedback.changed_at.isoformat()}
