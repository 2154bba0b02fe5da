"""What terms are made of, schema 2. docs/agreements.md describes each part for people.

A number that isn't whole (the privacy budget) is written as text, so that the canonical bytes hold no floats.
"""

from typing import Literal, NotRequired, TypedDict

SCHEMA = 2
LANGUAGES = ("en", "zh")

# What one party can let another do with each kind of asset; docs/agreements.md says what each means.
SHAREABLE = {
    "dataset": (
        "discover",
        "preview",
        "download",
        "train",
        "evaluate",
        "statistics",
        "derive",
        "redistribute",
        "publish",
    ),
    "model": ("discover", "evaluate", "derive", "infer", "release_weights", "serve", "redistribute", "publish"),
}


class Words(TypedDict):
    """What the parties wrote themselves, once in each language."""

    en: str
    zh: str


class AssetName(TypedDict):
    kind: Literal["dataset", "model"]
    slug: str


class Share(TypedDict):
    """What one provider lets one recipient do with one asset; `versions` is the last one shared, or "all"."""

    provider: str
    recipient: str
    asset: AssetName
    versions: int | Literal["all"]
    operations: list[str]


class Disease(TypedDict):
    """A disease by its MONDO code, and the narrower ones that the provider counts in."""

    code: str
    narrower: list[str]


class Purposes(TypedDict):
    """What for, and by whom. Each list goes with a code: diseases with DS, regions GS, people US, institutions IS."""

    codes: list[str]
    commercial: bool
    project: str | None
    diseases: list[Disease]
    regions: list[str]
    people: list[str]
    institutions: list[str]


class PrivacyBudget(TypedDict):
    """What each recipient may spend on each dataset, as numbers in text: {"epsilon": "2", "delta": "0.00001"}."""

    epsilon: str
    delta: str


class MaskedColumns(TypedDict):
    """Columns of a dataset that is shared, which no recipient sees, searches, takes along or learns from."""

    dataset: str
    columns: list[str]


class Protections(TypedDict):
    """What is `NotRequired` came later: terms that were signed before ask nothing by it."""

    masked_columns: NotRequired[list[MaskedColumns]]
    deidentified_only: bool
    k_anonymity: int | None
    privacy_budget: PrivacyBudget | None
    sites: list[str]
    no_reidentification: bool


class Retention(TypedDict):
    """`days` after the end for which copies may be kept (none: not a day); `delete_at_end`: deletion is a duty."""

    days: int | None
    delete_at_end: bool


class Portion(TypedDict):
    """What belongs to one party; the portions of a whole add up to 100."""

    party: str
    percent: int


class DerivedModels(TypedDict):
    """What comes of it: whose it is, under which licence, who may use it how, and what happens to it at the end."""

    ownership: list[Portion]
    licence: str | None
    deploy: list[str]
    serve: list[str]
    pass_on: list[str]
    at_end: Literal["keep", "freeze", "delete"]
    words: Words | None


class Filing(TypedDict):
    """Who files for protection of an invention, within how many days after it was reported."""

    party: str
    days: int


class IntellectualProperty(TypedDict):
    background: Words | None
    foreground: list[Portion]
    filing: Filing | None


class Publication(TypedDict):
    review_days: int
    embargo_until: str | None
    duty_to_publish: bool


class Compliance(TypedDict):
    every_months: int | None
    suspend_after_days: int | None


class Amendment(TypedDict):
    """What the signed terms still allow once other terms are proposed in their place."""

    old_binds: Literal["until_signed", "grace"]
    grace_days: int


class Terms(TypedDict):
    schema: int
    prevailing_language: Literal["en", "zh"]
    parties: list[str]
    shares: list[Share]
    purposes: Purposes
    protections: Protections
    retention: Retention
    derived_models: DerivedModels
    intellectual_property: IntellectualProperty
    publication: Publication
    compliance: Compliance
    amendment: Amendment
    starts_on: str
    ends_on: str | None
    law: Words
    liability: Words
