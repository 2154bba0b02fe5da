"""What a standard of each kind may ask, for who begins one."""

from collections.abc import Mapping
from typing import Any

from standards.models import Standard

EXAMPLES: Mapping[Standard.Kind, Mapping[str, Any]] = {
    Standard.Kind.DATA_FORMAT: {
        "row": {
            "type": "object",
            "required": ["note", "fault"],
            "properties": {
                "note": {"type": "string", "minLength": 1, "description": "What the fitter wrote"},
                "fault": {"type": "string", "enum": ["bearing wear", "leak"], "description": "What was found"},
                "vibration": {"type": "number", "minimum": 0, "description": "Vibration velocity", "x-unit": "mm/s"},
            },
        },
        "splits": ["train", "test"],
    },
    Standard.Kind.MODEL_INTERFACE: {
        "task": "text-classification",
        "inputs": [{"name": "text", "datatype": "BYTES", "shape": [-1]}],
        "outputs": [
            {"name": "label", "datatype": "BYTES", "shape": [-1]},
            {"name": "probabilities", "datatype": "FP32", "shape": [-1, -1]},
        ],
        "files": ["config.json", "model.safetensors"],
        "limits": {"parameters": 200_000_000},
    },
    Standard.Kind.EVALUATION: {
        "task": "text-classification",
        "metrics": [{"metric": "macro_f1", "comparison": "at_least", "threshold": 0.9, "widest": 0.08}],
        "slices": [{"by": "language", "at_least": 0.85}],
    },
}
