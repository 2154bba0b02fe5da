"""What both texts need beside the terms: the names behind the slugs, and what of a share is granted and what isn't."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from agreements.terms import SHAREABLE, Share, Terms


@dataclass(frozen=True)
class Names:
    """The names at the moment of rendering; a later renaming changes no text."""

    title: str
    version: int
    organizations: Mapping[str, str]
    assets: Mapping[tuple[str, str], str]
    projects: Mapping[str, str]
    people: Mapping[str, str] = field(default_factory=dict)


def split_operations(share: Share) -> tuple[list[str], list[str]]:
    """The operations that a share grants, and the others there are. Whoever receives something may know of it."""
    known = SHAREABLE[share["asset"]["kind"]]
    granted = [operation for operation in known if operation == "discover" or operation in share["operations"]]
    return granted, [operation for operation in known if operation not in granted]


class Written(NamedTuple):
    """A clause in the words of one language."""

    title: str
    text: str


Writer = Callable[[Terms, Names], Written]
