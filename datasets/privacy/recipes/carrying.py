"""Carrying a recipe out: a table streams through its steps into a new one."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from privacy.recipes.classes import codes_of, joined, large_and_diverse
from privacy.recipes.deeds import Apply, deed_of
from privacy.recipes.faults import RecipeError
from privacy.recipes.steps import Recipe

ROWS_AT_ONCE = 16_384


def carry_out(source: Path, recipe: Recipe, out: Path, *, key: bytes) -> int:
    """Write the table that `recipe` makes of `source`; the rows that are left.

    `key` belongs to the recipient: hashes and pseudonyms of two recipients can't be joined. Nothing is left behind when
    it raises.

    Raises:
        RecipeError: a step doesn't fit the table.
    """
    made = out.with_suffix(".part")
    try:
        rows = _write(source, recipe, made, key)
        if recipe.leaves_out:
            rows = _leave_out(made, recipe)
        if not rows:
            raise RecipeError("no_row")
    except BaseException:
        made.unlink(missing_ok=True)
        raise
    made.rename(out)
    return rows


def changed(table: pa.Table, recipe: Recipe, *, key: bytes) -> pa.Table:
    """The same of a table in memory, without leaving rows out: for a preview, and for the search."""
    recipe.check(table.column_names)
    deeds = _deeds(recipe, key)
    return _stepped(table, deeds)


def _write(source: Path, recipe: Recipe, made: Path, key: bytes) -> int:
    rows, writer = 0, None
    with pyarrow.parquet.ParquetFile(source) as file:
        recipe.check(file.schema_arrow.names)
        deeds = _deeds(recipe, key)
        for batch in file.iter_batches(batch_size=ROWS_AT_ONCE):
            table = _stepped(pa.Table.from_batches([batch]), deeds)
            writer = writer or pyarrow.parquet.ParquetWriter(made, table.schema, compression="zstd")
            writer.write_table(table)
            rows += table.num_rows
        if writer is None:
            writer = pyarrow.parquet.ParquetWriter(made, file.schema_arrow)
        writer.close()
    return rows


def _deeds(recipe: Recipe, key: bytes) -> dict[str, Apply | None]:
    return {step.column: None if step.deed == "drop" else deed_of(step, key) for step in recipe.steps}


def _stepped(table: pa.Table, deeds: dict[str, Apply | None]) -> pa.Table:
    columns = {}
    for name in table.column_names:
        deed = deeds.get(name, _same)
        if deed is not None:
            columns[name] = deed(_whole(table[name]))
    return pa.table(columns)


def _whole(values: pa.ChunkedArray) -> pa.Array:
    return pa.concat_arrays(values.chunks) if values.num_chunks else pa.array([], values.type)


def _same(values: pa.Array) -> pa.Array:
    return values


def _leave_out(made: Path, recipe: Recipe) -> int:
    """Rows in classes smaller, or less diverse, than asked for go. Only the columns that say so are read at once."""
    asked = [*recipe.quasi, *filter(None, [recipe.sensitive])]
    kept = _stays(pyarrow.parquet.read_table(made, columns=asked), recipe)
    rest, at = made.with_suffix(".kept"), 0
    with (
        pyarrow.parquet.ParquetFile(made) as file,
        pyarrow.parquet.ParquetWriter(rest, file.schema_arrow, compression="zstd") as writer,
    ):
        for batch in file.iter_batches(batch_size=ROWS_AT_ONCE):
            writer.write_batch(batch.filter(kept.slice(at, len(batch))))
            at += len(batch)
    rest.rename(made)
    return int(pc.sum(kept).as_py() or 0)


def _stays(table: pa.Table, recipe: Recipe) -> pa.Array:
    classes = joined([codes_of(table[name]) for name in recipe.quasi])  # (rows,)
    sensitive = codes_of(table[recipe.sensitive]) if recipe.sensitive else np.zeros(table.num_rows, np.int64)
    return pa.array(large_and_diverse(classes, sensitive, least=recipe.least, diverse=recipe.diverse))
