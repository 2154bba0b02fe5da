"""Why a model did not come in, in sentences; and what to do."""

from django.utils.translation import gettext as _

from catalog.draft_words import UNKNOWN, WORDS
from registry.folders import tell
from registry.models import Arrival


def why_not_in(arrival: Arrival) -> list[str]:
    """What is wrong with its files, file by file; or what kept it from being looked through."""
    if arrival.state == "faulty":
        return [tell(fault) for fault in arrival.found_faults]
    if arrival.state == "refused":
        return [_("Your role in the organization has changed since you brought the file.")]
    if arrival.state == "failed":
        reason = arrival.item.reason
        code = reason.get("code", "")
        return [str(WORDS.get(code, UNKNOWN)) % {"code": code, **reason.get("params", {})}]
    return []
