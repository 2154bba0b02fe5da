"""Base models from a folder in the Hugging Face layout: safetensors only, no program code of theirs, no network."""

import json
from pathlib import Path
from typing import Any

import torch
from transformers import AutoConfig, AutoTokenizer, PreTrainedModel, PreTrainedTokenizerBase

from engine.digests import folder_digest
from engine.faults import JobFault
from engine.spec import ModelSource


def verify_model(source: ModelSource, task: str) -> str:
    """The digest of the model's folder, once it is sure that the folder may be used.

    Raises:
        JobFault: file_missing, not_safetensors, remote_code, model_unfit, digest_mismatch.
    """
    folder = Path(source.path)
    if not folder.is_dir():
        raise JobFault("file_missing", path=source.path)
    if not any(folder.glob("*.safetensors")):
        raise JobFault("not_safetensors", path=source.path)
    try:
        config = json.loads((folder / "config.json").read_bytes())
    except (OSError, ValueError) as error:
        raise JobFault("model_unfit", path=source.path, task=task) from error
    if "auto_map" in config:
        raise JobFault("remote_code", path=source.path)
    digest = folder_digest(folder)
    if source.sha256 and digest != source.sha256:
        raise JobFault("digest_mismatch", path=source.path)
    return digest


def load_tokenizer(source: ModelSource, task: str) -> PreTrainedTokenizerBase:
    """The model's tokenizer. Raises JobFault model_unfit when the folder has none."""
    try:
        tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(
            source.path, local_files_only=True, trust_remote_code=False
        )
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise JobFault("model_unfit", path=source.path, task=task) from error
    if len(tokenizer) <= len(tokenizer.all_special_tokens):  # what transformers makes of a folder without tokenizer
        raise JobFault("model_unfit", path=source.path, task=task)
    return tokenizer


def load_model(auto: Any, source: ModelSource, task: str, *, seed: int, **settings: Any) -> PreTrainedModel:
    """The base as `auto`, one of transformers' Auto classes, makes it, in float32; what it lacks is new by `seed`.

    `settings` are written into its configuration. Raises JobFault model_unfit when `auto` does not know the
    architecture, or the weights are not of it.
    """
    torch.manual_seed(seed)
    try:
        config = AutoConfig.from_pretrained(source.path, local_files_only=True, trust_remote_code=False)
        for name, value in settings.items():
            setattr(config, name, value)
        model: PreTrainedModel = auto.from_pretrained(
            source.path,
            config=config,
            dtype=torch.float32,
            use_safetensors=True,
            local_files_only=True,
            trust_remote_code=False,
        )
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise JobFault("model_unfit", path=source.path, task=task) from error
    return model


def load_classifier(auto: Any, source: ModelSource, task: str, names: list[str], *, seed: int) -> PreTrainedModel:
    """The base with a new head for the classes `names`. Raises JobFault model_unfit."""
    return load_model(
        auto,
        source,
        task,
        seed=seed,
        id2label=dict(enumerate(names)),
        label2id={name: i for i, name in enumerate(names)},
        problem_type="single_label_classification",
    )


def longest_input(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> int:
    """How many tokens the model can read at once."""
    positions = getattr(model.config, "max_position_embeddings", None) or tokenizer.model_max_length
    return int(min(positions, tokenizer.model_max_length))
