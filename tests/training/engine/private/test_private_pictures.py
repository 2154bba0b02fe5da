"""Private training on pictures."""

import csv
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image
from transformers import ViTConfig, ViTModel
from transformers.models.vit.image_processing_pil_vit import ViTImageProcessorPil

from engine.faults import JobFault
from engine.spec import LabelledPictures, ModelSource, Privacy, Spec, Training

SIDE = 16


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    """60 pictures of noise, dark or light."""
    folder, random = tmp_path_factory.mktemp("pictures"), np.random.default_rng(0)
    rows = [(f"{number}.png", "light" if number % 2 else "dark") for number in range(60)]
    (folder / "images").mkdir()
    for name, label in rows:
        pixels = random.random((SIDE, SIDE, 3)) * 80 + (150 if label == "light" else 20)
        Image.fromarray(pixels.astype(np.uint8)).save(folder / "images" / name)
    with (folder / "labels.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("path", "label"), *rows])
    return LabelledPictures(path=str(folder), images="images", size=SIDE)


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """A ViT of two layers with random weights."""
    folder = tmp_path_factory.mktemp("vit")
    torch.manual_seed(0)
    sizes = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}
    ViTModel(ViTConfig(image_size=SIDE, patch_size=8, **sizes), add_pooling_layer=False).save_pretrained(folder)
    ViTImageProcessorPil(size={"height": SIDE, "width": SIDE}).save_pretrained(folder)
    return ModelSource(str(folder))


@pytest.fixture
def spec(pictures, base):
    training = Training(epochs=8, batch_size=12, learning_rate=3e-2)
    privacy = Privacy(epsilon=500.0, delta=1e-4)
    return Spec(task="image-classification", model=base, data=pictures, training=training, privacy=privacy)


@pytest.mark.parametrize("method", ["full", "head", "lora"])
def test_it_learns(do, spec, method):
    job = do(replace(spec, method=method))

    assert job.results["contenders"]["tuned"]["accuracy"][0] > 0.8
    assert job.results["privacy"]["epsilon"] <= 500
    assert list(job.results["contenders"]) == ["base", "tuned"]
    assert not {"mistakes", "attributions"} & job.results.keys()


def test_a_model_that_looks_at_rows_together_is_refused(do, spec):
    with pytest.raises(JobFault) as refused:
        do(replace(spec, model=ModelSource(architecture="resnet-small")))

    assert refused.value.code == "private_unfit"
