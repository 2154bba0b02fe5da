"""Boxes around things in pictures, as COCO writes them (Lin et al. 2014, arXiv:1405.0312): x, y, width and height."""

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from catalog.formats.album import Album
from catalog.formats.documents import Element, elements
from catalog.formats.encodings import UTF8
from catalog.formats.kinds import TYPES
from catalog.formats.limits import MOST_BOXES
from catalog.formats.pictures import ROWS_AT_ONCE, Shelf
from catalog.formats.sampling import Sample
from catalog.formats.schema import Column, Fault, FormatError, fault, showable
from catalog.formats.sources import Part

SIDES = ("x", "y", "width", "height")
LARGEST_SIDE = 1e9  # pixels, so no infinity either
LOOKED_AT = 5_000  # elements

Hear = Callable[[int], None]


def is_coco(part: Part) -> bool:
    """Whether `part` lists pictures or boxes around things in them."""
    try:
        for at, each in enumerate(elements(part, UTF8)):
            if each.listed and isinstance(each.value, dict):
                if each.key == "images" and "file_name" in each.value:
                    return True
                if each.key == "annotations" and "image_id" in each.value:
                    return True
            if at > LOOKED_AT or each.key == "":
                return False
    except FormatError:
        return False
    return False


def look() -> Sample:
    """The columns, which are always the same."""
    return Sample("coco", UTF8, {}, {"picture": [], "boxes": []}, [], {"picture": "picture", "boxes": "boxes"})


@dataclass
class _Boxes:
    """What one file lists: pictures by id, categories by id, and boxes in columns."""

    pictures: dict[Any, str] = field(default_factory=dict)
    categories: dict[Any, str] = field(default_factory=dict)
    image: list[Any] = field(default_factory=list)
    category: list[Any] = field(default_factory=list)
    sides: "array[float]" = field(default_factory=lambda: array("d"))


def _read(part: Part) -> _Boxes:
    boxes = _Boxes()
    found: list[Fault] = []
    row = dict.fromkeys(("images", "categories", "annotations"), 0)
    for each in elements(part, UTF8):
        if not each.listed or each.key not in row:
            continue
        row[each.key] += 1
        if wrong := _take(each, boxes):
            found.append(fault(wrong, part.name, row=row[each.key], column=each.key))
        if len(boxes.image) > MOST_BOXES:
            raise FormatError([fault("too_many_boxes", part.name, limit=MOST_BOXES)])
        if len(found) > 100:
            break
    if found:
        raise FormatError(found)
    return boxes


def _take(each: Element, boxes: _Boxes) -> str:
    """Keep an element; the code of what is wrong with it, if anything."""
    value = each.value
    if not isinstance(value, dict):
        return "coco_element"
    if each.key == "images":
        if not _is_id(value.get("id")) or not isinstance(value.get("file_name"), str):
            return "coco_image"
        boxes.pictures[value["id"]] = value["file_name"]
    elif each.key == "categories":
        if not _is_id(value.get("id")) or not _is_name(value.get("name")):
            return "coco_category"
        boxes.categories[value["id"]] = value["name"]
    else:
        box = value.get("bbox")
        if not (_is_id(value.get("image_id")) and _is_id(value.get("category_id")) and _is_box(box)):
            return "coco_box"
        assert isinstance(box, list)
        boxes.image.append(value["image_id"])
        boxes.category.append(value["category_id"])
        boxes.sides.extend(box)
    return ""


def _is_id(value: Any) -> bool:
    return isinstance(value, int | str) and not isinstance(value, bool)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and showable(value) == value


def _is_box(value: Any) -> bool:
    if not isinstance(value, list) or len(value) != 4:
        return False
    finite = all(isinstance(side, int | float) and abs(side) < LARGEST_SIDE for side in value)
    return bool(finite and min(value[2:]) > 0)


def batches(
    lists: list[Part], pictures: list[Part], columns: list[Column], album: Album, hear: Hear
) -> Iterator[pa.RecordBatch]:
    """A row for each picture, with its boxes. Raises FormatError: boxes of what is listed nowhere."""
    shelf = Shelf(pictures)
    for part in lists:
        boxes = _read(part)
        of_picture = _grouped(boxes, part)
        rows: list[tuple[str, list[dict[str, Any]], str | None]] = []
        for number, (key, file) in enumerate(boxes.pictures.items(), 1):
            picture = shelf.find(file)
            if picture is None:
                album.leave_out(fault("picture_missing", part.name, row=number, column="file_name", value=file))
            elif entry := album.add(picture, row=number):
                hear(picture.size)
                rows.append((entry, _boxes(boxes, of_picture.get(key, ())), part.split or None))
            if rows and (len(rows) == ROWS_AT_ONCE or number == len(boxes.pictures)):
                yield _batch(rows, columns)
                rows = []


def _grouped(boxes: _Boxes, part: Part) -> dict[Any, list[int]]:
    """The boxes of each picture, by their places."""
    of_picture: dict[Any, list[int]] = {}
    found: list[Fault] = []
    for at, (image, category) in enumerate(zip(boxes.image, boxes.category, strict=True)):
        if image not in boxes.pictures:
            found.append(fault("coco_no_image", part.name, row=at + 1, value=str(image)))
        if category not in boxes.categories:
            found.append(fault("coco_no_category", part.name, row=at + 1, value=str(category)))
        of_picture.setdefault(image, []).append(at)
    if found:
        raise FormatError(found)
    return of_picture


def _boxes(boxes: _Boxes, places: Any) -> list[dict[str, Any]]:
    return [
        {
            "label": boxes.categories[boxes.category[at]],
            **dict(zip(SIDES, boxes.sides[4 * at : 4 * at + 4], strict=True)),
        }
        for at in places
    ]


def _batch(rows: list[tuple[str, list[dict[str, Any]], str | None]], columns: list[Column]) -> pa.RecordBatch:
    values = dict(zip(("picture", "boxes", "split"), zip(*rows, strict=True), strict=True))
    arrays = [pa.array(values[column.name], TYPES[column.kind]) for column in columns]
    return pa.RecordBatch.from_arrays(arrays, names=[column.name for column in columns])
