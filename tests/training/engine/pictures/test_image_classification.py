"""One label for each picture: what is learned, how it is judged, and what is refused."""

import math
from dataclasses import replace
from io import BytesIO

import numpy as np
import pyarrow.parquet as pq
import pytest
import torch
from PIL import Image
from tests.training.engine.pictures.drawing import as_png
from transformers import AutoImageProcessor, AutoModelForImageClassification

import engine.attributions.pictures
from engine.events import Events
from engine.faults import JobFault
from engine.footprint import estimate_flops
from engine.predicting.live import RowFault, load_live
from engine.ready import make_ready
from engine.spec import Augmentation, Distillation, LabelledPictures, ModelSource, SpecError, parse


def test_stripes_are_told_apart_which_no_statistics_can(finished):
    contenders = finished.results["contenders"]
    losses = [loss for _, loss in finished.results["curve"]["training"]]

    assert np.mean(losses[-7:]) < math.log(2) / 2  # chance
    assert contenders["tuned"]["accuracy"][0] > 0.9
    assert contenders["tuned"]["accuracy"][0] > contenders["baseline"]["accuracy"][2]  # its interval's upper end


def test_four_contenders_are_scored(finished):
    results = finished.results

    assert [each["name"] for each in results["contenders"].values()] == [
        "untrained_head",
        "linear_probe",
        "picture_statistics",
        "full",
    ]
    assert results["labels"] == ["across", "along"]
    assert {"confusion", "calibration", "mistakes", "classes"} <= results.keys()


def test_transformers_loads_the_model_and_gives_the_same_labels(finished, stripes):
    model = AutoModelForImageClassification.from_pretrained(finished.out / "model").eval()
    processor = AutoImageProcessor.from_pretrained(finished.out / "model", backend="pil")
    table = pq.read_table(finished.out / "predictions.parquet").to_pydict()
    pictures = [stripes[row][0].convert("RGB") for row in table["row"]]

    with torch.no_grad():
        logits = model(**processor(pictures, return_tensors="pt")).logits
    confidence, predicted = logits.softmax(dim=1).max(dim=1)

    assert predicted.tolist() == table["predicted"]
    assert confidence.tolist() == pytest.approx(table["confidence"], abs=1e-4)
    assert model.config.id2label == {0: "across", 1: "along"}


def test_a_stopped_job_goes_on_to_the_same_weights_with_all_augmentation(goes_on, spec):
    augmentation = Augmentation(crop=0.2, flip=True, color=0.3, mixup=0.4)

    assert goes_on(replace(spec, augmentation=augmentation, training=replace(spec.training, ema=0.9)))


@pytest.fixture(scope="module")
def plain(do, spec):
    """One epoch without augmentation."""
    return do(replace(spec, training=replace(spec.training, epochs=1)))


@pytest.mark.parametrize("change", [{"crop": 0.2}, {"flip": True}, {"color": 0.3}, {"mixup": 0.4}])
def test_augmentation_changes_what_is_learned_and_not_what_it_is_judged_on(do, spec, plain, change):
    brief = replace(spec, training=replace(spec.training, epochs=1))
    changed = do(replace(brief, augmentation=Augmentation(**change)))

    assert plain.results["digests"]["weights"] != changed.results["digests"]["weights"]
    assert plain.results["contenders"]["base"]["accuracy"] == changed.results["contenders"]["base"]["accuracy"]


@pytest.mark.parametrize("architecture", ["resnet-small", "vit-small"])
def test_a_new_model_reads_pictures_of_the_size_that_the_spec_names(do, job, keep, stripes, architecture):
    few = keep([as_png(picture) for picture, _ in stripes[:30]], [label for _, label in stripes[:30]])
    data = LabelledPictures(path=few, size=16)
    spec = job("image-classification", ModelSource(architecture=architecture), data, epochs=1, batch_size=32)

    finished = do(replace(spec, lighter="int8"))
    lighter = finished.results["lighter"]
    processor = AutoImageProcessor.from_pretrained(finished.out / "model", backend="pil")

    assert lighter["bytes"] < lighter["bytes_before"]
    assert lighter["difference"][0] == pytest.approx(
        lighter["accuracy"][0] - finished.results["contenders"]["tuned"]["accuracy"][0]
    )
    assert processor.size == {"height": 16, "width": 16}
    assert AutoModelForImageClassification.from_pretrained(finished.out / "model").num_labels == 2


def test_a_share_to_drop_is_refused_where_the_model_drops_nothing_anywhere(do, spec):
    with pytest.raises(JobFault, match=r"training\.dropout does not go with this model"):
        do(replace(spec, training=replace(spec.training, dropout=0.1)))


def test_the_head_alone_can_be_trained_on_a_base(do, spec, finished):
    base = ModelSource(str(finished.out / "model"))
    tuned = do(replace(spec, model=base, method="head")).results["contenders"]["tuned"]

    assert tuned["accuracy"][0] > 0.9
    assert tuned["trained_parameters"] == 16 * 2 + 2  # a linear layer on the base's features


def test_pictures_that_are_the_same_are_in_one_part_only(do, spec, keep, stripes):
    files, labels = [as_png(picture) for picture, _ in stripes], [label for _, label in stripes]
    twice = keep([*files, *files[:10]], [*labels, *labels[:10]])

    results = do(replace(spec, data=LabelledPictures(path=twice), training=replace(spec.training, epochs=1))).results

    assert results["rows"]["dropped_duplicates"] == 10


def test_a_folder_gives_the_weights_that_a_zip_gives(do, spec, finished, keep, stripes):
    open_folder = keep([as_png(each) for each, _ in stripes], [label for _, label in stripes], zipped=False)

    results = do(replace(spec, data=LabelledPictures(path=open_folder, images="images"))).results

    assert results["digests"]["weights"] == finished.results["digests"]["weights"]


def test_a_base_for_texts_is_refused(refused, spec, base_model):
    assert refused(replace(spec, model=ModelSource(str(base_model)))).code == "model_unfit"


def test_a_base_for_pictures_of_another_size_is_refused(refused, spec, painter, folder):
    asked = replace(spec, model=painter, data=LabelledPictures(path=folder, size=24))

    assert refused(asked).code == "model_unfit"


def test_new_pictures_get_the_classes_that_evaluation_gave(predict, evaluated, finished, folder):
    _, answers = predict(finished, folder)

    assert [answer["row"] for answer in answers] == list(range(90))
    for row, said in evaluated(finished).items():
        assert answers[row]["class"] == finished.results["labels"][said["predicted"]]
        assert answers[row]["confidence"] == pytest.approx(said["confidence"], abs=1e-5)


def test_in_memory_it_says_the_same(predict, finished, folder, stripes):
    _, answers = predict(finished, folder)
    live = load_live(finished.out / "model", finished.results)

    shares = live.shares([live.read([as_png(picture)]) for picture, _ in stripes[:5]])

    assert [live.names[place] for place in shares.argmax(axis=1)] == [answer["class"] for answer in answers[:5]]
    assert shares.max(axis=1) == pytest.approx([answer["confidence"] for answer in answers[:5]], abs=1e-5)
    reasons = live.reasons(live.read([as_png(stripes[0][0])]), least=0.25, seconds=60)
    assert reasons.said == pytest.approx(shares[0], abs=1e-5)
    assert (len(reasons.shares), reasons.places) == (64, {"side": 8})
    assert Image.open(BytesIO(reasons.seen)).size == (32, 32)
    with pytest.raises(RowFault, match="picture_unreadable"):
        live.read([b"no picture"])


def test_a_picture_to_predict_that_is_broken_is_told_by_row(predict, finished, keep, stripes, capfd):
    broken = keep([as_png(stripes[0][0]), b"no picture"], ["across", "along"])

    assert predict(finished, broken) == (1, None)
    assert "The picture that row 2 of labels.csv names cannot be read." in capfd.readouterr().err
    assert predict(finished, broken, "picture=file") == (1, None)
    assert "labels.csv has no column file." in capfd.readouterr().err


def test_answers_are_traced_to_that_part_of_a_picture_which_tells_the_class(do, spec, keep, stripes):
    flat = [
        Image.fromarray(np.vstack([np.asarray(each)[:16], np.full((16, 32), 128, np.uint8)])) for each, _ in stripes
    ]
    folder = keep([as_png(picture) for picture in flat], [label for _, label in stripes])

    job = do(replace(spec, data=LabelledPictures(path=folder)))

    traced = pq.read_table(job.out / "attributions.parquet").to_pylist()
    strongest = [np.argsort(row["share"])[-3:] for row in traced]
    assert {row["side"] for row in traced} == {8}
    assert np.mean(np.concatenate(strongest) < 32) > 0.9  # of 64 cells the upper half
    assert job.results["attributions"]["verdict"] == "better"


def test_a_large_picture_is_looked_at_a_few_times_together(spec, tmp_path, monkeypatch):
    quiet = {"events": Events(lambda _: None), "should_stop": lambda: False, "threads": 1, "resume": False}
    task = make_ready(spec, tmp_path, **quiet).task
    task.model.eval()
    pieces, looked_at = task.pieces(), []
    whole = pieces.shares(task.model, 0, lambda logits: task.odds(logits, 0))
    monkeypatch.setattr(engine.attributions.pictures, "PIXELS", 2 * 32 * 32)
    task.model.register_forward_pre_hook(
        lambda _, __, given: looked_at.append(len(given["pixel_values"])), with_kwargs=True
    )

    sparing = pieces.shares(task.model, 0, lambda logits: task.odds(logits, 0))

    assert max(looked_at) == 2
    assert sparing == pytest.approx(whole, abs=1e-5)


def test_a_model_of_other_pictures_sizes_teaches_a_smaller_one(do, spec, finished):
    brief = replace(spec, training=replace(spec.training, epochs=1), data=replace(spec.data, size=16))
    teacher = Distillation(teacher=str(finished.out / "model"), weight=0.9)

    alone, taught = do(brief).results, do(replace(brief, distillation=teacher)).results

    assert taught["contenders"]["teacher"]["accuracy"] == finished.results["contenders"]["tuned"]["accuracy"]
    assert taught["reference"] != "teacher"
    assert taught["digests"]["weights"] != alone["digests"]["weights"]


def test_what_a_teacher_has_not_seen_cannot_be_taught(spec):
    raw = spec.resolved() | {"distillation": {"teacher": "/models/large"}, "augmentation": {"mixup": 0.4}}

    with pytest.raises(SpecError) as refusal:
        parse(raw)

    assert [(fault.path, fault.params["other"]) for fault in refusal.value.faults] == [
        ("augmentation.mixup", "distillation")
    ]


def test_counting_the_arithmetic_leaves_batch_norms_as_training_left_them(spec, tmp_path):
    quiet = {"events": Events(lambda _: None), "should_stop": lambda: False, "threads": 1, "resume": False}
    ready = make_ready(replace(spec, training=replace(spec.training, epochs=1)), tmp_path, **quiet)
    ready.loop.run()
    before = {name: buffer.clone() for name, buffer in ready.task.model.named_buffers()}

    estimate_flops(ready.loop)

    assert all(torch.equal(buffer, before[name]) for name, buffer in ready.task.model.named_buffers())
