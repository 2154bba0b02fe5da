"""Rows before and after a recipe, for who decides about it."""

import secrets
from typing import Any, NamedTuple

import pyarrow as pa
from django.utils.text import Truncator

from catalog.models import DatasetVersion
from catalog.services import preview_rows
from organizations.actor import Actor
from privacy.recipes import Recipe, RecipeError
from privacy.recipes.carrying import changed

ROWS = 3
LONGEST = 200  # letters of a value


class Change(NamedTuple):
    """A value before and after; `after` is None where its column goes."""

    row: int
    column: str
    before: str
    after: str | None


def examples(version: DatasetVersion, recipe: Recipe, *, by: Actor) -> list[Change]:
    """What becomes of the first rows, column by column that changes and is seen; hashed under a key of its own.

    Raises:
        NotAllowed: `by` may not preview the dataset.
    """
    rows = preview_rows(version, by=by, limit=ROWS)
    steps = {step.column: step for step in recipe.steps}
    found = []
    seen = {name for row in rows for name in row.values}
    for column in (column["name"] for column in version.columns if column["name"] in steps.keys() & seen):
        values = [row.values[column] for row in rows]
        after = _after(column, values, Recipe((steps[column],)))
        found += [
            Change(row.number, column, _short(before), None if after is None else _short(after[at]))
            for at, (row, before) in enumerate(zip(rows, values, strict=True))
        ]
    return sorted(found, key=lambda change: change.row)


def _after(column: str, values: list[Any], recipe: Recipe) -> list[Any] | None:
    try:
        made = changed(pa.table({column: pa.array(values)}), recipe, key=secrets.token_bytes(32))
    except (RecipeError, pa.ArrowException):  # the measuring says it, of all rows
        return ["?" for _value in values]
    return list(made[column].to_pylist()) if column in made.column_names else None


def _short(value: Any) -> str:
    return "" if value is None else Truncator(str(value)).chars(LONGEST)
