"""Small files of every shape that people bring, of which a new small model can learn something in seconds."""

import io
import json
import random
import zipfile

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

ROWS = 40
HOURS = 1200
SIDE = 16


def _csv(columns, rows):
    return "\n".join(",".join(map(str, row)) for row in [columns, *rows])


def _zip(files):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return archive.getvalue()


def _png(light, seed):
    noise = np.random.default_rng(seed).integers(0, 40, (SIDE, SIDE), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(noise + np.uint8(light)).save(file, "PNG")
    return file.getvalue()


def _words(number):
    return f"machine {number} {'grinds' if number % 2 else 'drips'} in hall {number % 5} since monday morning"


def pictures():
    return _zip({f"{'bright' if n % 2 else 'dark'}/{n}.png": _png(200 * (n % 2), n) for n in range(ROWS)})


def boxes():
    images = [{"id": n, "file_name": f"{n}.png"} for n in range(ROWS)]
    things = [{"image_id": n, "category_id": 1 + n % 2, "bbox": [2, 2, 8, 8]} for n in range(ROWS)]
    categories = [{"id": 1, "name": "bolt"}, {"id": 2, "name": "crack"}]
    listed = json.dumps({"images": images, "categories": categories, "annotations": things})
    return _zip({"boxes.json": listed, **{f"{n}.png": _png(100 * (n % 2), n) for n in range(ROWS)}})


def tagged():
    return "\n\n".join(f"Anna{n} B-person\nBerg{n} I-person\nleft O\nHall{n % 5} B-place" for n in range(ROWS))


def chats():
    return "\n".join(json.dumps({"prompt": f"Which hall is {n}?", "answer": f"Hall {n % 5}."}) for n in range(ROWS))


def plain():
    return "\n".join(_words(n) for n in range(ROWS * 3))


def several_labels():
    labels = [["wear"] if n % 2 else ["leak", "heat"] for n in range(ROWS)]
    file = io.BytesIO()
    pq.write_table(pa.table({"text": [_words(n) for n in range(ROWS)], "label": labels}), file)
    return file.getvalue()


def pairs():
    rows = [(_words(n), _words(n + n % 2), "same" if n % 2 == 0 else "other") for n in range(ROWS)]
    return _csv(("sentence1", "sentence2", "label"), rows)


def translations():
    return _csv(("source", "target"), [(_words(n), f"hall {n % 5} has machine number {n} again") for n in range(ROWS)])


def _hour(number):
    return np.datetime64("2026-01-01T00:00") + np.timedelta64(number, "h")


def series():
    """Hours of a load and of a heat."""
    draw = random.Random(3)
    rows = [(_hour(n), round(50 + 10 * np.sin(n / 4) + draw.random(), 3), n % 24) for n in range(HOURS)]
    return _csv(("time", "load", "heat"), rows)


def watched():
    """The same, some hours of which are odd."""
    draw = random.Random(3)
    rows = [
        (_hour(n), round(50 + (30 if n % 37 == 0 else 0) + draw.random(), 3), int(n % 37 == 0)) for n in range(HOURS)
    ]
    return _csv(("time", "load", "anomaly"), rows)


def wide():
    """A swing in each row, quick or slow."""
    draw = random.Random(5)
    rows = [
        [
            "quick" if n % 2 else "slow",
            *(round(np.sin(t * (2 if n % 2 else 0.5)) + draw.random() / 5, 3) for t in range(48)),
        ]
        for n in range(ROWS * 2)
    ]
    return _csv(("label", *(f"t{t}" for t in range(48))), rows)


SAMPLES = {  # the file's name, its content, and what its columns let one learn, the likeliest first
    "pictures": ("pictures.zip", pictures, ["image-classification", "image-pretraining"]),
    "boxes": ("boxes.zip", boxes, ["object-detection", "image-pretraining"]),
    "tagged": ("words.conll", tagged, ["token-classification"]),
    "chats": ("chats.jsonl", chats, ["instruction-tuning"]),
    "raw": ("book.txt", plain, ["masked-language-modelling", "causal-language-modelling"]),
    "labels": (
        "labels.parquet",
        several_labels,
        ["multi-label-classification", "masked-language-modelling", "causal-language-modelling"],
    ),
    "pairs": (
        "pairs.csv",
        pairs,
        [
            "text-classification",
            "sequence-to-sequence",
            "masked-language-modelling",
            "causal-language-modelling",
        ],
    ),
    "series": ("load.csv", series, ["series-forecasting", "series-pretraining"]),
    "watched": ("watched.csv", watched, ["series-classification", "series-anomaly", "series-pretraining"]),
    "wide": (
        "swings.csv",
        wide,
        ["series-classification", "series-anomaly", "series-forecasting", "series-pretraining"],
    ),
}
