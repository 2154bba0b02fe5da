"""What the head of a model card (README.md, YAML between two lines of ---) says that we keep."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

HEAD = re.compile(r"\A---\s*\n(.*?)\n---\s*(?:\n|\Z)", re.DOTALL)
LONGEST_HEAD = 64 << 10
LONGEST_WORD = 100
MOST_LANGUAGES = 200


@dataclass(frozen=True)
class Card:
    """Licence as written, languages as codes, and the task in Hugging Face's words; what it doesn't say is empty."""

    licence: str = ""
    languages: list[str] = field(default_factory=list)
    task: str = ""


def card_in(folder: Path) -> Card:
    """What the card in `folder` says; a head that can't be read says nothing."""
    path = folder / "README.md"
    if not path.is_file():
        return Card()
    with path.open("rb") as stream:
        text = stream.read(LONGEST_HEAD).decode(errors="replace")
    head = head_of(text)
    return Card(
        licence=_word(head.get("license")),
        languages=[word for each in _listed(head.get("language"))[:MOST_LANGUAGES] if (word := _word(each))],
        task=_word(head.get("pipeline_tag")),
    )


def head_of(text: str) -> dict[str, Any]:
    """The head of a card; {} where there is none, or one that is no YAML."""
    found = HEAD.match(text)
    try:
        head = yaml.safe_load(found[1]) if found else None
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return head if isinstance(head, dict) else {}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _word(value: Any) -> str:
    """The language code of Norwegian, `no`, is a false in YAML."""
    if value is False:
        return "no"
    return value.strip() if isinstance(value, str) and len(value) <= LONGEST_WORD else ""
