"""What terms are made of, schema 1. docs/agreements.md describes each part for people."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, NamedTuple, TypedDict

SCHEMA = 1
LANGUAGES = ("en", "zh")

# What one party can let another do with each kind of asset; docs/agreements.md says what each means.
SHAREABLE = {
    "dataset": ("discover", "preview", "download", "train", "evaluate", "derive", "redistribute", "publish"),
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


class Purposes(TypedDict):
    codes: list[str]
    commercial: bool
    project: str | None


class Publication(TypedDict):
    review_days: int


class Terms(TypedDict):
    schema: int
    prevailing_language: Literal["en", "zh"]
    parties: list[str]
    shares: list[Share]
    purposes: Purposes
    starts_on: str
    ends_on: str | None
    derived_models: Words
    publication: Publication
    law: Words
    liability: Words


class Period(NamedTuple):
    """The moments [starts_at, ends_at) in which terms hold; no end means none."""

    starts_at: datetime
    ends_at: datetime | None


def period(terms: Terms) -> Period:
    """The days of the terms as moments: from the first day's start to the end of the last day, both in UTC."""
    ends_on = terms["ends_on"]
    return Period(
        _midnight(date.fromisoformat(terms["starts_on"])),
        _midnight(date.fromisoformat(ends_on) + timedelta(days=1)) if ends_on else None,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)


def providers(terms: Terms) -> list[str]:
    """The parties that share something, in the order of the parties."""
    return [party for party in terms["parties"] if any(share["provider"] == party for share in terms["shares"])]


def recipients(terms: Terms) -> list[str]:
    """The parties that something is shared with, in the order of the parties."""
    return [party for party in terms["parties"] if any(share["recipient"] == party for share in terms["shares"])]
