"""What a job says, in words: the engine's codes and the job's own."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jobs.engine_words import FAULTS, NOTES
from jobs.value_words import in_words

OWN = {
    "spec_wrong": (
        gettext_lazy("The engine found faults in the spec: %(sentences)s"),
        gettext_lazy("Change these settings and submit the job again."),
    ),
    "input_damaged": (
        gettext_lazy("The stored bytes of an input are damaged (SHA-256 %(sha256)s)."),
        gettext_lazy("Ask the owner of the model or dataset to add it again, and submit the job once more."),
    ),
    "memory_exceeded": (
        gettext_lazy("The job held %(gib)s GiB of memory; %(most_gib)s GiB is what a job here may have."),
        gettext_lazy("Take a smaller batch, shorter texts or a smaller model, or ask who runs the platform for more."),
    ),
    "room_exceeded": (
        gettext_lazy("The job's files took %(gib)s GiB; %(most_gib)s GiB is what a job here may have."),
        gettext_lazy("Write checkpoints less often, take a smaller model, or ask who runs the platform for more."),
    ),
    "results_unreadable": (
        gettext_lazy("The training process left no readable results."),
        gettext_lazy("Submit the job once more. If it happens again, report it with the job's address."),
    ),
}


def sentence(code: str, params: Mapping[str, Any]) -> str:
    """What happened; a code that nobody knows is named as it is."""
    words = NOTES.get(code) or (FAULTS | OWN).get(code, (None, None))[0]
    return str(words) % in_words(params) if words else _("The engine says “%(code)s”.") % {"code": code}


def remedy(code: str, params: Mapping[str, Any]) -> str:
    """What a person can do about a fault; empty when nothing is known."""
    words = (FAULTS | OWN).get(code, (None, None))[1]
    return str(words) % in_words(params) if words else ""
