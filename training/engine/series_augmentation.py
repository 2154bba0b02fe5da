"""Windows of sensor series changed while they are trained on, drawn from torch's generator, which is in the checkpoint.

jitter and scaling  Um et al. 2017, arXiv:1706.00527
"""

from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from engine.pictures.augmentation import draw
from engine.series import Windows
from engine.spec import Augmentation


class Changed:
    """How one batch of windows, `rows` (b,) of `windows`, is changed: drawn once, then read."""

    def __init__(self, settings: Augmentation, windows: Windows, rows: np.ndarray) -> None:
        self.windows, self.rows = windows, rows
        channels = windows.values.shape[1]
        self.factor, self.noise = np.ones(1, np.float32), np.zeros(1, np.float32)
        if settings.shift:
            self.windows, self.rows = _shifted(windows, rows, settings.shift), np.arange(len(rows))
        if settings.scaling:
            self.factor = (1 + settings.scaling * draw().uniform(-1, 1, (len(rows), 1, channels))).astype(np.float32)
        if settings.jitter:
            noise = draw().standard_normal((len(rows), windows.context, channels))
            self.noise = (settings.jitter * noise).astype(np.float32)

    def past(self) -> Tensor:
        """What the model reads: (b, context, channels)."""
        return torch.from_numpy(self.windows.past(self.rows) * self.factor + self.noise)

    def past_measured(self) -> np.ndarray:
        """Which of it was measured: (b, context, channels)."""
        return self.windows.past_measured(self.rows)

    def future(self) -> tuple[Tensor, Tensor]:
        """What follows, and which of it was measured: (b, horizon, channels) each. Nothing is added to it."""
        measured = torch.from_numpy(self.windows.future_measured(self.rows))
        return torch.from_numpy(self.windows.future(self.rows) * self.factor), measured

    @property
    def last(self) -> np.ndarray:
        """The last step (b,) that is read."""
        return self.windows.last(self.rows)


def _shifted(windows: Windows, rows: np.ndarray, farthest: int) -> Windows:
    """These windows, each beginning up to so many steps earlier, where its stretch has them.

    Earlier, because what comes before a window to train on is never to be tested on.
    """
    firsts, earliest = windows.firsts[rows], windows.earliest[rows]
    room = np.minimum(farthest, firsts - earliest)
    return replace(windows, firsts=firsts - draw().integers(room + 1), earliest=earliest)
