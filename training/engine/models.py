"""Base models from a folder in the Hugging Face layout: safetensors only, no program code of theirs, no network.

Or fresh ones, of an architecture that `engine.fresh` knows.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from transformers import AutoConfig, AutoTokenizer, PreTrainedModel, PreTrainedTokenizerBase

from engine.device import place
from engine.digests import folder_digest
from engine.faults import JobFault
from engine.fresh import configuration_digest, fresh_config
from engine.spec import ModelSource


def verify_model(source: ModelSource, task: str) -> str:
    """The digest of the model's folder, once it is sure that the folder may be used; of a fresh model, see `fresh`.

    Raises:
        JobFault: file_missing, not_safetensors, remote_code, model_unfit, digest_mismatch.
    """
    digest = configuration_digest(source) if source.path is None else _verify_folder(Path(source.path), task)
    if source.sha256 and digest != source.sha256:
        raise JobFault("digest_mismatch", path=source.name)
    return digest


def _verify_folder(folder: Path, task: str) -> str:
    if not folder.is_dir():
        raise JobFault("file_missing", path=str(folder))
    if not any(folder.glob("*.safetensors")):
        raise JobFault("not_safetensors", path=str(folder))
    try:
        config = json.loads((folder / "config.json").read_bytes())
    except (OSError, ValueError) as error:
        raise JobFault("model_unfit", path=str(folder), task=task) from error
    if "auto_map" in config:
        raise JobFault("remote_code", path=str(folder))
    return folder_digest(folder)


def load_tokenizer(source: ModelSource, task: str) -> PreTrainedTokenizerBase:
    """The tokenizer of a model with a folder. Raises JobFault model_unfit when it has none."""
    try:
        tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(
            source.path, local_files_only=True, trust_remote_code=False
        )
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise JobFault("model_unfit", path=source.name, task=task) from error
    if len(tokenizer) <= len(tokenizer.all_special_tokens):  # what transformers makes of a folder without tokenizer
        raise JobFault("model_unfit", path=source.name, task=task)
    return tokenizer


def load_model(
    auto: Any, source: ModelSource, task: str, *, seed: int, needs: Mapping[str, Any] | None = None, **settings: Any
) -> PreTrainedModel:
    """The base as `auto`, one of transformers' Auto classes, makes it, in float32; what it lacks is new by `seed`:
    its head, when it was for other classes.

    `settings` are written into its configuration; `needs` only into that of a fresh model, which has to be of the size
    of vocabulary, picture or window that a base from a folder already has. Raises JobFault model_unfit when `auto` does
    not know the architecture, or the weights are not of it.
    """
    torch.manual_seed(seed)
    try:
        if source.path is None:
            fresh: PreTrainedModel = auto.from_config(fresh_config(source, **(needs or {}), **settings))
            return place(fresh)
        config = AutoConfig.from_pretrained(source.path, local_files_only=True, trust_remote_code=False)
        for name, value in settings.items():
            setattr(config, name, value)
        model, info = auto.from_pretrained(
            source.path,
            config=config,
            dtype=torch.float32,
            use_safetensors=True,
            local_files_only=True,
            trust_remote_code=False,
            ignore_mismatched_sizes=True,
            output_loading_info=True,
        )
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise JobFault("model_unfit", path=source.name, task=task) from error
    if not all(_is_of_classes(was, now, config.num_labels) for _, was, now in info["mismatched_keys"]):
        raise JobFault("model_unfit", path=source.name, task=task)
    loaded: PreTrainedModel = model
    return place(loaded)


def _is_of_classes(was: torch.Size, now: torch.Size, classes: int) -> bool:
    """Whether weights differ in shape only because the base knew other classes; detectors have one more for none."""
    return len(was) == len(now) and all(a == b or b in (classes, classes + 1) for a, b in zip(was, now, strict=True))


def load_classifier(
    auto: Any, source: ModelSource, task: str, names: list[str], *, seed: int, needs: Mapping[str, Any] | None = None
) -> PreTrainedModel:
    """The base with a new head for the classes `names`. Raises JobFault model_unfit."""
    return load_model(
        auto,
        source,
        task,
        seed=seed,
        needs=needs,
        id2label=dict(enumerate(names)),
        label2id={name: i for i, name in enumerate(names)},
        problem_type="single_label_classification",
    )


def longest_input(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> int:
    """How many tokens the model can read at once."""
    positions = getattr(model.config, "max_position_embeddings", None) or tokenizer.model_max_length
    return int(min(positions, tokenizer.model_max_length))
