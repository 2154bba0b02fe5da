"""Terms of an earlier schema, brought to the form of today: what a new version of an old agreement starts from."""

from collections.abc import Mapping
from typing import Any, cast

from agreements.terms.nothing import asking_nothing_but
from agreements.terms.shape import SCHEMA, Terms


def in_todays_form(terms: Mapping[str, Any]) -> Terms:
    """The same promises in today's schema; what an earlier one could not say is not asked."""
    if terms["schema"] == SCHEMA:
        return cast(Terms, dict(terms))
    said = asking_nothing_but(
        purposes=terms["purposes"],
        publication=terms["publication"],
        derived_models={"at_end": "keep", "words": terms["derived_models"]},
    )
    return cast(Terms, {**terms, **said, "schema": SCHEMA})
