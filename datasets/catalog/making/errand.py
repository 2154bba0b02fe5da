"""The orders to make a table of tables (`engine.errands`): `data.parquet`, `pictures.zip`, `result.json`."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet

from catalog.formats.album import pictures_of
from catalog.making.counting import classes_in, missing_in
from catalog.making.fusing import SourceTable, UnfitValue, fuse
from catalog.making.withdrawing import without_rows
from engine.errands import Fault, Say


def warm() -> None:
    """Nothing is needed beforehand."""


def do(order: dict[str, Any], out: Path, _say: Say) -> None:
    """Write the new table, and `result.json`.

    Raises:
        Fault: table_unreadable, value_unfit, no_row_with_keys or no_row_left.
    """
    made = out / "data.parquet"
    try:
        told = {"withdraw": _withdraw, "fuse": _fuse}[order["do"]](order, out, made)
    except pa.ArrowInvalid as error:
        raise Fault("table_unreadable") from error
    except UnfitValue as unfit:
        raise Fault("value_unfit", source=unfit.source, column=unfit.column, value=unfit.value) from unfit
    told |= {"missing": missing_in(made), "classes": classes_in(made, order["label"])}
    (out / "result.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def _withdraw(order: dict[str, Any], out: Path, made: Path) -> dict[str, Any]:
    left = without_rows(Path(order["path"]), order["column"], order["keys"], made)
    if not left.removed:
        raise Fault("no_row_with_keys", column=order["column"])
    if not left.rows:
        raise Fault("no_row_left")
    if order["album"]:
        pictures_of([Path(order["album"])], made, order["pictures"], out / "pictures.zip")
    return left._asdict() | {"parts": classes_in(made, order["split"])}


def _fuse(order: dict[str, Any], out: Path, made: Path) -> dict[str, Any]:
    sources = [
        SourceTable(
            Path(each["path"]),
            each["name"],
            each["columns"],
            each["labels"],
            each["weight"],
            Path(each["album"]) if each["album"] else None,
        )
        for each in order["sources"]
    ]
    fused = fuse(sources, order["columns"], made, label=order["label"], distinct=order["distinct"])
    if not fused.rows:
        raise Fault("no_row_left")
    if order["pictures"]:
        albums = [source.album for source in sources if source.album]
        pictures_of(albums, made, order["pictures"], out / "pictures.zip")
    return fused._asdict() | {"parts": classes_in(made, order["split"])}
