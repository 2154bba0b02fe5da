"""What a client of the Open Inference Protocol sends and reads: tensors, as JSON or as bytes behind it."""

import base64
import binascii
import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import Any

from django.utils.translation import gettext as _

from serving.answering import Answer, Explained
from serving.errors import BadInput
from serving.protocol.metadata import BYTES


@dataclass(frozen=True)
class Inference:
    """A call: its id, the names of its inputs, the cells of each row, and the outputs that are wanted (all: none)."""

    id: str
    inputs: list[str]
    rows: list[tuple[bytes, ...]]
    outputs: list[str]


def read_call(body: bytes, json_bytes: str | None) -> Inference:
    """A call from its body, of which the first `json_bytes` are JSON, or all.

    Raises BadInput.
    """
    if json_bytes is not None and not (json_bytes.isascii() and json_bytes.isdigit()):
        raise BadInput(_("The header Inference-Header-Content-Length is a number of bytes."))
    ends = len(body) if json_bytes is None else int(json_bytes)
    try:
        told = json.loads(body[:ends])
        named = [(str(each["name"]), _cells_of(each)) for each in told["inputs"]]
        outputs = [str(each["name"]) for each in told.get("outputs") or []]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadInput(_("This is no call of the Open Inference Protocol: JSON with “inputs”, each with name, shape, "
                         "datatype and data.")) from error  # fmt: skip
    columns: list[list[bytes]] = []
    rest = body[ends:]
    for name, cells in named:
        if isinstance(cells, int):
            columns.append(_unpacked(rest[:cells], name))
            rest = rest[cells:]
        else:
            columns.append(cells)
    if not columns or len({len(cells) for cells in columns}) > 1:
        raise BadInput(_("All inputs of a call have the same number of rows."))
    for (name, _cells), each, cells in zip(named, told["inputs"], columns, strict=True):
        _check(name, each, len(cells))
    return Inference(
        str(told.get("id") or ""), [name for name, _cells in named], list(zip(*columns, strict=True)), outputs
    )


def write_answer(answer: Answer | Explained, call: Inference) -> dict[str, Any]:
    """The answer as JSON. Raises BadInput for an output that there is not."""
    told = _outputs(answer) if isinstance(answer, Answer) else _reasons(answer)
    outputs = {each["name"]: each for each in told}
    for name in call.outputs:
        if name not in outputs:
            raise BadInput(_("There is no output %(name)s; there are %(outputs)s.")
                           % {"name": name, "outputs": ", ".join(outputs)})  # fmt: skip
    version = answer.given.version.version
    return {
        "model_name": version.asset.slug,
        "model_version": str(version.number),
        **({"id": call.id} if call.id else {}),
        "outputs": [outputs[name] for name in call.outputs or outputs],
    }


def _outputs(answer: Answer) -> Iterator[dict[str, Any]]:
    rows, classes = answer.shares.shape
    places, confidence = answer.shares.argmax(axis=1), answer.shares.max(axis=1)
    yield {"name": "label", "datatype": BYTES, "shape": [rows], "data": [answer.names[place] for place in places]}
    yield {"name": "confidence", "datatype": "FP32", "shape": [rows], "data": confidence.tolist()}
    shares = answer.shares.ravel().tolist()
    yield {"name": "probabilities", "datatype": "FP32", "shape": [rows, classes], "data": shares}
    yield {"name": "prediction", "datatype": BYTES, "shape": [rows], "data": answer.ids}


def _reasons(explained: Explained) -> Iterator[dict[str, Any]]:
    """The answer; the share of each piece and where it is; what would be said without those that speak for it."""
    reasons = explained.reasons
    yield from _outputs(Answer(explained.given, explained.names, reasons.said[None], explained.ids))
    yield _flat_tensor("share", "FP64", reasons.shares.tolist())
    for name, places in reasons.places.items():
        kind = "BOOL" if name == "second" else "INT32"
        yield _flat_tensor(name, kind, places if isinstance(places, list) else [places])
    if reasons.without is not None:
        yield _flat_tensor("probabilities_without", "FP32", reasons.without.tolist())
    if reasons.seen:
        coded = base64.b64encode(reasons.seen).decode()
        yield _flat_tensor("seen", BYTES, [coded]) | {"parameters": {"content_type": "base64"}}


def _flat_tensor(name: str, kind: str, data: list[Any]) -> dict[str, Any]:
    return {"name": name, "datatype": kind, "shape": [len(data)], "data": data}


def _cells_of(tensor: dict[str, Any]) -> list[bytes] | int:
    """The cells that stand in the JSON, or how many bytes behind it are theirs."""
    parameters = tensor.get("parameters") or {}
    if "binary_data_size" in parameters:
        size = int(parameters["binary_data_size"])
        if size < 0:
            raise ValueError
        return size
    encoded = parameters.get("content_type") == "base64"
    return [_cell(each, encoded=encoded) for each in _flat(tensor["data"])]


def _cell(text: Any, *, encoded: bool) -> bytes:
    if not isinstance(text, str):
        raise TypeError
    if not encoded:
        return text.encode()
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise BadInput(_("An input is said to be base64, and is not.")) from error


def _flat(data: Any) -> Iterator[Any]:
    for each in data:
        if isinstance(each, list):
            yield from _flat(each)
        else:
            yield each


def _unpacked(packed: bytes, name: str) -> list[bytes]:
    """Cells that stand one after the other, each after its length (4 bytes, little-endian)."""
    cells, place = [], 0
    while place < len(packed):
        (size,) = struct.unpack_from("<I", packed, place) if place + 4 <= len(packed) else (len(packed),)
        place += 4 + size
        if place > len(packed):
            raise BadInput(_("The bytes of the input %(name)s end in the middle of a cell.") % {"name": name})
        cells.append(packed[place - size : place])
    return cells


def _check(name: str, tensor: dict[str, Any], rows: int) -> None:
    if tensor.get("datatype") != BYTES:
        raise BadInput(_("The input %(name)s has the datatype BYTES.") % {"name": name})
    shape = tensor.get("shape")
    sizes: list[int] = shape if isinstance(shape, list) and all(isinstance(size, int) for size in shape) else []
    if not sizes or prod(sizes) != rows:
        told = {"name": name, "shape": str(shape)[:80], "rows": rows}
        raise BadInput(_("The shape of the input %(name)s is %(shape)s, and %(rows)s values came.") % told)
