"""What a model's folder must hold, and must not, before anything of it is kept: weights as numbers, no code."""

import json
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from safetensors import SafetensorError, safe_open

PICKLES = {".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".joblib", ".npy", ".npz", ".h5", ".keras", ".msgpack"}
CODE = {".py", ".pyc", ".so", ".sh", ".js", ".ipynb", ".dll", ".dylib"}
KNOWN = {".safetensors", ".json", ".jsonl", ".txt", ".md", ".model", ".jinja", ".tiktoken"}
KNOWN_NAMES = {"LICENSE", "LICENCE", "NOTICE", ".gitattributes"}
ASKS_FOR_CODE = ("auto_map", "custom_pipelines")  # keys by which a configuration names code to fetch and run


@dataclass(frozen=True)
class ModelFolder:
    """A folder in the Hugging Face layout that was looked through and holds nothing that runs."""

    path: Path
    files: list[str]
    architecture: str
    parameters: int


def check_folder(path: Path) -> ModelFolder:
    """Looks through the model in `path`.

    Raises:
        ValidationError: one sentence for each file that may not come in, or is missing.
    """
    files = sorted(file.relative_to(path).as_posix() for file in path.rglob("*") if not file.is_dir())
    found = [fault for name in files if (fault := _fault_of(path, name))]
    if "config.json" not in files:
        found.append(_("%(folder)s has no config.json, which says what kind of model it is.") % {"folder": path.name})
    weights = [name for name in files if name.endswith(".safetensors")]
    if not weights:
        found.append(
            _("%(folder)s has no weights as safetensors. Save them with save_pretrained(…, safe_serialization=True).")
            % {"folder": path.name}
        )
    if found:
        raise ValidationError(found)
    return ModelFolder(
        path=path,
        files=files,
        architecture=_architecture(path / "config.json"),
        parameters=sum(_parameters(path / name) for name in weights if "/" not in name),  # adapters lie apart,
    )


def _fault_of(path: Path, name: str) -> str | None:
    file = path / name
    if not file.resolve().is_relative_to(path.resolve()) or not file.is_file():
        return _("%(file)s leads out of the folder. Put the file itself there.") % {"file": name}
    if file.suffix.lower() in PICKLES:
        return _("%(file)s is in a format that can run code when it is loaded. Save the weights as safetensors.") % {
            "file": name
        }
    if file.suffix.lower() in CODE:
        return _("%(file)s is code. Entente runs models with the library's code only; remove the file.") % {
            "file": name
        }
    if file.suffix.lower() not in KNOWN and file.name not in KNOWN_NAMES:
        return _("%(file)s is of no kind that a model needs. Remove it.") % {"file": name}
    if file.suffix == ".json":
        return _fault_of_settings(file, name)
    return None


def _fault_of_settings(file: Path, name: str) -> str | None:
    settings = _json(file)
    if isinstance(settings, ValueError):
        return _("%(file)s is not valid JSON: %(fault)s.") % {"file": name, "fault": settings}
    asked = [key for key in ASKS_FOR_CODE if isinstance(settings, dict) and key in settings]
    if asked:
        return _("%(file)s asks for code of its own (“%(key)s”), which Entente does not run. Remove that key.") % {
            "file": name,
            "key": asked[0],
        }
    return None


def _json(file: Path) -> Any:
    try:
        return json.loads(file.read_bytes())
    except ValueError as fault:  # bytes that aren't UTF-8 are a ValueError too
        return fault


def _architecture(config: Path) -> str:
    settings = json.loads(config.read_bytes())
    named = settings.get("architectures") or [settings.get("model_type") or ""]
    return str(named[0])


def _parameters(file: Path) -> int:
    try:
        with safe_open(file, framework="np") as weights:
            return sum(prod(weights.get_slice(name).get_shape()) for name in weights.keys())  # noqa: SIM118
    except SafetensorError as fault:
        raise ValidationError(
            _("%(file)s is not a sound safetensors file: %(fault)s.") % {"file": file.name, "fault": fault}
        ) from fault
