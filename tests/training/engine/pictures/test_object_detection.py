"""Boxes around things in pictures: what is learned, how it is judged, and what is refused."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import torch
from PIL import Image, ImageOps
from tests.training.engine.pictures.drawing import SIDE, write_annotations, write_scenes
from transformers import (
    AutoImageProcessor,
    AutoModelForObjectDetection,
    DetrConfig,
    DetrForObjectDetection,
    ResNetConfig,
)
from transformers.models.detr.image_processing_pil_detr import DetrImageProcessorPil

from engine.arithmetic import Setting
from engine.faults import JobFault
from engine.pictures.coco import read_boxes
from engine.pictures.detections import Found, Matches, average_precision
from engine.spec import Augmentation, BoxedPictures, Further, ModelSource, Spec, Split
from engine.tasks.object_detection import ObjectDetection

WIDTHS = {"attention_heads": 2, "ffn_dim": 32}


@pytest.fixture(scope="module")
def scenes(tmp_path_factory) -> str:
    return write_scenes(tmp_path_factory.mktemp("scenes"), 30)


@pytest.fixture(scope="module")
def spec(job, scenes):
    """A job of few steps: it has all that a long one has."""
    data = BoxedPictures(path=scenes, images="images", size=SIDE)
    new = ModelSource(architecture="rtdetr-small")
    return job("object-detection", new, data, epochs=2, learning_rate=1e-3)


@pytest.fixture(scope="module")
def finished(do, spec):
    return do(spec)


def test_precision_is_told_by_class_and_beside_a_plain_baseline(finished):
    results = finished.results

    assert [each["name"] for each in results["contenders"].values()] == ["untrained_head", "mean_box", "full"]
    assert results["metric"] == "map_50"
    assert [line["label"] for line in results["classes"]] == ["bright", "dark"]
    assert sum(line["boxes"] for line in results["classes"]) > 9


def test_boxes_in_a_table_are_the_same_as_those_of_coco(scenes, tmp_path):
    told = json.loads((Path(scenes) / "annotations.json").read_text())
    names = {each["id"]: each["name"] for each in told["categories"]}
    rows = {each["id"]: {"picture": each["file_name"], "boxes": []} for each in told["images"]}
    for each in told["annotations"]:
        sides = dict(zip(("x", "y", "width", "height"), each["bbox"], strict=True))
        rows[each["image_id"]]["boxes"].append({"label": names[each["category_id"]], **sides})
    pq.write_table(pa.Table.from_pylist([*rows.values()]), tmp_path / "data.parquet")

    table = read_boxes(BoxedPictures(path=str(tmp_path), annotations="data.parquet"))
    coco = read_boxes(BoxedPictures(path=scenes))

    assert (table.names, table.classes) == (coco.names, coco.classes)
    for ours, theirs in ((table.boxes, coco.boxes), (table.labels, coco.labels)):
        assert all(np.array_equal(a, b) for a, b in zip(ours, theirs, strict=True))
    pq.write_table(pa.table({"picture": ["a.png"]}), tmp_path / "data.parquet")
    with pytest.raises(JobFault, match="boxes"):
        read_boxes(BoxedPictures(path=str(tmp_path), annotations="data.parquet"))


def test_a_stopped_job_goes_on_to_the_same_weights(goes_on, spec):
    assert goes_on(replace(spec, augmentation=Augmentation(crop=0.1, flip=True, color=0.2)))


def test_transformers_loads_the_detector_and_finds_the_same_boxes(finished, scenes):
    model = AutoModelForObjectDetection.from_pretrained(finished.out / "model").eval()
    processor = AutoImageProcessor.from_pretrained(finished.out / "model", backend="pil")
    table = pq.read_table(finished.out / "predictions.parquet")
    row = table["row"][0].as_py()
    picture = Image.open(f"{scenes}/images/{row}.png").convert("RGB")

    with torch.no_grad():
        out = model(**processor(picture, return_tensors="pt"))
    (told,) = processor.post_process_object_detection(out, threshold=0.05, target_sizes=[(SIDE, SIDE)])
    ours = [each for each in table.to_pylist() if each["row"] == row]

    assert told["labels"].tolist() == [each["predicted"] for each in ours]
    assert told["scores"].tolist() == pytest.approx([each["confidence"] for each in ours], abs=1e-4)
    assert told["boxes"][:, 0].tolist() == pytest.approx([each["left"] for each in ours], abs=1e-2)
    assert model.config.id2label == {0: "bright", 1: "dark"}


@pytest.fixture
def detector(tmp_path) -> ModelSource:
    """A small DETR that knew five kinds of things, in pictures of whatever shape."""
    backbone = ResNetConfig(
        embedding_size=8, hidden_sizes=[8, 16], depths=[1, 1], layer_type="basic", out_features=["stage2"]
    )
    sizes = {"d_model": 32, "encoder_layers": 1, "decoder_layers": 1, "num_queries": 8, "num_labels": 5}
    widths = {f"{part}_{name}": size for part in ("encoder", "decoder") for name, size in WIDTHS.items()}
    own = {"backbone_config": backbone, "use_timm_backbone": False, "use_pretrained_backbone": False}
    DetrForObjectDetection(DetrConfig(backbone=None, **own, **sizes, **widths)).save_pretrained(tmp_path)
    DetrImageProcessorPil(size={"shortest_edge": SIDE, "longest_edge": 2 * SIDE}).save_pretrained(tmp_path)
    return ModelSource(str(tmp_path))


def test_a_detector_of_other_things_learns_these_in_squares(do, spec, detector):
    asked = replace(spec, model=detector, data=replace(spec.data, size=None))
    finished = do(replace(asked, training=replace(spec.training, epochs=1)))
    processor = AutoImageProcessor.from_pretrained(finished.out / "model", backend="pil")

    assert processor.size == {"height": SIDE, "width": SIDE}
    assert AutoModelForObjectDetection.from_pretrained(finished.out / "model").config.num_labels == 2


@pytest.mark.heavy
def test_squares_are_found_better_than_by_the_mean_box(do, job, tmp_path):
    data = BoxedPictures(path=write_scenes(tmp_path, 160), images="images", size=SIDE)
    spec = job("object-detection", ModelSource(architecture="rtdetr-small"), data, epochs=24)
    training = replace(spec.training, learning_rate=2e-3, schedule="cosine", clip=0.5, evaluate_every=96)

    results = do(replace(spec, training=training, augmentation=Augmentation(crop=0.1, flip=True))).results

    losses = [loss for _, loss in results["curve"]["training"]]
    assert losses[-1] < losses[0] / 2
    assert results["verdict"] == "better"
    assert results["contenders"]["tuned"]["map_50"][0] > 0.5


def found(*boxes):
    """Boxes as (label, score, left, top, width, height)."""
    each = np.array(boxes, dtype=np.float64).reshape(-1, 6)
    return Found(each[:, 2:], each[:, 0].astype(int), each[:, 1])


def test_precision_is_one_where_all_is_found_and_half_where_half_of_the_things_are():
    truth = [found((0, 1, 10, 10, 20, 20)), found((0, 1, 5, 5, 30, 30))]
    all_of_it = Matches(truth, truth, classes=1)
    half = Matches(truth, [truth[0], found()], classes=1)

    assert all_of_it.by_overlap(np.arange(2)).mean() == pytest.approx(1)
    assert half.by_overlap(np.arange(2)).mean() == pytest.approx(0.5, abs=0.01)


def test_a_box_of_another_class_or_place_counts_for_nothing():
    truth = [found((0, 1, 10, 10, 20, 20), (1, 1, 60, 60, 20, 20))]
    swapped = Matches(truth, [found((1, 0.9, 10, 10, 20, 20), (0, 0.9, 60, 60, 20, 20))], classes=2)

    assert swapped.by_overlap(np.arange(1)).mean() == 0


def test_a_resample_counts_pictures_as_often_as_they_are_drawn():
    truth = [found((0, 1, 10, 10, 20, 20)), found((0, 1, 5, 5, 30, 30))]
    matches = Matches(truth, [truth[0], found()], classes=1)
    precision = average_precision(slice(0, 1))(matches)

    weights = np.array([[1.0, 0.0], [0.0, 1.0]])
    assert precision(weights).tolist() == pytest.approx([1, 0])


@pytest.fixture
def annotated(tmp_path):
    """Writes annotations, with one thing changed, and gives where they are."""

    def write(change):
        content = {
            "images": [
                {"id": 1, "file_name": "a.png", "part": "train"},
                {"id": 2, "file_name": "b.png", "part": "test"},
            ],
            "categories": [{"id": 4, "name": "car"}],
            "annotations": [
                {"image_id": 2, "category_id": 4, "bbox": [0, 1, 2.5, 3], "iscrowd": 0},
                {"image_id": 2, "category_id": 4, "bbox": [0, 0, 9, 9], "iscrowd": 1},
            ],
        }
        change(content)
        write_annotations(tmp_path, content)
        return BoxedPictures(path=str(tmp_path))

    return write


def test_boxes_are_read_and_those_of_crowds_left_out(annotated):
    read = read_boxes(annotated(lambda _: None))

    assert (read.names, read.classes, read.given) == (["a.png", "b.png"], ["car"], None)
    assert [each.tolist() for each in read.boxes] == [[], [[0, 1, 2.5, 3]]]
    assert [each.tolist() for each in read.labels] == [[], [0]]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda content: content.pop("categories"), "categories"),
        (lambda content: content["images"].append("c.png"), "images[2]"),
        (lambda content: content["images"][0].update(file_name=""), "images[0].file_name"),
        (lambda content: content["categories"][0].update(name=7), "categories[0].name"),
        (lambda content: content["annotations"][1].update(bbox=[0, 0, 9]), "annotations[1].bbox"),
        (lambda content: content["annotations"][1].update(bbox=[0, 0, 0, 9]), "annotations[1].bbox"),
        (lambda content: content["annotations"][0].update(category_id=9), "annotations[0]"),
        (lambda content: content["annotations"][0].update(image_id=9), "annotations[0]"),
    ],
)
def test_what_does_not_follow_cocos_format_is_told_with_its_place(refused, spec, annotated, change, place):
    fault = refused(replace(spec, data=annotated(change)))

    assert (fault.code, fault.params["place"]) == ("annotations_wrong", place)


def test_a_part_without_any_box_is_refused(refused, spec, scenes, tmp_path):
    content = json.loads((Path(scenes) / "annotations.json").read_text())
    shutil.copytree(f"{scenes}/images", tmp_path / "images")
    write_annotations(tmp_path, {**content, "annotations": []})

    fault = refused(replace(spec, data=replace(spec.data, path=str(tmp_path))))

    assert (fault.code, fault.params["part"]) == ("boxes_missing", "train")


def test_annotations_that_are_not_there_or_no_json_are_refused(refused, spec, tmp_path):
    asked = replace(spec, data=replace(spec.data, path=str(tmp_path)))
    assert refused(asked).code == "file_missing"

    (tmp_path / "annotations.json").write_text("no json")
    assert refused(asked).code == "file_unreadable"


def test_a_size_that_the_detector_cannot_read_is_refused(refused, spec):
    assert refused(replace(spec, data=replace(spec.data, size=40))).code == "model_unfit"


def test_new_pictures_get_the_boxes_that_evaluation_found(predict, finished, scenes, tmp_path):
    unseen = shutil.copytree(scenes, tmp_path / "unseen")
    described = json.loads((unseen / "annotations.json").read_text())
    names = [{"id": place, "file_name": image["file_name"]} for place, image in enumerate(described["images"])]
    (unseen / "annotations.json").write_text(json.dumps({"images": names}))  # no boxes are needed

    _, answers = predict(finished, unseen)

    assert len(answers) == 30
    table = pq.read_table(finished.out / "predictions.parquet").to_pylist()
    for row in {each["row"] for each in table}:
        ours = sorted((each for each in table if each["row"] == row), key=lambda each: -each["confidence"])
        said = answers[row]["boxes"]
        labels = [finished.results["labels"][each["predicted"]] for each in ours]
        assert [each["class"] for each in said] == labels
        for name, tolerance in (("confidence", 1e-4), ("left", 1e-2), ("height", 1e-2)):
            assert [each[name] for each in said] == pytest.approx([each[name] for each in ours], abs=tolerance)


@pytest.fixture(scope="module")
def two(spec, tmp_path_factory) -> Spec:
    """Scenes of two sites; at the second all is the other way round, and what is dark is called so first."""
    here, there = (tmp_path_factory.mktemp(name) for name in ("lyon", "lund"))
    for folder in (here, there):
        write_scenes(folder, 36)
    for path in (there / "images").iterdir():
        ImageOps.invert(Image.open(path)).save(path)
    content = json.loads((there / "annotations.json").read_text())
    write_annotations(there, {**content, "categories": [{"id": 1, "name": "dark"}, {"id": 2, "name": "bright"}]})
    lund = Further(str(there), name="lund", weight=2.0)
    data = replace(spec.data, path=str(here), name="lyon", sources=(lund,))
    few = Split(train=0.2, validation=0.1, test=0.7)
    return replace(spec, data=data, split=few, training=replace(spec.training, epochs=1))


@pytest.mark.heavy
def test_boxes_of_several_sources_are_told_and_left_out_by_source(do, two):
    results = do(two).results

    assert results["labels"] == ["bright", "dark"]
    slices = {each["value"]: each["rows"] for each in results["slices"] if each["by"] == "source"}
    left = {each["source"]: each for each in results["left_out"]}
    assert set(slices) == set(left) == {"lyon", "lund"}
    assert all(each["rows"] == slices[name] and "map_50" in each for name, each in left.items())
    assert sum(each["train_rows"] for each in left.values()) == results["rows"]["train"]


def test_what_is_called_alike_is_of_one_class_and_pictures_are_drawn_by_their_source(two, tmp_path):
    task = ObjectDetection(two, Setting("float32", lambda: False, tmp_path))

    names = [[task.rows.classes[label] for label in labels] for labels in task.rows.labels]
    others = {"bright": "dark", "dark": "bright"}
    assert [[others[name] for name in each] for each in names[:36]] == names[36:]
    assert np.array_equal(task.row_weights, np.where(task.of_source("lund")[task.parts.train], 2.0, 1.0))
    assert not np.array_equal(task.pixels.values[0], task.pixels.values[36])


def test_a_wrong_box_is_named_in_its_own_folder(refused, two):
    lund = Path(two.data.sources[0].path)
    oslo = shutil.copytree(lund, lund.parent / "oslo")
    write_annotations(oslo, {**json.loads((oslo / "annotations.json").read_text()), "annotations": [{}]})

    fault = refused(replace(two, data=replace(two.data, sources=(Further(str(oslo)),))))

    assert (fault.code, fault.params["file"]) == ("annotations_wrong", "oslo/annotations.json")
