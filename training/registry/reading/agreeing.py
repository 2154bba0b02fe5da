"""Whether a model's configuration, weights and tokenizer agree: one that contradicts itself loads and says nonsense."""

import json
import re
from collections.abc import Iterator
from typing import Any

from catalog.formats.schema import Fault, FormatError, fault
from registry.reading.folders import ModelFolder, Shapes

CONFIG, TOKENIZER = "config.json", "tokenizer.json"
INDEX = "model.safetensors.index.json"
WORDS = ("word_embeddings.weight", "embed_tokens.weight", "wte.weight")
LAYER = re.compile(r"(?:^|\.)(?:layers?|h|blocks?)\.(\d+)\.")


def check_agreement(folder: ModelFolder) -> None:
    """Raises FormatError: a fault for each place at which two of its files contradict each other."""
    if found := list(_faults(folder)):
        raise FormatError(found)


def _faults(folder: ModelFolder) -> Iterator[Fault]:
    if not isinstance(folder.settings.get("model_type"), str):
        yield fault("no_model_type", CONFIG)
    yield from _of_files(folder)
    tensors = {name: shape for shapes in folder.weights.values() for name, shape in shapes.items()}
    yield from _of_words(folder.settings, tensors)
    yield from _of_layers(folder.settings, tensors)
    if TOKENIZER in folder.files:
        yield from _of_tokenizer(folder.settings, json.loads((folder.path / TOKENIZER).read_bytes()))


def _of_files(folder: ModelFolder) -> Iterator[Fault]:
    """Each tensor once, and where the index says."""
    seen: dict[str, str] = {}
    for file, shapes in folder.weights.items():
        for name in shapes:
            if name in seen:
                yield fault("tensor_twice", file, tensor=name, other=seen[name])
            seen[name] = file
    if INDEX not in folder.files:
        return
    index = json.loads((folder.path / INDEX).read_bytes())
    told = index.get("weight_map") if isinstance(index, dict) else None
    for name, file in (told if isinstance(told, dict) else {}).items():
        if seen.get(name) != file:
            yield fault("tensor_missing", INDEX, tensor=name, other=str(file))


def _of_words(settings: dict[str, Any], tensors: Shapes) -> Iterator[Fault]:
    said = settings.get("vocab_size")
    for name, shape in tensors.items():
        if isinstance(said, int) and name.endswith(WORDS) and shape and shape[0] != said:
            yield fault("other_vocabulary", CONFIG, said=said, tensor=name, found=shape[0])


def _of_layers(settings: dict[str, Any], tensors: Shapes) -> Iterator[Fault]:
    said = settings.get("num_hidden_layers", settings.get("n_layer"))
    if not isinstance(said, int) or settings.get("is_encoder_decoder"):
        return
    found = {int(layer[1]) for name in tensors for layer in LAYER.finditer(name)}
    if found and max(found) + 1 != said:
        yield fault("other_layers", CONFIG, said=said, found=max(found) + 1)


def _of_tokenizer(settings: dict[str, Any], tokenizer: Any) -> Iterator[Fault]:
    said, model = settings.get("vocab_size"), tokenizer.get("model") if isinstance(tokenizer, dict) else None
    words = model.get("vocab") if isinstance(model, dict) else None
    if not isinstance(said, int) or not words:
        return
    ids = [each for each in words.values() if isinstance(each, int)] if isinstance(words, dict) else [len(words) - 1]
    if ids and max(ids) >= said:
        yield fault("tokenizer_larger", TOKENIZER, said=said, found=max(ids) + 1)
