"""Who keeps each clause: the one place that says so.

`software` is a claim: a check refuses what the clause refuses, and a test fails when that check is taken out. The table
in docs/agreements.md names both for each clause, and a test holds it and this one together. `people` is what somebody
has to look after, `text` what no one here can check.
"""

from typing import Literal, get_args

Keeper = Literal["software", "people", "text"]
KEEPERS: tuple[Keeper, ...] = get_args(Keeper)

KEPT_BY: dict[str, Keeper] = {
    "shared": "software",
    "allowed": "software",
    "purpose": "software",
    "diseases": "software",
    "people": "software",
    "institutions": "software",
    "regions": "software",
    "duties": "people",
    "masked_columns": "software",
    "deidentified": "software",
    "k_anonymity": "software",
    "privacy_budget": "software",
    "sites": "people",
    "no_reidentification": "people",
    "period": "software",
    "suspension": "software",
    "retention": "people",
    "ownership": "text",
    "licence": "software",
    "use_of_derived": "software",
    "derived_at_end": "software",
    "derived_words": "text",
    "background": "text",
    "foreground": "text",
    "filing": "people",
    "review_of_manuscripts": "software",
    "embargo": "software",
    "duty_to_publish": "people",
    "compliance": "people",
    "compliance_stops": "software",
    "amendment": "software",
    "law": "text",
    "liability": "text",
    "languages": "text",
}
