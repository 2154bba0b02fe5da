"""Answers are kept with who asked, so that people can say later whether they were right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from django.conf import settings
from django.utils import timezone

from engine.predicting.reasons import Reasons
from serving.models import Feedback, Prediction
from serving.passes import Pass
from serving.rows import Rows
from serving.server.batching import Call

LONGEST_KEPT = 10_000  # characters of a row; longer ones are answered and not kept
PICTURE = "image"


@dataclass(frozen=True)
class Sent:
    """Rows as they came, in the order of their `inputs`, and the classes of the model that was asked."""

    inputs: Sequence[str]
    rows: Rows
    names: list[str]


def keep_answers(calls: Sequence[Call]) -> None:
    """A row for each that was answered; its id stands on the call. One statement for all calls of a batch."""
    kept: list[Prediction] = []
    for call in calls:
        answered = list(_answered(call))
        call.told = [str(each.uid) for each in answered]
        kept += answered
    Prediction.objects.bulk_create(kept)


def forget_answers() -> None:
    """Let go what has been kept long enough; what people found of an answer goes with it, unless it became data."""
    now = timezone.now()
    old = Prediction.objects.filter(asked_at__lt=now - timedelta(days=settings.PREDICTIONS_DAYS))
    old.exclude(feedback__gathered_in__isnull=False).delete()
    waiting = Feedback.objects.filter(review__in=[Feedback.Review.WAITING, Feedback.Review.ACCEPTED])
    unread = Prediction.objects.filter(
        inputs__isnull=False, asked_at__lt=now - timedelta(days=settings.PREDICTION_INPUTS_DAYS)
    )
    unread.exclude(pk__in=waiting.values("prediction")).update(inputs=None)


def _answered(call: Call) -> Iterator[Prediction]:
    given: Pass = call.asked
    sent: Sent = call.sent
    may_keep = settings.PREDICTION_INPUTS_DAYS > 0 and _terms_let_keep(given)
    for row, said in zip(sent.rows, call.said, strict=True):
        shares: np.ndarray = said.said if isinstance(said, Reasons) else said  # (classes,)
        asked = _texts(sent.inputs, row)
        length = sum(map(len, asked.values())) if asked else None
        yield Prediction(
            model_version=given.version,
            project=given.project,
            organization=given.actor.organization,
            asked_by_id=given.actor.user.pk,
            label=sent.names[shares.argmax()],
            confidence=float(shares.max()),
            length=length,
            inputs=asked if may_keep and length and length <= LONGEST_KEPT else None,
        )


def _texts(inputs: Sequence[str], row: Sequence[bytes]) -> dict[str, str] | None:
    """What was asked, as the model read it; None of a picture, which is never kept."""
    if PICTURE in inputs:
        return None
    texts = {name: cell.decode().strip().replace("\0", "") for name, cell in zip(inputs, row, strict=True)}
    return dict(sorted(texts.items(), reverse=True))  # the text before the second


def _terms_let_keep(given: Any) -> bool:
    """Terms that let only de-identified data be used let nothing be kept that nobody has looked through."""
    return all(obligation.code != "deidentified_only" for obligation in given.decision.obligations)
