"""What is different between a version and the one before it."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from catalog.models import DatasetVersion

LEAST_SHIFT = 0.01  # of a class's share that is worth a line
RANGED = ("minimum", "maximum")


class Shift(NamedTuple):
    """A class whose share of the rows is another; None where it has no rows."""

    label: str
    before: float | None
    after: float | None


class Stretch(NamedTuple):
    """A column whose range is another."""

    column: str
    before: tuple[str, str]
    after: tuple[str, str]


class Comparison(NamedTuple):
    """What a version has that the one before had not, and the other way round."""

    number: int
    rows: int
    added: list[str]
    removed: list[str]
    retyped: list[str]
    shifts: list[Shift]
    stretches: list[Stretch]

    @property
    def fewer(self) -> int:
        """How many rows less there are."""
        return -self.rows


def compare(
    before: DatasetVersion,
    after: DatasetVersion,
    reports: tuple[Mapping[str, Any], Mapping[str, Any]] | None = None,
    *,
    masked: Collection[str] = (),
) -> Comparison:
    """`after` beside `before`; ranges only with the `reports` of both profiles, for who may see them.

    Of columns that are `masked` neither classes nor ranges are told.
    """
    old, new = ({column["name"]: column["kind"] for column in each.columns} for each in (before, after))
    return Comparison(
        number=before.version.number,
        rows=after.rows - before.rows,
        added=[name for name in new if name not in old],
        removed=[name for name in old if name not in new],
        retyped=[name for name in new if name in old and new[name] != old[name]],
        shifts=[] if {before.label_column, after.label_column} & set(masked) else _shifts(before, after),
        stretches=[each for each in _stretches(*reports) if each.column not in masked] if reports else [],
    )


def _shifts(before: DatasetVersion, after: DatasetVersion) -> list[Shift]:
    old, new = ({label: share for label, _rows, share in each.shares()} for each in (before, after))
    found = [Shift(label, old.get(label), new.get(label)) for label in {**new, **old}]
    return [
        shift
        for shift in found
        if shift.before is None or shift.after is None or abs(shift.after - shift.before) >= LEAST_SHIFT
    ]


def _stretches(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Stretch]:
    old = {column["name"]: column for column in before.get("columns", [])}
    found = []
    for column in after.get("columns", []):
        ends = [tuple(each.get(end) for end in RANGED) for each in (old.get(column["name"], {}), column)]
        if all(None not in each for each in ends) and ends[0] != ends[1]:
            found.append(Stretch(column["name"], *ends))
    return found
