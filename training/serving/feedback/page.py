"""What the pages of feedback show."""

from typing import Any

from django.core.paginator import Paginator

from agreements.operations import Operation
from agreements.policy import decide, require
from catalog.access import access_to
from organizations.actor import Actor
from registry.models import Model, ModelVersion
from reports.comparison_page import address_of
from serving.feedback.figures import figures_of
from serving.feedback.gathering import accepted_of, corrections_dataset
from serving.feedback.retraining import new_rows
from serving.models import Alarm, Feedback, Prediction, Retraining, RetrainRule

ON_A_PAGE = 25
LAST = 5


def feedback_page(model: Model, *, number: str, by: Actor, project: str) -> dict[str, Any] | None:
    """How a version does, the one in production unless another is named; None where there is no such version.

    Its owner's people see all answers counted; others, who may ask it, those to their own organization.

    Raises:
        NotAllowed: `by` may neither.
    """
    told_with = ("result__job__dataset_version__profile", "project__undertaking")
    versions = list(model.versions_to_ask().select_related(*told_with))
    version = next((each for each in versions if number in ("", str(each.version.number))), None)
    if version is None:
        return None
    sees_all = decide(by, "see_feedback", model.asset).allowed
    if not sees_all:
        asked_in = access_to(version.version, [], by=by, project=project).project
        require(by, Operation.INFER, version.version, project=asked_in)
    told = {
        "model": model,
        "version": version,
        "versions": sorted(versions, key=lambda each: -each.version.number),
        "figures": figures_of(version, by=by, only=None if sees_all else by.organization),
        "sees_all": sees_all,
        "last": last_answers(version, by=by),
    }
    return told | _of_owner(model, version, by=by) if sees_all else told


def _of_owner(model: Model, version: ModelVersion, *, by: Actor) -> dict[str, Any]:
    """What stands between corrections and the next version."""
    rule = RetrainRule.objects.select_related("set_by", "project").filter(model=model).first()
    new = new_rows(model, rule)
    return {
        "alarms": list(Alarm.objects.filter(model_version=version, ended_at=None)),
        "waiting": Feedback.objects.corrections(model).filter(review=Feedback.Review.WAITING).count(),
        "dataset": corrections_dataset(model),
        "rule": rule,
        "new": new,
        "missing": max(rule.rows - new, 0) if rule else None,
        "retrainings": [_told(each) for each in _retrainings(rule)],
        "may_review": decide(by, "review_corrections", model.asset).allowed,
        "is_made_here": getattr(version, "result", None) is not None,
    }


def last_answers(version: ModelVersion, *, by: Actor) -> list[tuple[Prediction, Feedback | None]]:
    """The last answers to a person, each with what they found of it."""
    mine = Prediction.objects.asked_for(by).filter(model_version=version, asked_by=by.user.pk)
    answers = list(mine.order_by("-pk")[:LAST])
    found = {each.prediction_id: each for each in Feedback.objects.filter(prediction__in=answers, person=by.user.pk)}
    return [(answer, found.get(answer.pk)) for answer in answers]


def corrections_page(model: Model, *, page: Any) -> dict[str, Any]:
    """Those that wait first, then the newest that are reviewed."""
    waiting = Feedback.objects.corrections(model).filter(review=Feedback.Review.WAITING).order_by("pk")
    reviewed = Feedback.objects.corrections(model).exclude(review=Feedback.Review.WAITING)
    return {
        "model": model,
        "page": Paginator(waiting, ON_A_PAGE).get_page(page),
        "reviewed": reviewed.select_related("reviewed_by").order_by("-reviewed_at")[:ON_A_PAGE],
        "accepted": accepted_of(model).count(),
        "ungathered": accepted_of(model).filter(gathered_in=None).count(),
        "dataset": corrections_dataset(model),
    }


def _retrainings(rule: RetrainRule | None) -> list[Retraining]:
    if rule is None:
        return []
    told = rule.retrainings.select_related("before__item", "job__item", "job__result", "fusion__item")
    return list(told[:LAST])


def _told(retraining: Retraining) -> tuple[Retraining, str]:
    """With the page that sets its run beside the one before, once it has a report."""
    job = retraining.job
    return retraining, address_of([retraining.before, job]) if job and hasattr(job, "result") else ""
