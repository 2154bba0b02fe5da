"""What a search for personal data has found, and in sentences why it, or a recipe, came to no end."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.sight import Sight
from organizations.actor import Actor
from privacy.deidentifying import told_of
from privacy.models import Finding, Scan
from privacy.recipes import RecipeError
from work.models import Item, State
from work.reasons import sentences

WORDS: Mapping[str, Promise] = {
    "input_damaged": _("The rows of this version are damaged or gone. Ask who runs the platform to restore them."),
    "table_unreadable": _("The rows of this version can’t be read. Bring the version in once more."),
    "memory_exceeded": _(
        "It took %(gib)s GiB of memory, and %(most_gib)s GiB is what it may take. Bring it in smaller parts."
    ),
    "time_exceeded": _("It was not done within %(most_seconds)d s. Bring it in smaller parts."),
    "same_rows": _("It makes the same rows as the newest version has. Nothing was added."),
    "gone": _("Another search has taken its place."),
}
CANCELLED = _("It was cancelled.")
UNKNOWN = _("It broke off (%(code)s). If that happens again, tell who runs the platform.")


def seen_findings(scan: Scan, sight: Sight) -> list[Finding]:
    """What was found; of columns that are masked without samples."""
    found = list(scan.findings.select_related("answered_by"))
    for each in found:
        if sight.hides(each.column):
            each.samples = []
    return found


def why_ended(scan: Scan, reader: Actor) -> list[str]:
    """The sentences for the end of a scan that found nothing out; none where it did, or is still to."""
    return why_failed(scan.item, reader) if scan.item and not scan.finished_at else []


def why_failed(item: Item, reader: Actor) -> list[str]:
    """The sentences for the end of work that did not succeed; none where it did, or is still to."""
    if item.state == State.CANCELLED:
        return [str(CANCELLED)]
    if not item.has_ended or item.state == State.SUCCEEDED:
        return []
    reason = item.reason
    code, params = reason.get("code", ""), reason.get("params", {})
    if code == "recipe_unfit":
        return [told_of(RecipeError(params["recipe"], **params["params"]))]
    return sentences(reason, reader) or [str(WORDS.get(code, UNKNOWN)) % {"code": code, **params}]
