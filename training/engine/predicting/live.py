"""A model that stays in memory and is asked a few rows at a time, by several who know nothing of each other.

What it says of a row does not depend on its neighbours: each is read, and refused, before rows are put together.
"""

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from PIL import Image
from torch import Tensor
from transformers import PreTrainedModel

from engine.arithmetic import Setting
from engine.attributions import Pieces
from engine.faults import JobFault
from engine.outputs import Output
from engine.pictures.pixels import read_pixels
from engine.pictures.reading import BROKEN, decode
from engine.predicting.asked import Asked
from engine.predicting.classes import OneClass, names_of
from engine.predicting.pictures import PictureClasses
from engine.predicting.reasons import Reasons, TooSlow, reasons_of
from engine.spec import TASKS

LONGEST_TEXT = 50_000  # characters: a model reads some thousand at most, and the tokenizer reads all of them


class RowFault(Exception):
    """A row of which nothing can be said, by the code of the reason."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Live(Protocol):
    """A classifier in memory. `inputs` are the parts of a row, `names` the classes, `size` the bytes that it takes."""

    inputs: tuple[str, ...]
    names: list[str]
    size: int

    def read(self, cells: Sequence[bytes]) -> Any:
        """A row of which something can be said. Raises RowFault."""

    def shares(self, rows: Sequence[Any]) -> np.ndarray:
        """How likely each class is of each of the rows that were read, (n, classes)."""

    def reasons(self, row: Any, *, least: float, seconds: float) -> Reasons:
        """What the answer about a row that was read rests on. Raises RowFault."""


class LiveTexts:
    """Classes of texts, or of pairs of texts."""

    def __init__(self, asked: Asked) -> None:
        """Raises JobFault for what is wrong with the model's folder."""
        self._predictor = OneClass(asked)
        self.inputs = ("text", "second")[: len(self._predictor.columns)]
        self.names, self.size = names_of(self._predictor.model), _size(self._predictor.model)

    def read(self, cells: Sequence[bytes]) -> tuple[str, ...]:
        """Its texts. Raises RowFault."""
        return tuple(map(_text, cells))

    def shares(self, rows: Sequence[tuple[str, ...]]) -> np.ndarray:
        """As the report counts them."""
        logits = self._predictor.logits([list(texts) for texts in zip(*rows, strict=True)])
        return shares_of(logits)

    def reasons(self, row: tuple[str, ...], *, least: float, seconds: float) -> Reasons:
        """Tokens, by where they stand in the texts. Raises RowFault."""
        return _reasons(self._predictor, self._predictor.pieces(row), least, seconds)


class LivePictures:
    """Classes of pictures, each the bytes of a file."""

    inputs = ("image",)

    def __init__(self, asked: Asked) -> None:
        """Raises JobFault for what is wrong with the model's folder."""
        self._predictor = PictureClasses(asked)
        self.names, self.size = names_of(self._predictor.model), _size(self._predictor.model)

    def read(self, cells: Sequence[bytes]) -> Image.Image:
        """The picture. Raises RowFault."""
        try:
            return decode(cells[0])
        except Image.DecompressionBombError as error:
            raise RowFault("picture_too_large") from error
        except BROKEN as error:
            raise RowFault("picture_unreadable") from error

    def shares(self, rows: Sequence[Image.Image]) -> np.ndarray:
        """As the report counts them."""
        logits = self._predictor.logits(read_pixels(rows, self._predictor.processor))
        return shares_of(logits)

    def reasons(self, row: Image.Image, *, least: float, seconds: float) -> Reasons:
        """Cells of the picture, which comes along as the model sees it. Raises RowFault."""
        from engine.attributions.pictures import CellPieces  # Captum, which most answers need not wait for

        pixels = read_pixels([row], self._predictor.processor)
        return replace(_reasons(self._predictor, CellPieces(pixels), least, seconds), seen=_png(pixels.values[0]))


def load_live(model: Path, results: dict[str, Any]) -> Live:
    """The model in the folder `model`, of a job with these results.

    Raises JobFault: predict_unfit for a task that has none, and for what is wrong with the folder.
    """
    output = Output(model.parent, results)
    spec = output.spec
    kind = TASKS[spec.task].load_live()
    if kind is None:
        possible = ", ".join(name for name, each in TASKS.items() if each.live)
        raise JobFault("predict_unfit", path=str(model), task=spec.task, tasks=possible)
    live: Live = kind(Asked(model, output, spec.data, 0, Setting("float32", lambda: False)))
    return live


def _reasons(predictor: OneClass | PictureClasses, pieces: Pieces, least: float, seconds: float) -> Reasons:
    if predictor.asked.spec.lighter == "int8":  # torch has no gradients of such layers
        raise RowFault("reasons_of_int8")
    try:
        return reasons_of(predictor.model, pieces, least=least, seconds=seconds)
    except TooSlow as error:
        raise RowFault("reasons_slow") from error


def _png(values: np.ndarray) -> bytes:
    """Bytes (channels, height, width) as a file."""
    file = BytesIO()
    Image.fromarray(values.transpose(1, 2, 0)).save(file, "PNG")
    return file.getvalue()


def _text(cell: bytes) -> str:
    try:
        text = cell.decode().strip()
    except UnicodeDecodeError as error:
        raise RowFault("encoding_wrong") from error
    if not text:
        raise RowFault("text_empty")
    if len(text) > LONGEST_TEXT:
        raise RowFault("text_too_long")
    return text


def shares_of(logits: Tensor) -> np.ndarray:
    """Probabilities (n, classes)."""
    shares: np.ndarray = logits.double().softmax(dim=1).cpu().numpy()
    return shares


def _size(model: PreTrainedModel) -> int:
    return int(model.get_memory_footprint())  # type: ignore[no-untyped-call]
