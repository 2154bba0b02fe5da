"""Agreements to start from: `templates.json` says what is usual, the parties say who, and what they share."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

from django.utils import timezone
from django.utils.translation import get_language

from agreements.terms import SCHEMA, Portion, Share, Terms, asking_nothing_but, providers, recipients

# What is usual where a template doesn't say otherwise; nothing else is asked.
USUAL: dict[str, Any] = {
    "publication": {"review_days": 30},
    "law": {"en": "The law of the provider’s country applies.", "zh": "适用提供方所在国法律。"},
    "liability": {"en": "Each party answers for its own faults.", "zh": "各方为自身的过错负责。"},
}


@dataclass(frozen=True)
class Template:
    """One agreement to start from. Its lists of parties are said by role: `parties`, `providers`, `recipients`."""

    slug: str
    names: dict[str, str]
    descriptions: dict[str, str]
    fewest: int
    most: int
    months: int
    operations: dict[str, list[str]]
    terms: dict[str, Any]

    @property
    def name(self) -> str:
        """Its name in the reader's language."""
        return self.names[_language()]

    @property
    def description(self) -> str:
        """What it is for, in the reader's language."""
        return self.descriptions[_language()]


def _language() -> str:
    return "zh" if (get_language() or "").startswith("zh") else "en"


def _load() -> dict[str, Template]:
    told = json.loads((Path(__file__).parent / "templates.json").read_text(encoding="utf-8"))
    return {
        one["slug"]: Template(
            one["slug"],
            one["name"],
            one["description"],
            one["parties"]["from"],
            one["parties"]["to"],
            one["months"],
            one["operations"],
            one["terms"],
        )
        for one in told
    }


TEMPLATES = _load()


def fill(template: Template, *, parties: list[str], shares: list[Share], project: str | None = None) -> Terms:
    """Terms that begin today, between these parties, who share this; well formed once something is shared."""
    today = timezone.localdate()
    said = {part: USUAL.get(part, {}) | template.terms.get(part, {}) for part in {**USUAL, **template.terms}}
    terms = asking_nothing_but(**said)
    terms |= {
        "schema": SCHEMA,
        "prevailing_language": "en",
        "parties": parties,
        "shares": shares,
        "starts_on": today.isoformat(),
        "ends_on": _after(today, template.months).isoformat(),
    }
    terms["purposes"]["project"] = project
    if terms["publication"]["duty_to_publish"]:
        terms["purposes"]["codes"] = [*terms["purposes"]["codes"], "DUO:0000019"]
    named = cast(Terms, terms)
    sides = {
        "parties": parties,
        "providers": providers(named) or parties,
        "recipients": recipients(named) or parties,
        "nobody": [],
    }
    derived, property_ = terms["derived_models"], terms["intellectual_property"]
    derived |= {part: sides[derived[part] or "nobody"] for part in ("deploy", "serve", "pass_on")}
    derived["ownership"] = in_equal_shares(sides[derived["ownership"] or "nobody"])
    property_["foreground"] = in_equal_shares(sides[property_["foreground"] or "nobody"])
    return named


def in_equal_shares(parties: Sequence[str]) -> list[Portion]:
    """A whole of 100 per cent in whole numbers; what doesn't divide goes to those who stand first."""
    if not parties:
        return []
    each, left = divmod(100, len(parties))
    return [{"party": party, "percent": each + (place < left)} for place, party in enumerate(parties)]


def _after(day: date, months: int) -> date:
    """The last day of a time of so many months that begins on `day`."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, min(day.day, 28))
