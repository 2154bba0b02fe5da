"""Chinese for lists, days, parties and portions, and how Latin words are set among Chinese ones."""

import re
from datetime import date

from agreements.rendering.facts import Names
from agreements.terms import Portion, Share

KINDS = {"dataset": "数据集", "model": "模型"}


def asset(share: Share, names: Names) -> str:
    """The dataset or model of a share, by its name."""
    shared = share["asset"]
    return f"{KINDS[shared['kind']]}“{names.assets[shared['kind'], shared['slug']]}”"


def party(slug: str, names: Names) -> str:
    """One party by its name."""
    return spaced(names.organizations[slug])


def parties(slugs: list[str], names: Names) -> str:
    """Parties as a list."""
    return all_of([names.organizations[slug] for slug in slugs])


def portions(portions: list[Portion], names: Names) -> str:
    """What belongs to whom, as a list."""
    return "，".join(f"{party(portion['party'], names)}占 {portion['percent']}%" for portion in portions)


def day(written: str) -> str:
    """A day as 2026 年 12 月 31 日."""
    day = date.fromisoformat(written)
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def all_of(words: list[str]) -> str:
    """Words as a list with 和."""
    return _joined(words, "和")


def any_of(words: list[str]) -> str:
    """Words as a list with 或."""
    return _joined(words, "或")


def spaced(name: str) -> str:
    """A Latin name stands apart from the characters around it; `set_lines` takes the space away beside punctuation."""
    return f" {name} " if name.isascii() else name


def set_lines(text: str) -> str:
    """No space beside Chinese punctuation or at the ends of a line."""
    return "\n".join(re.sub(r" ?([，。、；：“”（）]) ?", r"\1", line).strip() for line in text.split("\n"))


def _joined(words: list[str], last: str) -> str:
    named = [spaced(word) for word in words]
    return named[0] if len(named) == 1 else f"{'、'.join(named[:-1])}{last}{named[-1]}"
