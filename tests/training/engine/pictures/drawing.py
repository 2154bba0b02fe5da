"""Pictures as files, and scenes with boxes."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

SIDE = 64  # of a scene
LIGHT = {1: 230, 2: 20}  # of bright and of dark squares


def as_png(picture: Image.Image) -> bytes:
    """A file of it."""
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def write_scenes(folder: Path, count: int) -> str:
    """So many grey pictures with one or two squares, in the folder `images`, and their boxes as COCO writes them."""
    random = np.random.default_rng(11)
    (folder / "images").mkdir()
    annotations = []
    for number in range(count):
        picture, things = _scene(random)
        picture.save(folder / "images" / f"{number}.png")
        annotations += [{"image_id": 7 * number, "category_id": kind, "bbox": box} for kind, box in things]
    content = {
        "images": [{"id": 7 * number, "file_name": f"{number}.png"} for number in range(count)],
        "categories": [{"id": 1, "name": "bright"}, {"id": 2, "name": "dark"}],
        "annotations": annotations,
    }
    write_annotations(folder, content)
    return str(folder)


def write_annotations(folder: Path, content: dict[str, Any]) -> None:
    """Where a job looks for them."""
    (folder / "annotations.json").write_text(json.dumps(content))


def _scene(random: np.random.Generator) -> tuple[Image.Image, list[tuple[int, list[int]]]]:
    """A picture and what is in it: categories and boxes."""
    pixels = random.normal(125, 8, (SIDE, SIDE))
    things = []
    for half in range(random.integers(1, 3)):
        side = int(random.integers(12, 25))
        left, top = int(half * 32 + random.integers(32 - side)), int(random.integers(SIDE - side))
        kind = int(random.integers(1, 3))
        pixels[top : top + side, left : left + side] = LIGHT[kind]
        things.append((kind, [left, top, side, side]))
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8)), things
