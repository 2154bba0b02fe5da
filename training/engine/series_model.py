"""PatchTST on windows of scaled sensor series (Nie et al. 2023, arXiv:2211.14730)."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from transformers import PatchTSTConfig, PatchTSTModel, PreTrainedModel

from engine.arithmetic import Setting, autocast
from engine.faults import JobFault, Stopped
from engine.models import load_model
from engine.series import Windows
from engine.spec import ModelSource

BATCH = 128
FILE = "preprocessor_config.json"


@dataclass(frozen=True)
class Scaler:
    """How columns become a model's channels: minus mean, by deviation, both of what was measured to train on."""

    columns: tuple[str, ...]
    mean: tuple[float, ...]
    deviation: tuple[float, ...]
    context: int
    horizon: int

    def scale(self, values: np.ndarray) -> np.ndarray:
        """`values` (n, channels) scaled, in float32; the mean where there is none."""
        return np.nan_to_num((values - self.mean) / self.deviation).astype(np.float32)

    def save_pretrained(self, folder: str | Path) -> None:
        """Write it beside a model's weights."""
        (Path(folder) / FILE).write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")


def read_scaler(model: Path, task: str) -> Scaler:
    """The scaler beside the weights in the folder `model`. Raises JobFault model_unfit where there is none."""
    try:
        saved: Any = json.loads((model / FILE).read_bytes())
        tuples = {name: tuple(saved[name]) for name in ("columns", "mean", "deviation")}
        return Scaler(**tuples, context=int(saved["context"]), horizon=int(saved["horizon"]))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise JobFault("model_unfit", path=str(model), task=task) from error


def fit_scaler(values: np.ndarray, columns: tuple[str, ...], *, context: int, horizon: int) -> Scaler:
    """The scaler of `values` (n, channels), nan where nothing was measured; what never changes keeps its unit."""
    measured = ~np.isnan(values)
    count = np.maximum(measured.sum(axis=0), 1)
    mean = np.where(measured, values, 0).sum(axis=0) / count
    deviation = np.sqrt((np.where(measured, values - mean, 0) ** 2).sum(axis=0) / count)
    deviation = np.where(deviation > 0, deviation, 1.0)
    return Scaler(columns, tuple(mean.tolist()), tuple(deviation.tolist()), context, horizon)


@dataclass(frozen=True)
class PatchTST:
    """What an Auto class would be for one of PatchTST's classes, since transformers has none for most of them."""

    kind: type[PreTrainedModel]

    def from_config(self, config: Any) -> PreTrainedModel:
        """A new model. Raises ValueError when the configuration is another architecture's."""
        self._check(config)
        return self.kind(config)

    def from_pretrained(self, path: str, *, config: Any, **settings: Any) -> Any:
        """The model in the folder `path` and how it was loaded; where it was for another task, with a new head.

        Raises ValueError as above.
        """
        self._check(config)
        if self.kind.__name__ in (config.architectures or ()):
            return self.kind.from_pretrained(path, config=config, **settings)
        bare: Any = PatchTSTModel
        base, info = bare.from_pretrained(path, config=config, **settings)
        model = self.kind(config)
        model.model = base
        return model, info

    def _check(self, config: Any) -> None:
        if not isinstance(config, PatchTSTConfig):
            raise ValueError(f"{type(config).__name__} is not a configuration of PatchTST.")


def load_patchtst(
    kind: type[PreTrainedModel],
    source: ModelSource,
    task: str,
    *,
    channels: int,
    context: int,
    seed: int,
    needs: Mapping[str, Any] | None = None,
    **head: Any,
) -> PreTrainedModel:
    """PatchTST for windows of `context` steps and so many `channels`, with a `head` of these settings.

    `needs` are settings of a fresh model only.

    Raises JobFault model_unfit.
    """
    return load_model(
        PatchTST(kind),
        source,
        task,
        seed=seed,
        needs={"channel_attention": channels > 1, **(needs or {})},
        num_input_channels=channels,
        context_length=context,
        **{"do_mask_input": False, **head},
    )


def read_batch(windows: Windows, rows: np.ndarray) -> Tensor:
    """What the model reads of these windows: (b, context, channels)."""
    return torch.from_numpy(windows.past(rows))


def predict_windows(
    model: PreTrainedModel,
    rows: np.ndarray,
    compute: Callable[[np.ndarray], Tensor],
    *,
    setting: Setting,
) -> np.ndarray:
    """`compute` of these windows, in batches, without dropout: (n, …). Raises Stopped."""
    was_training = model.training
    model.train(False)
    parts = []
    with torch.inference_mode(), autocast(setting.precision):
        for start in range(0, len(rows), BATCH):
            if setting.should_stop():
                raise Stopped
            parts.append(compute(rows[start : start + BATCH]).float())
    model.train(was_training)
    said: np.ndarray = torch.cat(parts).numpy()
    return said
