"""The JSON Schema of terms (draft 2020-12), made from the one declaration that check_terms follows."""

from typing import Any

from agreements.terms import declaration
from agreements.terms.shape import SCHEMA

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """What terms look like. A few rules between parts are only in check_terms; what this refuses, that refuses too."""
    return {
        "$schema": DIALECT,
        "title": f"Terms of an Entente agreement, schema {SCHEMA}",
        "description": "Every part is required but those that came later; null, [] and false ask nothing.",
        **declaration.terms.schema,
    }
