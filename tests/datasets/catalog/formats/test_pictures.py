"""Pictures, labelled by a table or their folders, and boxes around things in them."""

import io
import json
import zipfile

import numpy as np
import pytest
from PIL import Image


def picture(shade: int, format_: str = "PNG") -> bytes:
    made = io.BytesIO()
    Image.fromarray(np.full((6, 6), shade, np.uint8)).save(made, format_)
    return made.getvalue()


@pytest.fixture
def folder(tmp_path):
    """Makes a folder of files, as several that were brought together."""

    def make(files: dict[str, str | bytes]):
        for name, content in files.items():
            path = tmp_path / "set" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path / "set"

    return make


@pytest.fixture
def album(tmp_path):
    """The names in the album that was made."""

    def names() -> list[str]:
        with zipfile.ZipFile(tmp_path / "out" / "pictures.zip") as archive:
            assert all(entry.compress_type == zipfile.ZIP_STORED for entry in archive.infolist())
            return archive.namelist()

    return names


def a_zip(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def test_folders_say_label_and_split(bring, album):
    files = {
        f"tiles/{part}/{label}/{i}.png": picture(i + 9 * (label == "crack") + 50 * (part == "test"))
        for part in ("train", "test")
        for label in ("crack", "free")
        for i in range(5)
    }

    brought = bring(a_zip(files), "tiles.zip")

    assert brought.schema.shape == "pictures"
    assert brought.roles == {"picture": "picture", "label": "label", "split": "split"}
    assert brought.schema.classes == {"crack": 10, "free": 10}
    assert {row["split"] for row in brought.rows} == {"train", "test"}
    assert {row["picture"] for row in brought.rows} == set(album())


def test_a_table_beside_an_archive_says_what_is_in_the_pictures(bring, folder):
    images = a_zip({f"a/{i}.jpg": picture(i, "JPEG") for i in range(6)})
    table = "path,label,group\n" + "".join(f"a/{i}.jpg,{'wear' if i % 2 else 'heat'},g{i // 2}\n" for i in range(6))

    brought = bring(folder({"images.zip": images, "labels.csv": table}), "set")

    assert brought.roles == {"picture": "picture", "label": "label", "group": "group"}
    assert brought.schema.classes == {"heat": 3, "wear": 3}
    assert brought.repaired == []


def test_the_same_picture_is_kept_once(bring, album):
    brought = bring(a_zip({"a/1.png": picture(1), "a/2.png": picture(1), "b/3.png": picture(3)}), "set.zip")

    assert brought.rows[0]["picture"] == brought.rows[1]["picture"]
    assert len(album()) == 2


def test_pictures_that_are_none_are_left_out_and_said(bring):
    files = {f"{label}/{i}.png": picture(i) for label in "ab" for i in range(3)} | {"a/x.png": b"<html>"}

    brought = bring(a_zip(files), "set.zip")

    assert brought.schema.rows == 6
    assert brought.repaired == ["a/x.png, row 7: this is no picture, whatever its name says. It was left out."]


def test_a_row_without_its_picture_is_left_out_and_said(bring, folder):
    table = "file,label\n1.png,x\n2.png,y\n3.png,x\n"
    files = {"1.png": picture(1), "2.png": picture(2), "labels.csv": table}

    brought = bring(folder(files), "set")

    assert brought.schema.rows == 2
    assert brought.repaired == ["labels.csv, row 3, column “file”: there is no picture “3.png”. The row was left out."]


def coco(**changes):
    boxes = [
        {"image_id": 7, "category_id": 1, "bbox": [1, 2, 3, 4.5]},
        {"image_id": 7, "category_id": 2, "bbox": [0, 0, 2, 2]},
    ]
    told = {
        "info": {"year": 2026},
        "images": [{"id": 7, "file_name": "a.png"}, {"id": 8, "file_name": "b.png"}],
        "annotations": boxes,
        "categories": [{"id": 1, "name": "crack"}, {"id": 2, "name": "fray"}],
    }
    return json.dumps({**told, **changes})


def a_box(**changes):
    return {"annotations": [{"image_id": 7, "category_id": 1, "bbox": [0, 0, 1, 1], **changes}]}


def test_boxes_of_coco_are_read(bring, folder):
    files = {"pictures/a.png": picture(1), "pictures/b.png": picture(2), "instances_train.json": coco()}

    brought = bring(folder(files), "set")

    assert brought.schema.shape == "boxes"
    assert brought.roles == {"picture": "picture", "boxes": "boxes", "split": "split"}
    assert brought.rows[0]["boxes"] == [
        {"label": "crack", "x": 1.0, "y": 2.0, "width": 3.0, "height": 4.5},
        {"label": "fray", "x": 0.0, "y": 0.0, "width": 2.0, "height": 2.0},
    ]
    assert [row["boxes"] for row in brought.rows[1:]] == [[]]
    assert brought.rows[0]["split"] == "train"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"annotations": [{"image_id": 9, "category_id": 1, "bbox": [0, 0, 1, 1]}]},
            "there is no picture with the id 9",
        ),
        (
            {"annotations": [{"image_id": 7, "category_id": 5, "bbox": [0, 0, 1, 1]}]},
            "there is no category with the id 5",
        ),
        (
            {"annotations": [{"image_id": 7, "category_id": 1, "bbox": [0, 0, -1, 1]}]},
            "“annotations”, row 1: a box needs",
        ),
        ({"annotations": [{"image_id": 7, "category_id": 1, "bbox": [0, 0, 1]}]}, "“annotations”, row 1: a box needs"),
        ({"annotations": [{"image_id": 7, "category_id": 1, "bbox": [0, 0, 1e999, 1]}]}, "row 1: a box needs"),
        (
            {"categories": [{"id": 1}, {"id": 2, "name": "fray"}]},
            "“categories”, row 1: a category needs an id and a name, without",
        ),
    ],
)
def test_boxes_that_cannot_be_are_refused(refused, folder, changes, sentence):
    files = {"a.png": picture(1), "b.png": picture(2), "boxes.json": coco(**changes)}

    assert any(sentence in said for said in refused(folder(files), "set"))
