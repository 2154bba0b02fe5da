"""A base for pictures that is learned without labels."""

from dataclasses import replace

import numpy as np
import pyarrow.parquet as pq
import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoImageProcessor, AutoModelForMaskedImageModeling

from engine.digests import folder_digest
from engine.pictures.masking import HIDDEN, Masked, fixed, hidden_errors
from engine.pictures.pixels import Pixels
from engine.spec import Augmentation, LabelledPictures, ListedPictures, ModelSource


@pytest.fixture(scope="module")
def spec(job, painter, folder):
    return job("image-pretraining", painter, ListedPictures(path=folder), epochs=20, learning_rate=3e-3, patience=20)


@pytest.fixture(scope="module")
def finished(do, spec):
    return do(spec)


def test_hidden_patches_are_painted_better_than_by_the_mean_picture(finished):
    results = finished.results
    losses = [loss for _, loss in results["curve"]["training"]]

    assert np.mean(losses[-7:]) < np.mean(losses[:3]) / 2
    assert results["reference"] == "baseline"
    assert results["contenders"]["baseline"]["name"] == "mean_picture"
    assert results["verdict"] == "better"


def test_a_stopped_job_goes_on_to_the_same_weights(goes_on, spec):
    assert goes_on(replace(spec, augmentation=Augmentation(crop=0.1, flip=True, color=0.2)))


def test_transformers_loads_the_model_and_paints_the_same(finished, stripes):
    model = AutoModelForMaskedImageModeling.from_pretrained(finished.out / "model").eval()
    processor = AutoImageProcessor.from_pretrained(finished.out / "model", backend="pil")
    table = pq.read_table(finished.out / "predictions.parquet").to_pydict()
    recipe = finished.results["recipe"]

    pictures = [stripes[row][0].convert("RGB") for row in table["row"]]
    values = processor(pictures, return_tensors="pt")["pixel_values"]
    orders = [fixed(recipe["seed"])(row).permutation(16) for row in table["row"]]  # of patches
    hidden = [np.isin(np.arange(16), order[: round(HIDDEN * 16)]) for order in orders]
    batch = {"pixel_values": values, "bool_masked_pos": torch.tensor(np.array(hidden))}
    with torch.no_grad():
        errors = hidden_errors(model(**batch).reconstruction, batch)

    assert errors.tolist() == pytest.approx(table["error"], abs=1e-4)


def test_what_was_learned_is_the_base_of_a_classifier(do, job, folder, finished):
    """Trained for a moment at next to no rate, a classifier still has the painter's weights."""
    base = ModelSource(str(finished.out / "model"))
    data = LabelledPictures(path=folder)
    classifier = do(job("image-classification", base, data, epochs=1, batch_size=64, learning_rate=1e-7))

    painted = load_file(finished.out / "model" / "model.safetensors")
    tuned = load_file(classifier.out / "model" / "model.safetensors")
    shared = [name for name in tuned if name.startswith("vit.encoder")]
    assert len(shared) > 20
    assert all(torch.allclose(tuned[name], painted[name], atol=1e-5) for name in shared)
    assert classifier.results["digests"]["model"] == folder_digest(finished.out / "model")


def test_errors_are_of_hidden_patches_alone():
    painted, values = torch.zeros(1, 3, 4, 4), torch.zeros(1, 3, 4, 4)
    values[:, :, :2, :2], values[:, :, 2:, 2:] = 3.0, 100.0  # the first patch is hidden, the last one seen
    masks = torch.tensor([[True, True, False, False]])

    assert hidden_errors(painted, {"pixel_values": values, "bool_masked_pos": masks}).tolist() == [1.5]


def test_the_same_patches_of_a_row_are_hidden_each_time_and_others_of_another():
    pixels = Pixels(
        np.zeros((2, 3, 32, 32), np.uint8), np.zeros((2, 2)), [b"a", b"b"], torch.ones(3, 1, 1), torch.zeros(1)
    )
    masked = Masked(pixels, 8, fixed(1))

    first, again = (masked.batch([0, 1])["bool_masked_pos"] for _ in range(2))
    assert first.equal(again)
    assert not first[0].equal(first[1])
    assert first.sum(dim=1).tolist() == [38, 38]  # 0.6 of 64


def test_an_architecture_that_cannot_paint_is_refused(refused, spec, small):
    assert refused(replace(spec, model=small)).code == "model_unfit"


@pytest.mark.filterwarnings("ignore:Using a target size")
def test_a_size_that_patches_do_not_fill_is_refused(refused, spec, folder):
    asked = replace(spec, model=ModelSource(architecture="vit-small"), data=ListedPictures(path=folder, size=28))

    assert refused(asked).code == "model_unfit"


def test_a_table_without_its_column_is_refused(refused, spec, folder):
    assert refused(replace(spec, data=ListedPictures(path=folder, picture="file"))).code == "column_missing"
