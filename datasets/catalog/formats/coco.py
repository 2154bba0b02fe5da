"""Boxes around things in pictures, as COCO writes them (Lin et al. 2014, arXiv:1405.0312): x, y, width and height."""

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from catalog.formats.album import Album
from catalog.formats.documents import Element, elements
from catalog.formats.encodings import UTF8
from catalog.formats.kinds import TYPES
from catalog.formats.limits import MOST_BOXES, MOST_FILES
from catalog.formats.pictures import ROWS_AT_ONCE, Shelf
from catalog.formats.sampling import Sample
from catalog.formats.schema import Column, Fault, FormatError, fault, showable
from catalog.formats.sources import Part

SIDES = ("x", "y", "width", "height")
LARGEST_SIDE = 1e9  # pixels, so no infinity either
LOOKED_AT = 5_000  # elements
MOST_FAULTS = 100

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
    """What one file lists: pictures by id, categories by id, and boxes in columns, with numbers for their ids."""

    pictures: dict[Any, str] = field(default_factory=dict)
    categories: dict[Any, str] = field(default_factory=dict)
    of_pictures: dict[Any, int] = field(default_factory=dict)
    of_categories: dict[Any, int] = field(default_factory=dict)
    picture: "array[int]" = field(default_factory=lambda: array("i"))
    category: "array[int]" = field(default_factory=lambda: array("i"))
    sides: "array[float]" = field(default_factory=lambda: array("d"))

    @property
    def most(self) -> int:
        """How many things it speaks of, of the kind that there are most of."""
        return max(len(self.pictures), len(self.categories), len(self.of_pictures), len(self.of_categories))


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
        if len(boxes.picture) > MOST_BOXES:
            raise FormatError([fault("too_many_boxes", part.name, limit=MOST_BOXES)])
        if boxes.most > MOST_FILES:
            raise FormatError([fault("too_many_files", part.name, files=boxes.most, limit=MOST_FILES)])
        if len(found) > MOST_FAULTS:
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
        boxes.picture.append(boxes.of_pictures.setdefault(value["image_id"], len(boxes.of_pictures)))
        boxes.category.append(boxes.of_categories.setdefault(value["category_id"], len(boxes.of_categories)))
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
        _check_ids(boxes, part)
        of_picture, names = _grouped(boxes), [boxes.categories[key] for key in boxes.of_categories]
        rows: list[tuple[str, list[dict[str, Any]], str | None]] = []
        for number, (key, file) in enumerate(boxes.pictures.items(), 1):
            picture = shelf.find(file)
            if picture is None:
                album.leave_out(fault("picture_missing", part.name, row=number, column="file_name", value=file))
            elif entry := album.add(picture, row=number):
                hear(picture.size)
                rows.append((entry, _boxes(boxes, of_picture.get(key, ()), names), part.split or None))
            if rows and (len(rows) == ROWS_AT_ONCE or number == len(boxes.pictures)):
                yield _batch(rows, columns)
                rows = []


def _check_ids(boxes: _Boxes, part: Part) -> None:
    """Raises FormatError: boxes in pictures, or of categories, that are listed nowhere."""
    found: list[Fault] = []
    for code, column, of, listed in (
        ("coco_no_image", boxes.picture, boxes.of_pictures, boxes.pictures),
        ("coco_no_category", boxes.category, boxes.of_categories, boxes.categories),
    ):
        ids = list(of)
        known = np.array([key in listed for key in ids], bool)
        wrong = np.flatnonzero(~known[np.array(column, np.int32)])[:MOST_FAULTS]
        found += [fault(code, part.name, row=int(at) + 1, value=str(ids[column[at]])) for at in wrong]
    if found:
        raise FormatError(sorted(found, key=lambda each: int(each.params["row"])))


def _grouped(boxes: _Boxes) -> dict[Any, Any]:
    """The boxes of each picture, by their places."""
    picture = np.array(boxes.picture, np.int32)
    ends = np.cumsum(np.bincount(picture, minlength=len(boxes.of_pictures)))
    places = np.split(np.argsort(picture, kind="stable").astype(np.int32), ends[:-1]) if len(ends) else []
    return dict(zip(boxes.of_pictures, places, strict=True))


def _boxes(boxes: _Boxes, places: Any, names: list[str]) -> list[dict[str, Any]]:
    return [
        {
            "label": names[boxes.category[at]],
            **dict(zip(SIDES, boxes.sides[4 * at : 4 * at + 4], strict=True)),
        }
        for at in places
    ]


def _batch(rows: list[tuple[str, list[dict[str, Any]], str | None]], columns: list[Column]) -> pa.RecordBatch:
    values = dict(zip(("picture", "boxes", "split"), zip(*rows, strict=True), strict=True))
    arrays = [pa.array(values[column.name], TYPES[column.kind]) for column in columns]
    return pa.RecordBatch.from_arrays(arrays, names=[column.name for column in columns])
