"""Boxes around things from a table: a row for each picture, its boxes in a list, put as COCO puts them."""

from pathlib import Path
from typing import Any

from engine.faults import JobFault
from engine.tables import missing_column, read_table

PICTURE, BOXES = "picture", "boxes"
SIDES = ("x", "y", "width", "height")


def tabled_boxes(path: Path) -> dict[str, Any]:
    """What a file of COCO would say of the table: of each picture what other columns say, too, a part for instance.

    Raises JobFault: what `read_table` raises, column_missing, column_not_lists.
    """
    table = read_table(path)
    for column in (PICTURE, BOXES):
        if column not in table.column_names:
            raise missing_column(path.name, column, table.column_names)
    of_picture = table.column(BOXES).to_pylist()
    if not all(isinstance(boxes, list | None) for boxes in of_picture):
        raise JobFault("column_not_lists", file=path.name, column=BOXES)
    names = sorted({str(box["label"]) for boxes in of_picture for box in boxes or []})
    numbers = {name: number for number, name in enumerate(names)}
    rows = table.drop_columns([BOXES]).to_pylist()
    return {
        "images": [{**row, "id": number, "file_name": row[PICTURE]} for number, row in enumerate(rows)],
        "categories": [{"id": number, "name": name} for name, number in numbers.items()],
        "annotations": [
            {"image_id": number, "category_id": numbers[str(box["label"])], "bbox": [box[side] for side in SIDES]}
            for number, boxes in enumerate(of_picture)
            for box in boxes or []
        ],
    }
