"""Pictures that can be learned, written as a job's folder, and small bases for them."""

import csv
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from tests.training.engine.pictures.drawing import as_png
from transformers import ResNetConfig, ResNetForImageClassification, ViTConfig, ViTForMaskedImageModeling
from transformers.models.vit.image_processing_pil_vit import ViTImageProcessorPil

from engine.spec import DataSource, LabelledPictures, ModelSource, Spec, Training

SIDE = 32
PERIOD = 4  # of stripes: each field of the plain baseline's grid has two of them, whichever way they go


def striped(random: np.random.Generator, label: str) -> Image.Image:
    """Stripes across or along, of chance phase, light and noise."""
    light, dark = random.integers(140, 220), random.integers(30, 100)
    bright = (np.arange(SIDE) + random.integers(PERIOD)) % PERIOD < PERIOD // 2
    rows = np.broadcast_to(np.where(bright, light, dark)[:, None], (SIDE, SIDE))
    pixels = (rows if label == "across" else rows.T) + random.normal(0, 10, (SIDE, SIDE))
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


@pytest.fixture(scope="session")
def stripes() -> list[tuple[Image.Image, str]]:
    """90 grey pictures with their labels."""
    random = np.random.default_rng(5)
    labels = ["across" if number % 2 else "along" for number in range(90)]
    return [(striped(random, label), label) for label in labels]


@pytest.fixture(scope="session")
def keep(tmp_path_factory) -> Callable[..., str]:
    """Writes files of pictures and the table that lists them with their labels, and gives the folder's path."""

    def keep_pictures(files: Sequence[bytes], labels: Sequence[str], *, zipped: bool = True) -> str:
        folder = tmp_path_factory.mktemp("pictures")
        names = [f"{label}/{number}.png" for number, label in enumerate(labels)]
        write_files(folder, dict(zip(names, files, strict=True)), zipped=zipped)
        with (folder / "labels.csv").open("w", newline="") as file:
            csv.writer(file).writerows([("path", "label"), *zip(names, labels, strict=True)])
        return str(folder)

    return keep_pictures


def write_files(folder: Path, files: dict[str, bytes], *, zipped: bool) -> None:
    """As `images.zip`, or as the folder `images`."""
    if zipped:
        with zipfile.ZipFile(folder / "images.zip", "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return
    for name, content in files.items():
        file = folder / "images" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


@pytest.fixture(scope="session")
def folder(keep, stripes) -> str:
    """The stripes in a .zip."""
    return keep([as_png(picture) for picture, _ in stripes], [label for _, label in stripes])


@pytest.fixture(scope="session")
def small(tmp_path_factory) -> ModelSource:
    """A ResNet of two blocks with random weights."""
    folder = tmp_path_factory.mktemp("small")
    torch.manual_seed(0)
    sizes = {"embedding_size": 8, "hidden_sizes": [8, 16], "depths": [1, 1], "layer_type": "basic"}
    ResNetForImageClassification(ResNetConfig(**sizes)).save_pretrained(folder)
    ViTImageProcessorPil(size={"height": SIDE, "width": SIDE}).save_pretrained(folder)
    return ModelSource(str(folder))


@pytest.fixture(scope="session")
def painter(tmp_path_factory) -> ModelSource:
    """A ViT of two layers with random weights."""
    folder = tmp_path_factory.mktemp("painter")
    torch.manual_seed(0)
    sizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    config = ViTConfig(image_size=SIDE, patch_size=8, encoder_stride=8, **sizes)
    ViTForMaskedImageModeling(config).save_pretrained(folder)
    ViTImageProcessorPil(size={"height": SIDE, "width": SIDE}).save_pretrained(folder)
    return ModelSource(str(folder))


@pytest.fixture(scope="session")
def job() -> Callable[..., Spec]:
    """A job on pictures that is done in seconds."""

    def make(task: str, model: ModelSource, data: DataSource, **training: Any) -> Spec:
        quick = {"epochs": 8, "batch_size": 8, "learning_rate": 1e-2, "patience": 8, "precision": "float32"}
        return Spec(task=task, model=model, data=data, training=Training(**{**quick, **training}))

    return make


@pytest.fixture(scope="session")
def spec(job, small, folder) -> Spec:
    """A job that tells the stripes apart."""
    return job("image-classification", small, LabelledPictures(path=folder))


@pytest.fixture(scope="session")
def finished(do, spec) -> Any:
    """The job of `spec`, done once for all who look at its results."""
    return do(spec)
