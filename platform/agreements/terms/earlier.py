"""Terms of an earlier schema, brought to the form of today: what a new version of an old agreement starts from."""

from collections.abc import Mapping
from typing import Any, cast

from agreements.terms.shape import SCHEMA, Terms


def in_todays_form(terms: Mapping[str, Any]) -> Terms:
    """The same promises in today's schema; what an earlier one could not say is not asked."""
    if terms["schema"] == SCHEMA:
        return cast(Terms, dict(terms))
    return cast(
        Terms,
        {
            **terms,
            "schema": SCHEMA,
            "purposes": {**terms["purposes"], "diseases": [], "regions": [], "people": [], "institutions": []},
            "protections": {
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
                "at_end": "keep",
                "words": terms["derived_models"],
            },
            "intellectual_property": {"background": None, "foreground": [], "filing": None},
            "publication": {**terms["publication"], "embargo_until": None, "duty_to_publish": False},
            "compliance": {"every_months": None, "suspend_after_days": None},
            "amendment": {"old_binds": "until_signed", "grace_days": 0},
        },
    )
