"""Road scenes with boxes in COCO's format, drawn by chance: `python docs/cases/road_scenes.py data/road-scenes`."""

import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SIDE = 128
HORIZON = 48
KINDS = ("car", "pedestrian", "sign")
PARTS = {"train": 360, "validation": 60, "test": 120}
Box = tuple[float, float, float, float]  # left, top, right, bottom


def main(folder: Path) -> None:
    """Draw all parts into `folder`."""
    random = np.random.default_rng(20261123)
    (folder / "images").mkdir(parents=True)
    images, annotations = [], []
    for part in [part for part, count in PARTS.items() for _ in range(count)]:
        picture, things = draw_scene(random)
        name = f"{len(images):04}.png"
        picture.save(folder / "images" / name)
        for kind, (left, top, right, bottom) in things:
            bbox = [round(left, 1), round(top, 1), round(right - left, 1), round(bottom - top, 1)]
            annotations.append({"image_id": len(images), "category_id": KINDS.index(kind), "bbox": bbox})
        images.append({"id": len(images), "file_name": name, "part": part})
    categories = [{"id": number, "name": kind} for number, kind in enumerate(KINDS)]
    content = {"images": images, "categories": categories, "annotations": annotations}
    (folder / "annotations.json").write_text(json.dumps(content))


def draw_scene(random: np.random.Generator) -> tuple[Image.Image, list[tuple[str, Box]]]:
    """A road to the horizon with one to four things on and beside it, the farther the smaller, and what is where."""
    picture = Image.new("RGB", (SIDE, SIDE), tint(random, (150, 180, 210), 40))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, HORIZON, SIDE, SIDE), fill=tint(random, (90, 120, 70), 35))
    middle = SIDE / 2 + random.uniform(-12, 12)
    pen.polygon([(middle - 3, HORIZON), (middle + 3, HORIZON), (SIDE + 10, SIDE), (-10, SIDE)], fill=(95, 95, 100))
    for top in range(HORIZON + 6, SIDE, 16):
        pen.line((SIDE / 2, top, SIDE / 2, top + 7), fill=(220, 220, 210), width=1 + (top - HORIZON) // 30)
    things = []
    for near in sorted(random.uniform(0.3, 1.0, random.integers(1, 5))):  # the nearest last, in front
        kind = str(random.choice(KINDS))
        things.append((kind, DRAWN[kind](pen, random, near)))
    noise = random.normal(0, 6, (SIDE, SIDE, 3))
    pixels = np.asarray(picture.filter(ImageFilter.GaussianBlur(random.uniform(0, 0.8)))) + noise
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8)), things


def draw_car(pen: ImageDraw.ImageDraw, random: np.random.Generator, near: float) -> Box:
    """On the road, of any colour."""
    width, height = 44 * near, 26 * near
    left, bottom = place(random, near, width, off_road=False)
    box = (left, bottom - height, left + width, bottom)
    wheel = height / 3
    pen.rectangle((left, bottom - height * 0.6, left + width, bottom - wheel / 2), fill=tint(random, (130,) * 3, 120))
    pen.rectangle((left + width * 0.2, bottom - height, left + width * 0.8, bottom - height * 0.55), fill=(60, 70, 85))
    for start in (left + width * 0.08, left + width * 0.92 - wheel):
        pen.ellipse((start, bottom - wheel, start + wheel, bottom), fill=(20, 20, 20))
    return box


def draw_pedestrian(pen: ImageDraw.ImageDraw, random: np.random.Generator, near: float) -> Box:
    """Anywhere, a head on a body."""
    width, height = 11 * near, 34 * near
    left, bottom = place(random, near, width, off_road=bool(random.integers(2)))
    pen.rectangle((left, bottom - height * 0.78, left + width, bottom), fill=tint(random, (110,) * 3, 100))
    head = (left + width * 0.1, bottom - height, left + width * 0.9, bottom - height + width * 0.8)
    pen.ellipse(head, fill=tint(random, (190, 150, 120), 40))
    return (left, bottom - height, left + width, bottom)


def draw_sign(pen: ImageDraw.ImageDraw, random: np.random.Generator, near: float) -> Box:
    """Beside the road; the box is around the plate, not the pole."""
    size, pole = 16 * near, 26 * near
    left, bottom = place(random, near, size, off_road=True)
    top = bottom - pole - size
    pen.line(
        (left + size / 2, top + size, left + size / 2, bottom), fill=(130, 130, 130), width=max(1, round(2 * near))
    )
    pen.ellipse((left, top, left + size, top + size), fill=(205, 30, 35))
    inner = size * 0.22
    pen.ellipse((left + inner, top + inner, left + size - inner, top + size - inner), fill=(245, 245, 240))
    return (left, top, left + size, top + size)


DRAWN = {"car": draw_car, "pedestrian": draw_pedestrian, "sign": draw_sign}


def place(random: np.random.Generator, near: float, width: float, *, off_road: bool) -> tuple[float, float]:
    """Left and bottom of a thing so near: all of it is in the picture."""
    bottom = HORIZON + near * (SIDE - HORIZON - 2)
    if not off_road:
        return float(SIDE / 2 - width / 2 + random.uniform(-0.3, 0.3) * SIDE * near), bottom
    free = max(SIDE * 0.5 * (1 - near) - width, 0.0)
    offset = float(random.uniform(0, max(free, 6)))
    return (offset, bottom) if random.integers(2) else (SIDE - width - offset - 1, bottom)


def tint(random: np.random.Generator, color: tuple[int, ...], spread: int) -> tuple[int, ...]:
    """A colour near this one."""
    return tuple(int(each) for each in np.clip(np.array(color) + random.integers(-spread, spread + 1, 3), 0, 255))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
