"""Why a draft did not become a version, where the file itself is not at fault; and what to do."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.models import Ingestion

WORDS: Mapping[str, Promise] = {
    "upload_damaged": _("What was uploaded is damaged or gone. Bring the file once more."),
    "memory_exceeded": _(
        "Reading it took %(gib)s GiB of memory, and %(most_gib)s GiB is what it may take. Split the file, or shorten "
        "its longest values."
    ),
    "room_exceeded": _(
        "Reading it took %(gib)s GiB of disk, and %(most_gib)s GiB is what it may take. Split the file."
    ),
    "time_exceeded": _("It was not read to its end within %(most_seconds)d s. Split the file."),
    "results_unreadable": _("The process that read it left nothing. Try once more; if it happens again, report it."),
    "child_crashed": _("The process that read it broke off three times. Save the file anew, in another format."),
    "worker_lost": _("The machines that read it were lost three times. Try once more later."),
    "disk_full": _("There was no room on the disk. Try once more later, or ask who runs the platform."),
}
UNKNOWN = _("It could not be brought in (%(code)s). Try once more; if it happens again, report it.")


def why_failed(draft: Ingestion) -> str:
    """The sentence for the end of its last order."""
    reason = draft.item.reason
    code = reason.get("code", "")
    return str(WORDS.get(code, UNKNOWN)) % {"code": code, **reason.get("params", {})}
