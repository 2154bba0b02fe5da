"""Boxes around things in pictures, from the JSON format of COCO (Lin et al. 2014, arXiv:1405.0312) or from a table."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from engine.data import read_parts
from engine.faults import JobFault
from engine.gathered import Origin, told_apart
from engine.pictures.tabled_boxes import tabled_boxes
from engine.spec import BoxedPictures


@dataclass(frozen=True)
class Boxed:
    """n pictures: their files, where they are from, the `given` parts (n,) as places in PARTS or None, what is in each.

    `boxes` are n times (k, 4): left, top, width, height in pixels; `labels` n times (k,), indices into `classes`.
    """

    names: list[str]
    origin: Origin
    given: np.ndarray | None
    classes: list[str]
    boxes: list[np.ndarray]
    labels: list[np.ndarray]


def read_boxes(source: BoxedPictures) -> Boxed:
    """The pictures of `source`, with their boxes, one folder after the other; what is called alike is of one class.

    Raises JobFault: file_missing, data_empty, annotations_wrong, and what `read_parts` raises.
    """
    paths = [Path(folder.path) / source.annotations for folder in source.files]
    each = [_read(path, file) for path, file in zip(paths, told_apart(paths), strict=True)]
    images = [image for one in each for image in one.images]
    weights, sizes = [folder.weight for folder in source.files], [len(one.images) for one in each]
    origin = Origin(told_apart(paths), source.names, weights, sizes)
    with origin.naming_files():
        given = _parts(source, paths[0], images)
    classes = [*dict.fromkeys(name for one in each for name in one.classes)]
    return Boxed(
        [image["file_name"] for image in images],
        origin,
        given,
        classes,
        [np.array(boxes, dtype=np.float64).reshape(-1, 4) for one in each for boxes in one.boxes],
        [np.array([*map(classes.index, names)], dtype=np.int64) for one in each for names in one.things],
    )


@dataclass(frozen=True)
class _Annotated:
    """What one file says: its images and classes, and of each image the boxes and what is in them."""

    images: list[dict[str, Any]]
    classes: list[str]
    boxes: list[list[Any]]
    things: list[list[str]]


def _read(path: Path, file: str) -> _Annotated:
    """What stands in a file that sentences call `file`; crowds are left out, as COCO leaves them out of its score."""
    reader = _open(path, file)
    images = reader.images()
    categories = reader.entries("categories", id=_is_number, name=_is_name)
    things = reader.entries("annotations", image_id=_is_number, category_id=_is_number, bbox=_is_box)
    places = {image["id"]: place for place, image in enumerate(images)}
    classes = {category["id"]: category["name"] for category in categories}
    boxes: list[list[Any]] = [[] for _ in images]
    names: list[list[str]] = [[] for _ in images]
    for number, thing in enumerate(things):
        if thing["image_id"] not in places or thing["category_id"] not in classes:
            raise JobFault("annotations_wrong", file=file, place=f"annotations[{number}]")
        if not thing.get("iscrowd"):
            boxes[places[thing["image_id"]]].append(thing["bbox"])
            names[places[thing["image_id"]]].append(classes[thing["category_id"]])
    return _Annotated(images, [*classes.values()], boxes, names)


def read_images(source: BoxedPictures) -> list[str]:
    """The files of the pictures of `source`, whatever is known of their boxes.

    Raises JobFault: file_missing, data_empty, annotations_wrong.
    """
    images = _open(Path(source.path) / source.annotations, source.annotations).images()
    return [image["file_name"] for image in images]


def _open(path: Path, file: str) -> "_Reader":
    if not path.is_file():
        raise JobFault("file_missing", path=str(path))
    if path.suffix.lower() == ".parquet":
        return _Reader(file, tabled_boxes(path))
    try:
        raw = json.loads(path.read_bytes())
    except ValueError as error:
        raise JobFault("file_unreadable", file=file, format="JSON") from error
    return _Reader(file, raw)


def _parts(source: BoxedPictures, path: Path, images: list[dict[str, Any]]) -> np.ndarray | None:
    """The parts that the key `source.part` of each image names."""
    known = {key for image in images for key in image}
    table = pa.table({key: [str(image.get(key, "")) for image in images] for key in sorted(known)})
    return read_parts(table, replace(source, path=str(path)))


class _Reader:
    """Looks at each entry of the file's lists before anything is made of it."""

    def __init__(self, file: str, raw: Any) -> None:
        self.file, self.raw = file, raw if isinstance(raw, dict) else {}

    def images(self) -> list[dict[str, Any]]:
        """The pictures. Raises JobFault: data_empty, annotations_wrong."""
        images = self.entries("images", id=_is_number, file_name=_is_name)
        if not images:
            raise JobFault("data_empty", file=self.file)
        return images

    def entries(self, name: str, /, **fits: Callable[[Any], bool]) -> list[dict[str, Any]]:
        """The list `name`. Raises JobFault annotations_wrong with the place of what doesn't fit."""
        found = self.raw.get(name)
        if not isinstance(found, list):
            raise JobFault("annotations_wrong", file=self.file, place=name)
        for number, entry in enumerate(found):
            if not isinstance(entry, dict):
                raise JobFault("annotations_wrong", file=self.file, place=f"{name}[{number}]")
            for key, is_right in fits.items():
                if not is_right(entry.get(key)):
                    raise JobFault("annotations_wrong", file=self.file, place=f"{name}[{number}].{key}")
        return found


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _is_box(value: Any) -> bool:
    if not isinstance(value, list) or len(value) != 4 or not all(type(each) in (int, float) for each in value):
        return False
    left, top, width, height = value
    return bool(np.isfinite(value).all()) and width > 0 and height > 0 and left >= -width and top >= -height
