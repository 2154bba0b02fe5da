"""Which clauses terms have, in order, on which codes each stands, and who keeps it: the same for every language."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from agreements.duo import operation_code
from agreements.rendering.facts import split_operations
from agreements.terms import Terms
from agreements.terms.keepers import KEPT_BY, Keeper

# Codes of the Data Use Ontology with a clause of their own; every other one is a condition on the purpose.
DISEASES, REGIONS, PEOPLE, INSTITUTIONS = "DUO:0000007", "DUO:0000022", "DUO:0000026", "DUO:0000028"
PUBLICATION, MORATORIUM, TIME_LIMIT, RETURN = "DUO:0000019", "DUO:0000024", "DUO:0000025", "DUO:0000029"
ELSEWHERE = frozenset({DISEASES, REGIONS, PEOPLE, INSTITUTIONS, PUBLICATION, MORATORIUM, TIME_LIMIT, RETURN})


class Entry(NamedTuple):
    """One clause that the terms have: its key, its codes, and who keeps it."""

    key: str
    codes: tuple[str, ...]
    keeper: Keeper


@dataclass(frozen=True)
class _Part:
    key: str
    there: Callable[[Terms], object] = lambda _terms: True
    codes: Callable[[Terms], tuple[str, ...]] = lambda _terms: ()


def outline(terms: Terms) -> list[Entry]:
    """The clauses of these terms. What asks nothing has no clause."""
    return [Entry(part.key, part.codes(terms), KEPT_BY[part.key]) for part in PARTS if part.there(terms)]


def number_of(terms: Terms, key: str) -> int | None:
    """The number under which a clause stands in the text of these terms, or None where they have none of the kind."""
    keys = [entry.key for entry in outline(terms)]
    return keys.index(key) + 1 if key in keys else None


def conditions(terms: Terms) -> tuple[str, ...]:
    """The codes that the purpose itself has to meet."""
    return tuple(code for code in terms["purposes"]["codes"] if code not in ELSEWHERE)


def _operations(terms: Terms) -> tuple[str, ...]:
    granted = (operation for share in terms["shares"] for operation in split_operations(share)[0])
    return tuple(dict.fromkeys(operation_code(operation) for operation in granted))


def _coded(code: str) -> Callable[[Terms], tuple[str, ...]]:
    return lambda terms: (code,) if code in terms["purposes"]["codes"] else ()


def _used(terms: Terms) -> tuple[str, ...]:
    derived = terms["derived_models"]
    named = (("deploy", derived["deploy"]), ("serve", derived["serve"]), ("redistribute", derived["pass_on"]))
    return tuple(operation_code(operation) for operation, parties in named if parties)


PARTS = (
    _Part("shared"),
    _Part("allowed", codes=_operations),
    _Part("purpose", codes=conditions),
    _Part("diseases", lambda terms: terms["purposes"]["diseases"], _coded(DISEASES)),
    _Part("regions", lambda terms: terms["purposes"]["regions"], _coded(REGIONS)),
    _Part("people", lambda terms: terms["purposes"]["people"], _coded(PEOPLE)),
    _Part("institutions", lambda terms: terms["purposes"]["institutions"], _coded(INSTITUTIONS)),
    _Part("duties", _coded(RETURN), _coded(RETURN)),
    _Part(
        "masked_columns",
        lambda terms: terms["protections"].get("masked_columns"),
        lambda _terms: ("entente:masked-columns",),
    ),
    _Part(
        "deidentified",
        lambda terms: terms["protections"]["deidentified_only"],
        lambda _terms: ("entente:deidentified-only",),
    ),
    _Part("k_anonymity", lambda terms: terms["protections"]["k_anonymity"], lambda _terms: ("entente:k-anonymity",)),
    _Part(
        "privacy_budget",
        lambda terms: terms["protections"]["privacy_budget"],
        lambda _terms: ("entente:privacy-budget",),
    ),
    _Part("sites", lambda terms: terms["protections"]["sites"], lambda _terms: ("entente:named-sites",)),
    _Part(
        "no_reidentification",
        lambda terms: terms["protections"]["no_reidentification"],
        lambda _terms: ("entente:no-reidentification",),
    ),
    _Part("period", codes=_coded(TIME_LIMIT)),
    _Part("suspension"),
    _Part(
        "retention",
        lambda terms: terms["retention"]["delete_at_end"] or terms["retention"]["days"] is not None,
        lambda terms: ("entente:delete-at-end",) if terms["retention"]["delete_at_end"] else (),
    ),
    _Part("ownership", lambda terms: terms["derived_models"]["ownership"]),
    _Part("licence", lambda terms: terms["derived_models"]["licence"]),
    _Part("use_of_derived", codes=_used),
    _Part("derived_at_end", codes=lambda terms: (f"entente:derived-{terms['derived_models']['at_end']}-at-end",)),
    _Part("derived_words", lambda terms: terms["derived_models"]["words"]),
    _Part("background", lambda terms: terms["intellectual_property"]["background"]),
    _Part("foreground", lambda terms: terms["intellectual_property"]["foreground"]),
    _Part("filing", lambda terms: terms["intellectual_property"]["filing"]),
    _Part("review_of_manuscripts"),
    _Part("embargo", lambda terms: terms["publication"]["embargo_until"], _coded(MORATORIUM)),
    _Part("duty_to_publish", lambda terms: terms["publication"]["duty_to_publish"], _coded(PUBLICATION)),
    _Part("compliance", lambda terms: terms["compliance"]["every_months"] is not None),
    _Part("compliance_stops", lambda terms: terms["compliance"]["suspend_after_days"] is not None),
    _Part("amendment"),
    _Part("law"),
    _Part("liability"),
    _Part("languages"),
)
