"""A purpose in words: DUO codes with their labels in the language of the page."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agreements.duo import CODES
from agreements.models import Purpose
from agreements.terms.regions import REGIONS

# The codes that say what research is for; the others of DUO are conditions, which terms make and a project doesn't.
OF_PROJECTS = ("DUO:0000042", "DUO:0000006", "DUO:0000007", "DUO:0000011", "DUO:0000016", "DUO:0000043", "DUO:0000046")


def label_of(code: str) -> str:
    """The label of a DUO code; a code we don't know stands for itself."""
    known = CODES.get(code)
    if known is None:
        return code
    return known.zh if (get_language() or "").startswith("zh") else known.en


def region_of(purpose: Purpose) -> str:
    """The country in the language of the page; what is no code of ISO 3166 stands for itself."""
    names = REGIONS["zh" if (get_language() or "").startswith("zh") else "en"]
    return names.get(purpose.region, purpose.region)


def words_of(purpose: Purpose) -> list[tuple[str, str]]:
    """The purpose as names and values."""
    facts = [
        (_("Use"), "; ".join(label_of(code) for code in purpose.codes)),
        (_("Codes"), ", ".join(purpose.codes)),
        (_("Commercial"), _("yes") if purpose.commercial else _("no")),
        (_("Diseases"), ", ".join(purpose.diseases)),
        (_("Region"), region_of(purpose)),
    ]
    return [(name, value) for name, value in facts if value]
