"""How far rows stand out by what others may know of a person."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc


@dataclass(frozen=True)
class Risk:
    """Of the classes of rows that agree in all quasi-identifiers.

    `k` is the size of the smallest (Sweeney 2002, doi:10.1142/S0218488502001648), `unique` the share of rows alone in
    theirs, `l` the fewest different sensitive values in one (Machanavajjhala et al. 2007, doi:10.1145/1217299.1217302),
    None where no column is sensitive. `classes` counts them.
    """

    rows: int
    classes: int
    k: int
    unique: float
    l: int | None = None  # noqa: E741  the literature's name


def risk_of(table: pa.Table, quasi: Sequence[str], sensitive: str = "") -> Risk:
    """The risk of a table; an empty value is a value like others.

    Raises ValueError when there is no quasi-identifier, or no row.
    """
    if not quasi or not table.num_rows:
        raise ValueError("A risk takes at least one quasi-identifier and one row.")
    sizes = class_sizes(table, quasi)
    diversity = None
    if sensitive:
        told = table.select([*quasi, sensitive]).group_by(list(quasi)).aggregate([(sensitive, "count_distinct", _ALL)])
        diversity = int(pc.min(told[f"{sensitive}_count_distinct"]).as_py())
    return Risk(
        rows=table.num_rows,
        classes=len(sizes),
        k=int(pc.min(sizes).as_py()),
        unique=float(pc.sum(pc.equal(sizes, 1)).as_py()) / table.num_rows,
        l=diversity,
    )


_ALL = pc.CountOptions(mode="all")


def class_sizes(table: pa.Table, quasi: Sequence[str]) -> pa.ChunkedArray:
    """Rows of each class."""
    return table.select(list(quasi)).group_by(list(quasi)).aggregate([([], "count_all")])["count_all"]
