"""Pictures as cells of a grid: each has the share of its pixels, and is erased by the picture's mean colour."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import torch
from captum.attr import IntegratedGradients
from torch import Tensor
from transformers import PreTrainedModel

from engine.attributions import STEPS
from engine.pictures.pixels import Pixels

SIDE = 8  # cells
PIXELS = 2**19  # of the copies of a picture that are looked at together: ten of 224 × 224


@dataclass(frozen=True)
class CellPieces:
    """Cells of pictures as the model sees them, row by row from the upper left."""

    pixels: Pixels
    kind = "cells"

    def count(self, row: int) -> int:
        """The same of all."""
        return self._side**2

    def at_once(self, row: int) -> int:
        """By its pixels, the same of all."""
        return max(1, PIXELS // self._cells.size)

    def shares(self, model: PreTrainedModel, row: int, answer: Callable[[Tensor], Tensor]) -> np.ndarray:
        """Along the line from the mean colour to the picture."""
        picture, mean = self._read(row)
        gradients = IntegratedGradients(lambda values: answer(model(pixel_values=values).logits))
        nothing = mean.expand_as(picture)[None]
        options = {"n_steps": STEPS, "internal_batch_size": self.at_once(row)}
        found = gradients.attribute(picture[None], baselines=nothing, **options)
        by_pixel = found[0].sum(dim=0).detach().cpu().double().numpy()  # (height, width)
        return np.bincount(self._cells.ravel(), weights=by_pixel.ravel(), minlength=self.count(row))

    def erased(self, row: int, gone: np.ndarray) -> dict[str, Tensor]:
        """With the picture's mean colour."""
        picture, mean = self._read(row)
        pixels = torch.from_numpy(gone[:, self._cells])  # (times, height, width)
        return {"pixel_values": torch.where(pixels[:, None], mean, picture)}

    def places(self, rows: np.ndarray) -> dict[str, pa.Array]:
        """How many cells a side has."""
        return {"side": pa.array([self._side] * len(rows), pa.int32())}

    def _read(self, row: int) -> tuple[Tensor, Tensor]:
        """The picture (channels, height, width) and its mean colour (channels, 1, 1), as numbers for the model."""
        picture = self.pixels.batch([row])["pixel_values"][0]
        return picture, picture.mean(dim=(1, 2), keepdim=True)

    @property
    def _side(self) -> int:
        height, width = self.pixels.values.shape[2:]
        return int(min(SIDE, height, width))

    @property
    def _cells(self) -> np.ndarray:
        """The cell of each pixel, (height, width)."""
        down, across = (np.arange(size) * self._side // size for size in self.pixels.values.shape[2:])
        cells: np.ndarray = down[:, None] * self._side + across
        return cells
