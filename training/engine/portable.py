"""The tuned model as ONNX, which other programs run without torch; and whether it says the same there.

Any number of rows can be given at once, and texts of any length that the model reads.
"""

import warnings
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor, nn
from transformers import PreTrainedModel

from engine.events import Events
from engine.faults import Stopped
from engine.predict import BATCH
from engine.ready import Ready

FILE = "onnx/model.onnx"  # in the output folder
TOLERANCE = 1e-3  # of a difference, as a share of the largest number that the model says
ONE_FILE = 2**30  # bytes of weights that ONNX's format has room for, with a margin


class Portable(Protocol):
    """A task whose model reads nothing but numbers, and says them in one go."""

    def inputs(self, rows: np.ndarray) -> dict[str, Tensor]:
        """What the model reads of these rows, the first axis theirs."""


def save_onnx(out: Path, model: PreTrainedModel, ready: Ready, events: Events) -> dict[str, Any]:
    """Write `model` as ONNX, and hold what it says of the test rows there against what it says here.

    `greatest_difference` is of any number, `agrees` whether it is small. Where torch cannot write the model, `file` is
    None and `error` says which kind of error that was. Both are told as well. Raises Stopped.
    """
    task: Any = ready.task
    rows = task.parts.test
    path = out / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    plain = _Plain(model, [*task.inputs(rows[:1])]).train(False)
    try:
        _write(path, plain, task.inputs(np.resize(rows, 2)))
    except torch.onnx.OnnxExporterError as error:
        kind = type(error.__cause__ or error).__name__
        events.warn("onnx_failed", error=kind)
        return {"file": None, "error": kind}
    compared = _compare(path, plain, task, rows)
    if not compared["agrees"]:
        events.warn("onnx_differs", difference=compared["greatest_difference"], tolerance=compared["tolerance"])
    return {"file": FILE, "inputs": plain.names, "rows": len(rows), **compared}


class _Plain(nn.Module):
    """The model as a function from numbers to numbers."""

    def __init__(self, model: PreTrainedModel, names: list[str]) -> None:
        super().__init__()
        self.model, self.names = model, names

    def forward(self, *inputs: Tensor) -> Tensor:
        said: Tensor = self.model(**dict(zip(self.names, inputs, strict=True))).to_tuple()[0]
        return said


def _write(path: Path, plain: _Plain, example: dict[str, Tensor]) -> None:
    free = torch.export.Dim.DYNAMIC
    # Pictures and windows are of one size; texts, of whole numbers, may be of any length.
    axes = tuple({0: free} if each.is_floating_point() else {0: free, 1: free} for each in example.values())
    size = sum(p.nbytes for p in plain.parameters())
    with warnings.catch_warnings(action="ignore"):  # torch's own, of its insides
        torch.onnx.export(
            plain,
            tuple(example.values()),
            path,
            input_names=plain.names,
            output_names=["said"],
            dynamic_shapes=(axes,),
            external_data=size > ONE_FILE,
            dynamo=True,
            verbose=False,
        )


def _compare(path: Path, plain: _Plain, task: Any, rows: np.ndarray) -> dict[str, Any]:
    from onnxruntime import InferenceSession  # only such jobs need it

    session = InferenceSession(str(path), providers=["CPUExecutionProvider"])
    difference = greatest = 0.0
    for start in range(0, len(rows), BATCH):
        if task.setting.should_stop():
            raise Stopped
        batch = task.inputs(rows[start : start + BATCH])
        (there,) = session.run(None, {name: tensor.numpy() for name, tensor in batch.items()})
        with torch.inference_mode():
            here = plain(*batch.values()).numpy()
        difference = max(difference, float(np.abs(there - here).max()))
        greatest = max(greatest, float(np.abs(here).max()))
    tolerance = TOLERANCE * greatest
    return {"greatest_difference": difference, "tolerance": tolerance, "agrees": difference <= tolerance}
