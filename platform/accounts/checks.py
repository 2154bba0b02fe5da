"""Identifiers of people that can be wrong by themselves."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

ORCID = re.compile(r"^[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]$")


def check_orcid(value: str) -> None:
    """An ORCID iD: fifteen digits and a check character over them (ISO 7064, MOD 11-2).

    Raises:
        ValidationError: it has another form, or the check character is not that of the rest.
    """
    if not ORCID.match(value):
        raise ValidationError(_("Sixteen characters in groups of four, as in 0000-0002-1825-0097."))
    total = 0
    for digit in value[:-1].replace("-", ""):
        total = (total + int(digit)) * 2
    if "0123456789X"[(12 - total % 11) % 11] != value[-1]:
        raise ValidationError(
            _("Its last character doesn't fit the rest. Copy it again from orcid.org."), code="digits"
        )
