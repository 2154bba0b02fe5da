"""What a model interface says, and whether a model keeps to it: task, tensors of the Open Inference Protocol, files."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator

from standards.conforming.plain import Fault, faults_of_json
from standards.conforming.results import Result

DATATYPES = (
    "BOOL", "UINT8", "UINT16", "UINT32", "UINT64", "INT8", "INT16", "INT32", "INT64", "FP16", "FP32", "FP64", "BYTES",
)  # fmt: skip
NAME = {"type": "string", "minLength": 1, "maxLength": 200}
SIZE = {"type": "integer", "minimum": 1, "maximum": 2**53}
TENSORS = {
    "type": "array",
    "minItems": 1,
    "maxItems": 50,
    "items": {
        "type": "object",
        "required": ["name", "datatype", "shape"],
        "additionalProperties": False,
        "properties": {
            "name": NAME,
            "datatype": {"enum": list(DATATYPES)},
            "shape": {"type": "array", "minItems": 1, "maxItems": 8, "items": {"type": "integer", "minimum": -1}},
            "description": {"type": "string", "maxLength": 500},
        },
    },
}
SCHEMA = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": False,
    "properties": {
        "task": NAME,
        "inputs": TENSORS,
        "outputs": TENSORS,
        "files": {"type": "array", "minItems": 1, "maxItems": 100, "uniqueItems": True, "items": NAME},
        "limits": {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": False,
            "properties": {"parameters": SIZE, "bytes": SIZE},
        },
    },
}
Tensors = Sequence[Mapping[str, Any]]


class Interface(NamedTuple):
    """What a check reads of a model; a model that nobody can ask has no tensors."""

    task: str
    inputs: Tensors
    outputs: Tensors
    files: Mapping[str, int]  # names, and their bytes
    parameters: int


def faults_of_interface(body: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with its form."""
    if found := list(faults_of_json(dict(body))):
        return found
    errors = sorted(Draft202012Validator(SCHEMA).iter_errors(dict(body)), key=lambda error: error.json_path)
    return [Fault("no_interface", {"where": error.json_path, "why": error.message[:200]}) for error in errors[:5]]


def asks_for_tensors(body: Mapping[str, Any]) -> bool:
    """Whether it says how a model is asked."""
    return "inputs" in body or "outputs" in body


def check_interface(body: Mapping[str, Any], model: Interface) -> list[Result]:
    """What of the interface holds for the model."""
    return list(_results(body, model))


def _results(body: Mapping[str, Any], model: Interface) -> Iterator[Result]:
    if task := body.get("task"):
        yield Result("model_task", task == model.task, {"asked": task, "found": model.task})
    if asked := body.get("inputs"):  # one more that it wants, and a client that keeps to the standard can't ask it
        fits = _are_there(asked, model.inputs) and len(asked) == len(model.inputs)
        yield Result("inputs", fits, _signatures(asked, model.inputs))
    if asked := body.get("outputs"):
        yield Result("outputs", _are_there(asked, model.outputs), _signatures(asked, model.outputs))
    if asked := body.get("files"):
        missing = [name for name in asked if name not in model.files]
        yield Result("files", not missing, {"asked": asked, "missing": missing})
    sizes = {"parameters": model.parameters, "bytes": sum(model.files.values())}
    for name, most in body.get("limits", {}).items():
        yield Result(f"most_{name}", sizes[name] <= most, {"asked": most, "found": sizes[name]})


def _are_there(asked: Tensors, found: Tensors) -> bool:
    known = {tensor["name"]: tensor for tensor in found}
    return all(each["name"] in known and _fits(each, known[each["name"]]) for each in asked)


def _fits(asked: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """Of the same kind and shape, where −1 stands for any length."""
    shapes = (asked["shape"], found["shape"])
    alike = len(shapes[0]) == len(shapes[1]) and all(one in (-1, other) for one, other in zip(*shapes, strict=True))
    return bool(asked["datatype"] == found["datatype"] and alike)


def _signatures(asked: Tensors, found: Tensors) -> dict[str, list[str]]:
    return {"asked": [_signature(each) for each in asked], "found": [_signature(each) for each in found]}


def _signature(tensor: Mapping[str, Any]) -> str:
    return f"{tensor['name']} {tensor['datatype']} {list(tensor['shape'])}"
