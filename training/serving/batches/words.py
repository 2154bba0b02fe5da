"""How a batch stands, in sentences."""

from django.utils.translation import gettext as _

from jobs.messages import remedy, sentence
from organizations.actor import Actor
from serving.models import Batch
from work.models import State
from work.reasons import sentences


def why_not(batch: Batch, reader: Actor) -> list[str]:
    """Why it waits or came to no end; nothing where there is no reason to name."""
    item = batch.item
    code, params = item.reason.get("code", ""), item.reason.get("params", {})
    if item.state == State.CANCELLED:
        return [_("It was cancelled.")]
    if not code or batch.state in ("running", "done"):
        return []
    if code == "time_exceeded":
        return [_("It was not done within %(most_seconds)d s. Send the rows in smaller parts.") % params]
    if code == "gone":
        return [_("What it was asked about, or the model, is not here any more.")]
    told = sentences(item.reason, reader) or [sentence(code, params), remedy(code, params)]
    return [each for each in told if each]


def notes_of(batch: Batch) -> list[str]:
    """What is to be known of the rows."""
    return [sentence(code, params) for code, params in batch.notes]
