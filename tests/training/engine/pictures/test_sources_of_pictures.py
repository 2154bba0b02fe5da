"""Pictures from several folders: read as one, drawn by weight, told apart, and each left out in turn."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageOps
from tests.training.engine.pictures.drawing import as_png

from engine.arithmetic import Setting
from engine.spec import Further, LabelledPictures, ListedPictures
from engine.tasks.image_pretraining import ImagePretraining


@pytest.fixture(scope="module")
def folders(keep, stripes):
    """At the second site the stripes of each class go the other way."""
    turned = [ImageOps.invert(picture).transpose(Image.Transpose.ROTATE_90) for picture, _ in stripes]
    labels = [label for _, label in stripes]
    return keep([as_png(picture) for picture, _ in stripes], labels), keep([as_png(each) for each in turned], labels)


@pytest.fixture(scope="module")
def data(folders):
    here, there = folders
    return LabelledPictures(path=here, name="lyon", sources=(Further(there, name="lund", weight=2.0),))


def test_a_source_that_was_left_out_is_not_known(do, spec, data):
    results = do(replace(spec, data=data, training=replace(spec.training, epochs=4))).results

    slices = {each["value"]: each["rows"] for each in results["slices"] if each["by"] == "source"}
    left = {each["source"]: each for each in results["left_out"]}
    assert set(slices) == set(left) == {"lyon", "lund"}
    assert sum(slices.values()) == results["rows"]["test"]
    assert left["lund"]["accuracy"][0] < 0.5


def test_pictures_are_read_from_their_own_folder_and_drawn_by_its_weight(job, painter, data, folders, tmp_path):
    listed = ListedPictures(path=data.path, sources=data.sources)

    task = ImagePretraining(job("image-pretraining", painter, listed), Setting("float32", lambda: False, tmp_path))

    there = task.of_source("lund")
    alone = ListedPictures(path=folders[1])
    other = ImagePretraining(job("image-pretraining", painter, alone), Setting("float32", lambda: False, tmp_path))
    assert np.array_equal(task.pixels.values[there], other.pixels.values)
    assert np.array_equal(task.row_weights, np.where(there[task.parts.train], 2.0, 1.0))


def test_a_picture_that_is_missing_is_named_in_its_own_folder(refused, spec, data, keep, tmp_path):
    broken = keep([b"no picture"], ["along"])
    more = replace(data, sources=(*data.sources, Further(broken, name="oslo")))

    fault = refused(replace(spec, data=more))

    assert (fault.code, fault.params["row"]) == ("picture_unreadable", 1)
    assert fault.params["file"].endswith("/labels.csv")


def test_a_model_of_several_folders_is_asked_about_one(do, spec, data, folders, predict):
    alone = replace(spec, data=replace(data, leave_one_out=False), training=replace(spec.training, epochs=1))

    code, said = predict(do(alone), folders[1])

    assert code == 0
    assert len(said) == 90
