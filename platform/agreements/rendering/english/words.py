"""English for lists, days, counts, parties and portions."""

from datetime import date

from agreements.rendering.facts import Names
from agreements.terms import Portion, Share


def asset(share: Share, names: Names) -> str:
    """The dataset or model of a share, by its name."""
    shared = share["asset"]
    return f"the {shared['kind']} “{names.assets[shared['kind'], shared['slug']]}”"


def parties(slugs: list[str], names: Names) -> str:
    """Parties as a list."""
    return all_of([names.organizations[slug] for slug in slugs])


def portions(portions: list[Portion], names: Names) -> str:
    """What belongs to whom, as a list."""
    return all_of([f"{portion['percent']} % to {names.organizations[portion['party']]}" for portion in portions])


def day(written: str) -> str:
    """A day as 31 December 2026."""
    day = date.fromisoformat(written)
    return f"{day.day} {day:%B} {day.year}"


def count(number: int, unit: str) -> str:
    """A number with its unit, in the singular or the plural."""
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def all_of(words: list[str]) -> str:
    """Words as a list with “and”."""
    return _joined(words, "and")


def any_of(words: list[str]) -> str:
    """Words as a list with “or”."""
    return _joined(words, "or")


def _joined(words: list[str], last: str) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
