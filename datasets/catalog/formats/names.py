"""Names of files in an archive: those that would be written elsewhere, or over one another, are refused."""

import re
import unicodedata
from collections.abc import Sequence

from catalog.formats.schema import Fault, FormatError, fault

ELSEWHERE = re.compile(r"/.*|[A-Za-z]:.*|(.*/)?\.\.(/.*)?", re.DOTALL)
LONGEST_PATH = 1_000


def check_names(names: Sequence[str], archive: str) -> None:
    """Raises FormatError: names that are absolute, lead out of the archive, hold control characters, or collide."""
    found: list[Fault] = []
    taken: dict[str, str] = {}
    for name in names:
        path = name.replace("\\", "/")
        if ELSEWHERE.fullmatch(path) or len(path) > LONGEST_PATH:
            found.append(fault("name_elsewhere", archive, member=name))
        elif any(unicodedata.category(letter) in ("Cc", "Cs") for letter in path):
            found.append(fault("name_control", archive, member=re.sub(r"[\x00-\x1f\x7f-\x9f]", "�", name)))
        plain = unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
        if other := taken.get(plain):
            found.append(fault("names_collide", archive, member=name, other=other))
        taken[plain] = name
    if found:
        raise FormatError(found)
