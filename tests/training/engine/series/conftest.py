"""Series that can be learned, and a small PatchTST for them."""

import csv
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pytest
import torch
from transformers import PatchTSTConfig, PatchTSTForPrediction

from engine.spec import DataSource, ModelSource, Spec, Training

DAY = 24
Table = Mapping[str, Sequence[Any]]


@pytest.fixture(scope="session")
def write(tmp_path_factory) -> Callable[[Table], str]:
    """Writes columns as a .csv and gives its path."""

    def write_table(columns: Table) -> str:
        path = tmp_path_factory.mktemp("series") / "sensors.csv"
        with path.open("w", newline="") as file:
            csv.writer(file).writerows([[*columns], *zip(*columns.values(), strict=True)])
        return str(path)

    return write_table


def make_waves(count: int) -> dict[str, list[Any]]:
    """So many hours of a load, two waves of which only one has a day's length, and of a drift."""
    random, hours = np.random.default_rng(2), np.arange(count)
    load = 50 + 10 * np.sin(2 * np.pi * hours / DAY) + 8 * np.sin(2 * np.pi * hours / 17)
    times = np.datetime64("2026-01-01T00:00:00") + hours.astype("timedelta64[h]")
    return {
        "time": times.astype(str).tolist(),
        "load": (load + random.normal(0, 0.5, count)).round(3).tolist(),
        "drift": (0.01 * hours + random.normal(0, 0.1, count)).round(3).tolist(),
    }


@pytest.fixture(scope="session")
def waves() -> dict[str, list[Any]]:
    """900 hours."""
    return make_waves(900)


@pytest.fixture(scope="session")
def small(tmp_path_factory) -> ModelSource:
    """A PatchTST of one layer with random weights, for windows of 48 steps of any columns."""
    folder = tmp_path_factory.mktemp("small")
    torch.manual_seed(0)
    sizes = {"d_model": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "ffn_dim": 32}
    patches = {"context_length": 48, "patch_length": 8, "patch_stride": 8, "prediction_length": 6}
    heads = {"num_input_channels": 1, "loss": "mse", "pooling_type": None}
    PatchTSTForPrediction(PatchTSTConfig(**sizes, **patches, **heads)).save_pretrained(folder)
    return ModelSource(str(folder))


@pytest.fixture(scope="session")
def job() -> Callable[..., Spec]:
    """A job on series that is done in seconds."""

    def make(task: str, model: ModelSource, data: DataSource, **training: Any) -> Spec:
        quick = {"epochs": 12, "batch_size": 16, "learning_rate": 1e-2, "patience": 12, "precision": "float32"}
        return Spec(task=task, model=model, data=data, training=Training(**{**quick, **training}))

    return make
