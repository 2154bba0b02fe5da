"""What a model's folder must hold, and must not, before anything of it is kept: weights as numbers, no code."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open

from catalog.formats.schema import Fault, FormatError, fault
from registry.reading.cards import Card, card_in

PICKLES = {".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".joblib", ".npy", ".npz", ".h5", ".keras", ".msgpack"}
CODE = {".py", ".pyc", ".so", ".sh", ".js", ".ipynb", ".dll", ".dylib"}
KNOWN = {".safetensors", ".json", ".jsonl", ".txt", ".md", ".model", ".jinja", ".tiktoken", ".onnx"}
WEIGHTS_OF_ONNX = ".onnx.data"  # of a graph that is too large for one file
KNOWN_NAMES = {"LICENSE", "LICENCE", "NOTICE", ".gitattributes"}
ASKS_FOR_CODE = ("auto_map", "custom_pipelines")  # keys by which a configuration names code to fetch and run
LARGEST_JSON_BYTES = 256 << 20

Shapes = dict[str, list[int]]


@dataclass(frozen=True)
class ModelFolder:
    """A folder in the Hugging Face layout that was looked through and holds nothing that runs."""

    path: Path
    files: list[str]
    settings: dict[str, Any]
    weights: dict[str, Shapes]  # shapes by name, of each file that lies not apart: adapters do
    card: Card

    @property
    def architecture(self) -> str:
        """The class that the configuration names first."""
        named = self.settings.get("architectures") or [self.settings.get("model_type") or ""]
        return str(named[0])

    @property
    def parameters(self) -> int:
        """Numbers in its weights."""
        return sum(prod(shape) for shapes in self.weights.values() for shape in shapes.values())


def look_through(path: Path) -> ModelFolder:
    """Looks through the model in `path`.

    Raises:
        FormatError: a fault for each file that may not come in, or is missing.
    """
    files = sorted(file.relative_to(path).as_posix() for file in path.rglob("*") if not file.is_dir())
    found = [wrong for name in files for wrong in _faults_of(path, name)]
    if "config.json" not in files:
        found.append(fault("no_config", path.name))
    elif not found and not isinstance(_json(path / "config.json"), dict):
        found.append(fault("config_no_object", "config.json"))
    weights = [name for name in files if name.endswith(".safetensors")]
    if not weights:
        found.append(fault("no_weights", path.name))
    if found:
        raise FormatError(found)
    return ModelFolder(
        path=path,
        files=files,
        settings=_json(path / "config.json"),
        weights={name: _shapes(path / name) for name in weights if "/" not in name},
        card=card_in(path),
    )


def _faults_of(path: Path, name: str) -> Iterator[Fault]:
    file = path / name
    if not file.resolve().is_relative_to(path.resolve()) or not file.is_file():
        yield fault("leads_out", name)
    elif file.suffix.lower() in PICKLES:
        yield fault("pickle", name)
    elif file.suffix.lower() in CODE:
        yield fault("code", name)
    elif file.suffix.lower() not in KNOWN and file.name not in KNOWN_NAMES and not name.endswith(WEIGHTS_OF_ONNX):
        yield fault("unneeded", name)
    elif file.suffix == ".json":
        yield from _faults_of_settings(file, name)


def _faults_of_settings(file: Path, name: str) -> Iterator[Fault]:
    settings = _json(file)
    if isinstance(settings, ValueError):
        yield fault("not_json", name, fault=str(settings))
    elif isinstance(settings, dict) and (asked := [key for key in ASKS_FOR_CODE if key in settings]):
        yield fault("asks_for_code", name, key=asked[0])


def _json(file: Path) -> Any:
    if file.stat().st_size > LARGEST_JSON_BYTES:
        return ValueError(f"more than {LARGEST_JSON_BYTES >> 20} MB")
    try:
        return json.loads(file.read_bytes())
    except ValueError as error:  # bytes that aren't UTF-8 are a ValueError too
        return error
    except RecursionError:
        return ValueError("too many brackets within brackets")


def _shapes(file: Path) -> Shapes:
    try:
        with safe_open(file, framework="np") as weights:
            return {name: list(weights.get_slice(name).get_shape()) for name in weights.keys()}  # noqa: SIM118
    except SafetensorError as error:
        raise FormatError([fault("unsound_weights", file.name, fault=str(error))]) from error
