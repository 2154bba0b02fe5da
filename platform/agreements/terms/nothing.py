"""Terms that ask nothing of anybody: what stands in a part of schema 2 that nobody spoke of."""

from copy import deepcopy
from typing import Any

_NOTHING: dict[str, Any] = {
    "purposes": {
        "codes": [],
        "commercial": False,
        "project": None,
        "diseases": [],
        "regions": [],
        "people": [],
        "institutions": [],
    },
    "protections": {
        "masked_columns": [],
        "deidentified_only": False,
        "k_anonymity": None,
        "privacy_budget": None,
        "sites": [],
        "no_reidentification": False,
    },
    "retention": {"days": None, "delete_at_end": False},
    "derived_models": {
        "ownership": [],
        "licence": None,
        "deploy": [],
        "serve": [],
        "pass_on": [],
        "at_end": "freeze",
        "words": None,
    },
    "intellectual_property": {"background": None, "foreground": [], "filing": None},
    "publication": {"review_days": 0, "embargo_until": None, "duty_to_publish": False},
    "compliance": {"every_months": None, "suspend_after_days": None},
    "amendment": {"old_binds": "until_signed", "grace_days": 0},
}


def asking_nothing_but(**asked: dict[str, Any]) -> dict[str, Any]:
    """The parts that can ask something, each completed: what is given for a part, and nothing besides."""
    parts = deepcopy(_NOTHING)
    return parts | {part: parts.get(part, {}) | given for part, given in asked.items()}
