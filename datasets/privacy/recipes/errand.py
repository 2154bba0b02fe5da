"""The order to carry a recipe out (`engine.errands`): `data.parquet`, and what there is to know of it."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from engine.errands import Fault, Say
from privacy.recipes import Recipe, RecipeError, carry_out, risk_of
from privacy.scanning.recognise import recognise

MOST_CLASSES = 10_000  # a column with more different values holds no classes


def warm() -> None:
    """Read the lists of names."""
    recognise("Warm")


def do(order: dict[str, Any], out: Path, _say: Say) -> None:
    """Write the new table, and `result.json`.

    Raises:
        Fault: table_unreadable or recipe_unfit.
    """
    source, made, recipe = Path(order["path"]), out / "data.parquet", Recipe.from_json(order["recipe"])
    try:
        rows = carry_out(source, recipe, made, key=bytes.fromhex(order["key"]))
    except pa.ArrowInvalid as error:
        raise Fault("table_unreadable") from error
    except RecipeError as error:
        raise Fault("recipe_unfit", recipe=error.code, params=error.params) from error
    told = {
        "rows": rows,
        "missing": _missing(made),
        "classes": _classes(made, order["label"]),
        "before": _risk(source, recipe),
        "after": _risk(made, recipe),
    }
    (out / "result.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def _missing(parquet: Path) -> dict[str, int]:
    with pyarrow.parquet.ParquetFile(parquet) as file:
        found = dict.fromkeys(file.schema_arrow.names, 0)
        for batch in file.iter_batches():
            for name in found:
                found[name] += batch.column(name).null_count
    return found


def _classes(parquet: Path, label: str) -> dict[str, int]:
    """Rows of each class of the column `label`, the largest first; none where it is no column of classes any more."""
    if label not in pyarrow.parquet.read_schema(parquet).names:
        return {}
    counted = pc.value_counts(pyarrow.parquet.read_table(parquet, columns=[label])[label]).to_pylist()
    found = {str(each["values"]): each["counts"] for each in counted if each["values"] is not None}
    return dict(sorted(found.items(), key=lambda each: -each[1])) if len(found) <= MOST_CLASSES else {}


def _risk(parquet: Path, recipe: Recipe) -> dict[str, Any] | None:
    if not recipe.quasi:
        return None
    columns = [*recipe.quasi, *filter(None, [recipe.sensitive])]
    return asdict(risk_of(pyarrow.parquet.read_table(parquet, columns=columns), recipe.quasi, recipe.sensitive))
