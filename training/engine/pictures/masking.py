"""Pictures of which some patches are hidden from the model."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from engine.pictures.pixels import Change, Pixels

HIDDEN = 0.6  # share of the patches; Xie et al. 2022 (SimMIM), arXiv:2111.09886, found 0.4 to 0.8 alike


@dataclass(frozen=True)
class Masked:
    """`pixels` in `side` × `side` patches; `draw` says by the row from which generator the hidden ones are drawn."""

    pixels: Pixels
    side: int
    draw: Callable[[int], np.random.Generator]

    @property
    def lengths(self) -> np.ndarray:
        """All are of one size."""
        return self.pixels.lengths

    def batch(self, rows: Sequence[int] | np.ndarray, change: Change | None = None) -> dict[str, Tensor]:
        """`pixel_values`, and `bool_masked_pos` (batch, patches): True is hidden."""
        patches = self.side**2
        count = round(HIDDEN * patches)
        masks = np.zeros((len(rows), patches), dtype=bool)
        for mask, row in zip(masks, rows, strict=True):
            mask[self.draw(row).permutation(patches)[:count]] = True
        return {**self.pixels.batch(rows, change), "bool_masked_pos": torch.from_numpy(masks)}


def fixed(seed: int) -> Callable[[int], np.random.Generator]:
    """Generators that hide the same patches of a row each time it is looked at."""
    return lambda row: np.random.Generator(np.random.PCG64([seed, row]))


def hidden_errors(painted: Tensor, batch: dict[str, Tensor]) -> Tensor:
    """Mean absolute error (batch,) over the hidden patches; `painted` (batch or 1, channels, height, width)."""
    values, masks = batch["pixel_values"], batch["bool_masked_pos"]
    side = round(masks.shape[1] ** 0.5)
    height, width = (size // side for size in values.shape[2:])
    hidden = masks.view(-1, 1, side, side).repeat_interleave(height, dim=2).repeat_interleave(width, dim=3)
    errors = (painted.float() - values).abs().mean(dim=1, keepdim=True) * hidden
    return errors.sum(dim=(1, 2, 3)) / hidden.sum(dim=(1, 2, 3))
