"""Terms that ask nothing beyond what a test says: every part there, as schema 2 wants it."""

from typing import Any

from agreements.terms import SCHEMA, asking_nothing_but

LISTS = ("diseases", "regions", "people", "institutions")


def purposes_of(
    *codes: str, commercial: bool = False, project: str | None = None, **listed: list[Any]
) -> dict[str, Any]:
    """Purposes with these codes; `diseases`, `regions`, `people` and `institutions` are empty unless given."""
    asked = {"codes": list(codes), "commercial": commercial, "project": project, **listed}
    purposes: dict[str, Any] = asking_nothing_but(purposes=asked)["purposes"]
    return purposes


def publication_of(review_days: int = 30, **asked: Any) -> dict[str, Any]:
    """Days to read a manuscript; no embargo and no duty unless given."""
    publication: dict[str, Any] = asking_nothing_but(publication={"review_days": review_days, **asked})["publication"]
    return publication


def share_of(asset: str, *operations: str, provider: str, recipient: str, kind: str = "dataset") -> dict[str, Any]:
    """One share of all versions of an asset."""
    return {
        "provider": provider,
        "recipient": recipient,
        "asset": {"kind": kind, "slug": asset},
        "versions": "all",
        "operations": list(operations),
    }


def terms2(parties: list[str], shares: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    """Well-formed terms; a part given in `changes` replaces that part, an object within one is completed from it."""
    terms: dict[str, Any] = {
        "schema": SCHEMA,
        "prevailing_language": "en",
        "parties": parties,
        "shares": shares,
        **asking_nothing_but(
            purposes={"codes": ["DUO:0000042"]},
            derived_models={"words": {"en": "A model belongs to whoever trained it.", "zh": "模型归训练方所有。"}},
            publication={"review_days": 30},
        ),
        "starts_on": "2026-01-01",
        "ends_on": "2099-12-31",
        "law": {"en": "Swiss law applies.", "zh": "适用瑞士法律。"},
        "liability": {"en": "Each party answers for its own faults.", "zh": "各方对自己的过失负责。"},
    }
    for part, value in changes.items():
        terms[part] = terms[part] | value if isinstance(terms[part], dict) and isinstance(value, dict) else value
    return terms
