"""What licences forbid, and under which licences something made from them may stand: a table for people to check.

Sources: the licences' own texts at spdx.org/licenses; Creative Commons' list of compatible licences
(creativecommons.org/share-your-work/licensing-considerations/compatible-licenses); the Free Software Foundation's
comments on licences (gnu.org/licenses/license-list.html).

Software decides only what stands here: whether a licence forbids derivatives or commercial use, and share-alike. Not
decided by software: licences that don't stand here (they are taken to forbid nothing and to ask nothing of others),
attribution, exceptions (`WITH …`: the licence itself counts), which later versions may follow earlier ones, and whether
a trained model is a derivative of its data at all. We take it to be one, which is the stricter reading.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from license_expression import ExpressionError, LicenseSymbol

from agreements.terms.licences import spdx

Forbidden = Literal["derivatives", "commercial"]


@dataclass(frozen=True)
class Family:
    """Licences whose identifier begins alike.

    Attributes:
        forbids: what they keep from everybody but the holder of the rights.
        share_alike: how the licences begin under which something made from them may stand; none: under any.
    """

    forbids: frozenset[Forbidden] = frozenset()
    share_alike: tuple[str, ...] = ()


NO_DERIVATIVES: frozenset[Forbidden] = frozenset({"derivatives"})
NO_COMMERCIAL_USE: frozenset[Forbidden] = frozenset({"commercial"})
GPL_3 = ("GPL-3.0", "AGPL-3.0")

# By how the SPDX identifier begins; the longest beginning that fits counts.
FAMILIES: dict[str, Family] = {
    "CC-BY-ND-": Family(NO_DERIVATIVES),
    "CC-BY-NC-ND-": Family(NO_DERIVATIVES | NO_COMMERCIAL_USE),
    "CC-BY-NC-": Family(NO_COMMERCIAL_USE),
    "CC-BY-NC-SA-": Family(NO_COMMERCIAL_USE, share_alike=("CC-BY-NC-SA-",)),
    "CC-BY-NC-SA-4.0": Family(NO_COMMERCIAL_USE, share_alike=("CC-BY-NC-SA-4.0",)),
    "CC-BY-SA-": Family(share_alike=("CC-BY-SA-",)),
    "CC-BY-SA-4.0": Family(share_alike=("CC-BY-SA-4.0", "GPL-3.0")),
    "PolyForm-Noncommercial-": Family(NO_COMMERCIAL_USE),
    "ODbL-": Family(share_alike=("ODbL-",)),
    "CDLA-Sharing-": Family(share_alike=("CDLA-Sharing-",)),
    "GPL-2.0": Family(share_alike=("GPL-2.0",)),
    "GPL-2.0-or-later": Family(share_alike=("GPL-2.0", *GPL_3)),
    "GPL-3.0": Family(share_alike=GPL_3),
    "AGPL-3.0": Family(share_alike=("AGPL-3.0",)),
    "GFDL-": Family(share_alike=("GFDL-",)),
}
ANY = Family()


def expression_of(words: str) -> str:
    """The words as an SPDX expression, written in its one way; "" where they are none."""
    try:
        parsed = spdx().parse(words.strip(), validate=True)
    except ExpressionError:
        return ""
    return str(parsed) if parsed is not None else ""


def forbidden_by(expression: str) -> frozenset[Forbidden]:
    """What an SPDX expression forbids: with OR, only what every choice forbids."""
    choices = [frozenset().union(*(family_of(one).forbids for one in choice)) for choice in choices_in(expression)]
    return frozenset.intersection(*choices) if choices else frozenset()


def fits(made: str, upstream: str) -> bool:
    """Whether something made under `upstream` may stand under `made`; both are SPDX expressions, "" fits all."""
    choices = list(choices_in(upstream))
    return not choices or any(
        all(_fits(each, one) for each in licences_in(made) for one in choice) for choice in choices
    )


def _fits(made: str, upstream: str) -> bool:
    asks = family_of(upstream)
    if "derivatives" in asks.forbids or ("commercial" in asks.forbids and "commercial" not in family_of(made).forbids):
        return False
    return not asks.share_alike or made.startswith(asks.share_alike)


def family_of(identifier: str) -> Family:
    """The row of the table for one licence."""
    beginnings = [beginning for beginning in FAMILIES if identifier.startswith(beginning)]
    return FAMILIES[max(beginnings, key=len)] if beginnings else ANY


def licences_in(expression: str) -> set[str]:
    """Every licence that an expression names."""
    return {one for choice in choices_in(expression) for one in choice}


def choices_in(expression: str) -> Iterator[frozenset[str]]:
    """The choices that an expression leaves: each the licences that hold together."""
    licensing = spdx()
    if not expression:
        return
    parsed = licensing.dnf(licensing.parse(expression))
    for choice in parsed.args if isinstance(parsed, licensing.OR) else [parsed]:
        symbols = licensing.license_symbols(choice, decompose=True)
        yield frozenset(one.key for one in symbols if isinstance(one, LicenseSymbol) and not one.is_exception)
