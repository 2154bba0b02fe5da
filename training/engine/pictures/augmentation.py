"""Pictures changed while they are trained on.

What is drawn comes from torch's own generator, which is in the checkpoint: a run that goes on draws what it would have
drawn.

mixup  Zhang et al. 2018, arXiv:1710.09412
"""

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import pad

from engine.spec import Augmentation

GREY = torch.tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)  # luma of ITU-R BT.601


def draw() -> np.random.Generator:
    """A new generator whose seed is the next of torch's numbers."""
    return np.random.Generator(np.random.PCG64(int(torch.randint(2**62, ()))))


class Changes:
    """How one batch (batch, 3, height, width) of numbers from 0 to 255 is changed: drawn once, then applied."""

    def __init__(self, settings: Augmentation, shape: tuple[int, ...]) -> None:
        random = draw()
        batch, _, height, width = shape
        farthest = np.array([round(settings.crop * height), round(settings.crop * width)])
        self.color, self.size = settings.color, (height, width)
        self.farthest = farthest
        self.moved = random.integers(-farthest, farthest + 1, size=(batch, 2))  # pixels down and right
        self.flipped = (random.random(batch) < 0.5) & settings.flip
        self.light = 1 + settings.color * random.uniform(-1, 1, size=(batch, 3))  # brightness, contrast, saturation

    def __call__(self, values: Tensor) -> Tensor:
        """`values` changed, in the same shape."""
        if self.color:
            values = self._lit(values)
        if self.flipped.any():
            values = torch.where(torch.from_numpy(self.flipped).view(-1, 1, 1, 1), values.flip(3), values)
        return self._shifted(values) if self.farthest.any() else values

    def corners(self, place: int, corners: np.ndarray) -> np.ndarray:
        """Where boxes (k, 4) of picture `place` of the batch are afterwards: left, top, right, bottom as its shares."""
        if self.flipped[place]:
            left, top, right, bottom = corners.T
            corners = np.stack([1 - right, top, 1 - left, bottom], axis=1)
        down, right_by = self.moved[place] / self.size
        there: np.ndarray = corners + np.array([right_by, down, right_by, down])
        return there

    def _lit(self, values: Tensor) -> Tensor:
        brightness, contrast, saturation = torch.from_numpy(self.light).float().T.view(3, -1, 1, 1, 1)
        values = values * brightness
        mean = values.mean(dim=(1, 2, 3), keepdim=True)
        values = mean + (values - mean) * contrast
        grey = (values * GREY).sum(dim=1, keepdim=True)
        values = grey + (values - grey) * saturation
        return values.clamp(0, 255)

    def _shifted(self, values: Tensor) -> Tensor:
        """Moved, with the outermost pixels repeated where nothing was."""
        height, width = values.shape[2:]
        down, right = self.farthest.tolist()
        padded = pad(values, (right, right, down, down), mode="replicate")
        starts = (self.farthest - self.moved).tolist()
        return torch.stack(
            [each[:, top : top + height, left : left + width] for each, (top, left) in zip(padded, starts, strict=True)]
        )


def mix(values: Tensor, alpha: float) -> tuple[Tensor, Tensor, float]:
    """Each picture of a batch mixed with another: the mixture, those others (batch,), and the share of the first."""
    random = draw()
    share = float(random.beta(alpha, alpha))
    others = torch.from_numpy(random.permutation(len(values)))
    return values * share + values[others] * (1 - share), others, share
