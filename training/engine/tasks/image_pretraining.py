"""A base for pictures without labels: patches are hidden, and the model paints them (masked image modelling)."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import torch
from torch import Tensor
from transformers import AutoModelForMaskedImageModeling, PreTrainedModel

from engine.arithmetic import Setting, autocast
from engine.evidence import TUNED, Contender, Judge, timed, weigh
from engine.figures import Bootstrapped
from engine.gathered import OfSources, leave_out
from engine.messages import Note
from engine.models import load_model
from engine.pictures.augmentation import Changes, draw
from engine.pictures.masking import HIDDEN, Masked, fixed, hidden_errors
from engine.pictures.rows import check_fit, load_processor, open_pixels, read_list
from engine.predict import in_batches
from engine.slices import weigh_slices
from engine.spec import ListedPictures, Spec
from engine.split import split_rows

CHUNK = 256  # pictures in memory at once


class ImagePretraining(OfSources):
    """A job of it: the spec's pictures, a base that can paint, and how well it does."""

    metric = "neg_mean_absolute_error"
    tag = "image-feature-extraction"
    title = "A base for pictures, learned without labels"

    def __init__(self, spec: Spec, setting: Setting) -> None:
        assert isinstance(spec.data, ListedPictures)
        self.spec, self.setting = spec, setting
        listed = read_list(spec.data)
        self.origin = listed.origin
        self.processor = load_processor(spec.model, spec.task, spec.data.size)
        self.pixels = open_pixels(spec, listed.lists, self.processor, setting)
        with self.origin.naming_files():
            given = listed.given()
        parts = split_rows(self.pixels.keys, None, spec.split, seed=spec.split_seed, given=given)
        self.parts = leave_out(parts, spec.data, self.of_source)
        self.model = self._load().train()
        self.masked = self._hide(self.model)

    @property
    def lengths(self) -> np.ndarray:
        """All pictures are of one size."""
        lengths: np.ndarray = self.pixels.lengths[self.parts.train]
        return lengths

    def loss(self, rows: np.ndarray) -> Tensor:
        """The mean error on hidden patches of these training rows, drawn anew each time, changed by the spec."""
        change = Changes(self.spec.augmentation, (len(rows), *self.pixels.values.shape[1:]))
        generator = draw()
        masked = Masked(self.pixels, self.masked.side, lambda _: generator)
        batch = masked.batch(self.parts.train[rows], change)
        with autocast(self.setting.precision):
            painted: Tensor = self.model(**batch).reconstruction
        return hidden_errors(painted, batch).mean()

    def evaluate(self) -> tuple[float, float]:
        """The mean error on hidden patches of the validation rows, and its negative."""
        error = float(self._errors(self._painter(self.model), self.parts.validation, self.setting).mean())
        return error, -error

    def vocabulary(self) -> None:
        """There are no tokens."""
        return

    def counts(self) -> dict[str, int]:
        """Nothing."""
        return {}

    def warnings(self) -> Iterator[Note]:
        """Nothing."""
        yield from ()

    def contenders(self, method: str) -> dict[str, Contender]:
        """The base as it was, the mean of the training pictures, and the model: errors (n,) of the test rows."""
        test, exact = self.parts.test, self.setting.exact()
        frozen, mean = self._load(), self._mean_picture()
        return {
            "base": timed("untrained_head", lambda: self._errors(self._painter(frozen), test, exact)),
            "baseline": timed("mean_picture", lambda: self._errors(lambda _: mean, test, exact)),
            "tuned": timed(method, lambda: self._errors(self._painter(self.model), test, exact)),
        }

    def weigh(self, contenders: dict[str, Contender]) -> dict[str, Any]:
        """The mean absolute error on hidden patches, in the units of the model's normalised pixels; by source, too."""
        errors, seed = contenders[TUNED].said, self.spec.seed
        found = self.origin.slices(self.parts.test)
        by_source = weigh_slices(found, lambda inside: _mean(int(inside.sum())), errors, -errors, seed=seed)
        return {**weigh(contenders, self.judge, seed=seed), "hidden_share": HIDDEN, "slices": by_source}

    @property
    def judge(self) -> Judge:
        """The mean absolute error."""
        return _mean(len(self.parts.test))

    def said_by(self, model: PreTrainedModel) -> np.ndarray:
        """Errors (n,) of the test rows."""
        return self._errors(self._painter(model), self.parts.test, self.setting.exact())

    def save_predictions(self, folder: Path, tuned: Contender) -> None:
        """`predictions.parquet`: row and error."""
        columns = {"row": pa.array(self.parts.test, pa.int64()), "error": pa.array(tuned.said, pa.float64())}
        pyarrow.parquet.write_table(pa.table(columns), folder / "predictions.parquet")

    def _load(self) -> PreTrainedModel:
        spec = self.spec
        needs = {"image_size": self.pixels.values.shape[-1]}
        model = load_model(AutoModelForMaskedImageModeling, spec.model, spec.task, seed=spec.seed, needs=needs)
        batch = self._hide(model).batch([0])
        check_fit(model, spec, lambda: hidden_errors(self._painter(model)(batch), batch))
        return model

    def _hide(self, model: PreTrainedModel) -> Masked:
        """The pictures in the model's patches, of which the same are hidden of a row each time."""
        side = self.pixels.values.shape[-1] // model.config.patch_size
        return Masked(self.pixels, side, fixed(self.spec.split_seed))

    def _painter(self, model: PreTrainedModel) -> Callable[[dict[str, Tensor]], Tensor]:
        def painted(batch: dict[str, Tensor]) -> Tensor:
            out: Tensor = model(**batch).reconstruction
            return out

        return painted

    def _errors(self, paint: Callable[[dict[str, Tensor]], Tensor], rows: np.ndarray, setting: Setting) -> np.ndarray:
        """Errors (n,) of what `paint` makes of a batch; the patches hidden of a row are always the same."""

        def errors(batch: dict[str, Tensor]) -> Tensor:
            return hidden_errors(paint(batch), batch)

        return in_batches(self.model, errors, self.masked, rows, setting).double().numpy()

    def _mean_picture(self) -> Tensor:
        """The mean of the training pictures, (1, channels, height, width), normalised."""
        train = self.parts.train
        chunks = [train[start : start + CHUNK] for start in range(0, len(train), CHUNK)]
        total = sum(self.pixels.batch(chunk)["pixel_values"].double().sum(dim=0, keepdim=True) for chunk in chunks)
        return torch.as_tensor(total / len(train)).float()


def _mean(rows: int) -> Bootstrapped:
    """Of errors (n,) of so many rows."""
    return Bootstrapped(
        "mean_absolute_error",
        rows,
        lambda errors: lambda weights: weights @ errors,
        unit="number",
        greater_is_better=False,
    )
