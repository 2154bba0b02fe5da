"""What recipes do, in words; and what a person writes of a deed's setting, as the recipe keeps it."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DEEDS: dict[str, Promise] = {
    "": _("stays as it is"),
    "drop": _("the column goes"),
    "suppress": _("it is emptied"),
    "mask": _("letters are hidden"),
    "mask_found": _("what is found in a text is replaced"),
    "hash": _("keyed hash"),
    "pseudonym": _("pseudonyms"),
    "generalise": _("ranges of numbers"),
    "coarsen_date": _("month or year"),
    "truncate": _("first letters"),
    "group": _("groups"),
}
# The one setting that a deed takes, and what is written for it.
SETTINGS: dict[str, str] = {
    "mask": "keep_last",
    "pseudonym": "prefix",
    "generalise": "width",
    "coarsen_date": "to",
    "truncate": "keep",
    "group": "into",
}
HELP: dict[str, Promise] = {
    "mask": _("how many letters stay at the end (none)"),
    "pseudonym": _("the letters before the number (P)"),
    "generalise": _("the width of a range, as 10"),
    "coarsen_date": _("“month” (unless told) or “year”"),
    "truncate": _("how many letters stay"),
    "group": _("value = group; value = group"),
}


def read_setting(deed: str, written: str) -> dict[str, Any]:
    """The options of a step; what can't be read stays as it was written, for the recipe to say so."""
    written = written.strip()
    if not written or deed not in SETTINGS:
        return {}
    return {SETTINGS[deed]: _value(SETTINGS[deed], written)}


def write_setting(deed: str, options: dict[str, Any]) -> str:
    """The setting as a person would write it."""
    value = options.get(SETTINGS.get(deed, ""), "")
    return "; ".join(f"{one} = {other}" for one, other in value.items()) if isinstance(value, dict) else str(value)


def _value(name: str, written: str) -> Any:
    if name == "into":
        pairs = (pair.partition("=") for pair in written.split(";") if pair.strip())
        return {value.strip(): group.strip() for value, _equals, group in pairs}
    if name in ("keep_last", "keep") and written.isdecimal():
        return int(written)
    if name == "width":
        try:
            return float(written)
        except ValueError:
            return written
    return written
