"""Names for columns: every column gets one, each a different one."""

from collections.abc import Iterable

from catalog.formats.encodings import UNDECODABLE
from catalog.formats.limits import LONGEST_NAME, MOST_COLUMNS
from catalog.formats.schema import Fault, FormatError, fault, showable


def named(header: list[str], file: str, *, told: bool, encoding: str = "utf-8") -> tuple[list[str], list[Fault]]:
    """The columns' names, and what was mended: those without one get one, those with the same name a number.

    `told` says that the file names its columns. Raises FormatError: more columns than are read, a name that is no text.
    """
    if len(header) > MOST_COLUMNS:
        raise FormatError([fault("too_many_columns", file, columns=len(header), limit=MOST_COLUMNS)])
    names: list[str] = []
    taken: set[str] = set()
    repaired: list[Fault] = []
    for at, given in enumerate(header, 1):
        if UNDECODABLE in given:
            raise FormatError([fault("header_not_encoded", file, column=at, encoding=encoding)])
        name = " ".join(given.replace("\0", "").split())[:LONGEST_NAME]
        if not name:
            name = free(f"column_{at}", taken | set(header))
            if told:
                repaired.append(fault("column_named", file, at=at, name=name))
        elif name in taken:
            again = free(name, taken | set(header))
            repaired.append(fault("column_renamed", file, at=at, column=name, again=again))
            name = again
        names.append(name)
        taken.add(name)
    return names, repaired


def check_fields(names: Iterable[str], file: str) -> None:
    """Raises FormatError: a field, whose name nobody mends, has none, one too long, or one that no database keeps."""
    wrong = [name for name in names if not 0 < len(name) <= LONGEST_NAME or showable(name) != name]
    if wrong:
        raise FormatError(fault("field_name", file, column=name, limit=LONGEST_NAME) for name in wrong)


def free(name: str, taken: set[str]) -> str:
    """`name`, or with a number when it is taken."""
    if name not in taken:
        return name
    number = 2
    while f"{name}_{number}" in taken:
        number += 1
    return f"{name}_{number}"
