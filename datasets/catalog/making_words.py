"""Why a version of versions was not made, in sentences."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organizations.actor import Actor
from work.models import Item, State
from work.reasons import sentences

WORDS: Mapping[str, Promise] = {
    "input_damaged": _("The rows of a version are damaged or gone. Ask who runs the platform to restore them."),
    "table_unreadable": _("The rows of a version can’t be read. Bring the version in once more."),
    "memory_exceeded": _(
        "It took %(gib)s GiB of memory, and %(most_gib)s GiB is what it may take. Bring the data in smaller parts."
    ),
    "time_exceeded": _("It was not done within %(most_seconds)d s. Bring the data in smaller parts."),
    "no_row_with_keys": _(
        "No row has one of these keys in “%(column)s”. Nothing was closed. Look at how the keys are written there."
    ),
    "no_row_left": _("No row would be left. Freeze the dataset, or bring in a version of other rows first."),
    "value_unfit": _(
        "%(source)s, column “%(column)s”: “%(value)s” can’t stand in the common column. Choose another column."
    ),
    "same_rows": _("It makes the same rows as the newest version has. Nothing was added."),
    "not_newest": _("Version %(number)d came in meanwhile, and may have the rows as well. Do it again."),
    "gone": _("There is nothing of it left to do."),
}
CANCELLED = _("It was cancelled.")
UNKNOWN = _("It broke off (%(code)s). If that happens again, tell who runs the platform.")


def why_failed(item: Item, reader: Actor) -> list[str]:
    """The sentences for the end of work that did not succeed; none where it did, or is still to."""
    if item.state == State.CANCELLED:
        return [str(CANCELLED)]
    if not item.has_ended or item.state == State.SUCCEEDED:
        return []
    code, params = item.reason.get("code", ""), item.reason.get("params", {})
    return sentences(item.reason, reader) or [str(WORDS.get(code, UNKNOWN)) % {"code": code, **params}]
