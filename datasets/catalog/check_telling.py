"""What the checks of a version have found, as its page tells it."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.splitting import PARTS

BY: Mapping[str, Promise] = {
    "texts": _("Texts that are the same to a reader, or four fifths of whose runs of four letters are common to both."),
    "pictures": _("Pictures that look the same, whatever their size and format."),
    "rows": _("Rows that are equal in all columns but their part."),
}


def told_checks(checks: Mapping[str, Any]) -> dict[str, Any]:
    """For the template."""
    alike = checks["alike"]
    groups = [
        {**group, "parts": [PARTS.get(part, part) for part in group["parts"]], "is_across": len(group["parts"]) > 1}
        for group in alike["told"]
    ]
    return {"alike": {**alike, "told": groups, "told_by": BY[alike["by"]]}, "labels": checks["labels"]}
