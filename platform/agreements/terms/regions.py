"""Countries and territories by their ISO 3166-1 code, with the names that CLDR gives them in both languages."""

from babel import Locale

from organizations.countries import CODES


def _names(language: str) -> dict[str, str]:
    known = Locale(language).territories
    return {code: known[code] for code in sorted(CODES)}


REGIONS: dict[str, dict[str, str]] = {"en": _names("en"), "zh": _names("zh")}
