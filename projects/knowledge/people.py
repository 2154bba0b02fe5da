"""How authors are known: ORCID identifiers, and what each contributed by the CRediT taxonomy (ANSI/NISO Z39.104)."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum.iso7064 import mod_11_2

ORCID = re.compile(r"(?:https?://orcid\.org/)?(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])")


class Contribution(models.TextChoices):
    """The fourteen roles."""

    CONCEPTUALIZATION = "conceptualization", gettext_lazy("Conceptualization")
    DATA_CURATION = "data-curation", gettext_lazy("Data curation")
    FORMAL_ANALYSIS = "formal-analysis", gettext_lazy("Formal analysis")
    FUNDING_ACQUISITION = "funding-acquisition", gettext_lazy("Funding acquisition")
    INVESTIGATION = "investigation", gettext_lazy("Investigation")
    METHODOLOGY = "methodology", gettext_lazy("Methodology")
    PROJECT_ADMINISTRATION = "project-administration", gettext_lazy("Project administration")
    RESOURCES = "resources", gettext_lazy("Resources")
    SOFTWARE = "software", gettext_lazy("Software")
    SUPERVISION = "supervision", gettext_lazy("Supervision")
    VALIDATION = "validation", gettext_lazy("Validation")
    VISUALIZATION = "visualization", gettext_lazy("Visualization")
    WRITING_DRAFT = "writing-original-draft", gettext_lazy("Writing – original draft")
    WRITING_REVIEW = "writing-review-editing", gettext_lazy("Writing – review and editing")


def orcid_of(written: str) -> str:
    """An ORCID as it is written everywhere, 0000-0002-1825-0097; "" for none.

    Raises:
        ValidationError: it has another shape, or its check digit (ISO 7064, MOD 11-2) doesn't fit.
    """
    written = written.strip()
    if not written:
        return ""
    found = ORCID.fullmatch(written)
    digits = "".join(found.groups()).upper() if found else ""
    if not digits or not mod_11_2.is_valid(digits):
        raise ValidationError(
            _("“%(orcid)s” is no ORCID: 16 digits as in 0000-0002-1825-0097, of which the last checks the others.")
            % {"orcid": written},
            code="orcid",
        )
    return "-".join(digits[place : place + 4] for place in range(0, 16, 4))
