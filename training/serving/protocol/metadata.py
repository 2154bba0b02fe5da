"""What a model tells of itself before it is asked: the names, datatypes and shapes of its tensors."""

from collections.abc import Sequence
from typing import Any

BYTES = "BYTES"


def tensors_of(inputs: Sequence[str], classes: int) -> dict[str, Any]:
    """What a model reads and says, for its metadata."""
    return {
        "inputs": [{"name": name, "datatype": BYTES, "shape": [-1]} for name in inputs],
        "outputs": [
            {"name": "label", "datatype": BYTES, "shape": [-1]},
            {"name": "confidence", "datatype": "FP32", "shape": [-1]},
            {"name": "probabilities", "datatype": "FP32", "shape": [-1, classes]},
            {"name": "prediction", "datatype": BYTES, "shape": [-1]},
        ],
    }
