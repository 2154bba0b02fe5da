"""The order to carry a recipe out (`engine.errands`): `data.parquet`, and what there is to know of it."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet

from catalog.formats.album import ALBUM, pictures_of
from catalog.making.counting import classes_in, missing_in
from engine.errands import Fault, Say
from privacy.recipes import Recipe, RecipeError, carry_out, risk_of
from privacy.scanning.recognise import recognise


def warm() -> None:
    """Read the lists of names."""
    recognise("Warm")


def do(order: dict[str, Any], out: Path, _say: Say) -> None:
    """Write the new table, the pictures that it names in the columns `pictures`, and `result.json`.

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
    if order["pictures"]:
        pictures_of([Path(order["album"])], made, order["pictures"], out / ALBUM)
    told = {
        "rows": rows,
        "missing": missing_in(made),
        "classes": classes_in(made, order["label"]),
        "parts": classes_in(made, order["split"]),
        "before": _risk(source, recipe),
        "after": _risk(made, recipe),
    }
    (out / "result.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def _risk(parquet: Path, recipe: Recipe) -> dict[str, Any] | None:
    if not recipe.quasi:
        return None
    columns = [*recipe.quasi, *filter(None, [recipe.sensitive])]
    return asdict(risk_of(pyarrow.parquet.read_table(parquet, columns=columns), recipe.quasi, recipe.sensitive))
