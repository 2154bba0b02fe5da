"""Why a search for personal data came to no end, in sentences."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organizations.actor import Actor
from privacy.models import Scan
from work.models import State
from work.reasons import sentences

WORDS: Mapping[str, Promise] = {
    "input_damaged": _("The rows of this version are damaged or gone. Ask who runs the platform to restore them."),
    "table_unreadable": _("The rows of this version can’t be read. Bring the version in once more."),
    "memory_exceeded": _(
        "It took %(gib)s GiB of memory, and %(most_gib)s GiB is what it may take. Bring it in smaller parts."
    ),
    "time_exceeded": _("It was not done within %(most_seconds)d s. Bring it in smaller parts."),
    "gone": _("Another search has taken its place."),
}
CANCELLED = _("It was cancelled.")
UNKNOWN = _("It broke off (%(code)s). If that happens again, tell who runs the platform.")


def why_ended(scan: Scan, reader: Actor) -> list[str]:
    """The sentences for the end of a scan that found nothing out; none where it did, or is still to."""
    if scan.item is None or scan.finished_at or not scan.item.has_ended:
        return []
    if scan.item.state == State.CANCELLED:
        return [str(CANCELLED)]
    reason = scan.item.reason
    code = reason.get("code", "")
    return sentences(reason, reader) or [str(WORDS.get(code, UNKNOWN)) % {"code": code, **reason.get("params", {})}]
