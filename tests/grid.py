"""tests/authorization_matrix_whole.txt: a line for each method at each address, a letter for each person.

Columns stand in groups: the organizations by how they stand to the things asked for, with a letter for each role in it;
the operator's staff and reviewer; and somebody who is not signed in.
"""

from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path

from tests.crowd import ROLES, STANDINGS

from organizations.models import Role

Who = tuple[str, str]
Line = tuple[str, str]
Grid = dict[Line, dict[Who, str]]

TABLE = Path(__file__).parent / "authorization_matrix_whole.txt"
LETTERS = {
    Role.OWNER: "O",
    Role.SIGNATORY: "G",
    Role.STEWARD: "S",
    Role.RESEARCHER: "R",
    Role.COMPUTE_MANAGER: "C",
    Role.AUDITOR: "A",
    Role.STAFF: "T",
    Role.REVIEWER: "V",
}
# Who between them open every door, to ask which methods an address takes.
OPENING: tuple[Who, ...] = (
    ("own", Role.OWNER),
    ("operator", Role.STAFF),
    ("operator", Role.REVIEWER),
    ("anonymous", ""),
)
GROUPS: dict[str, tuple[Role, ...]] = dict.fromkeys(STANDINGS, ROLES) | {"operator": (Role.STAFF, Role.REVIEWER)}
COLUMNS: tuple[Who, ...] = (
    *((group, str(role)) for group, roles in GROUPS.items() for role in roles),
    ("anonymous", ""),
)
HEAD = """\
# Who gets what at every address. tests/platform/test_matrix_whole.py walks the site, compares, and writes this file.
#
#   W  something was changed          x  refused, by the policy
#   r  read: the answer is there      -  not there, whether it is or not
#   >  led elsewhere                  s  asked to sign in
#   f  let in, and nothing came of it: a fault in what was sent, or the thing is in no state for it
#
# `own` is the organization that the things belong to; `partner` and `suspend` are its partners under an agreement in
# force and under one that is suspended; `stranger` is party to nothing; `unverif` waits to be verified; `op` runs the
# platform; `an` is not signed in. Roles: O owner, G signatory, S data steward, R researcher, C compute manager,
# A auditor; T the operator's staff, V its reviewer.
"""
NARROW = {"suspended": "suspend", "stranger": "strange", "unverified": "unverif", "operator": "op", "anonymous": "an"}
WIDTH = 82


def read() -> Grid:
    """The table as it stands."""
    lines = [line.split() for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    return {(method, address): dict(zip(COLUMNS, "".join(cells), strict=True)) for method, address, *cells in lines}


def write(grid: Grid) -> None:
    """Put this in the table's place, an empty line between what has another beginning."""
    blocks = groupby(sorted(grid, key=_place), key=lambda line: _beginning(line[1]))
    told = ["\n".join(_row(*line, grid[line]) for line in lines) for _beginning_of, lines in blocks]
    TABLE.write_text("\n\n".join([HEAD + _titles(), *told]) + "\n")


def _place(line: Line) -> tuple[str, str]:
    method, address = line
    return address, method


def _beginning(address: str) -> str:
    parts = address.split("/")
    return "/".join(parts[:4] if parts[1] == "api" else parts[:3] if parts[1] == "admin" else parts[:2])


def _titles() -> str:
    names = [f"{NARROW.get(group, group):<{max(len(roles), 2)}}" for group, roles in GROUPS.items()]
    roles = ["".join(LETTERS[role] for role in roles) for roles in GROUPS.values()]
    rows = [
        f"# {'':<{WIDTH + 6}}{'  '.join(cells)}"
        for cells in ([*_widened(names), NARROW["anonymous"]], [*_widened(roles), ""])
    ]
    return "\n".join(row.rstrip() for row in rows)


def _row(method: str, address: str, answers: Mapping[Who, str]) -> str:
    cells = ["".join(answers[group, str(role)] for role in roles) for group, roles in GROUPS.items()]
    return f"{method:<7} {address:<{WIDTH - 1}} {'  '.join([*_widened(cells), answers['anonymous', '']])}"


def _widened(cells: Iterable[str]) -> list[str]:
    return [f"{cell:<7}" if place < len(STANDINGS) else f"{cell:<2}" for place, cell in enumerate(cells)]
