"""Base models from a folder in the Hugging Face layout: safetensors only, no program code of theirs, no network."""

import json
from pathlib import Path

import torch
from transformers import (
    AutoConfig,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)

from engine.digests import folder_digest
from engine.faults import JobFault
from engine.spec import ModelSource


def verify_model(source: ModelSource) -> str:
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
        raise JobFault("model_unfit", path=source.path, task="text-classification") from error
    if "auto_map" in config:
        raise JobFault("remote_code", path=source.path)
    digest = folder_digest(folder)
    if source.sha256 and digest != source.sha256:
        raise JobFault("digest_mismatch", path=source.path)
    return digest


def load_tokenizer(source: ModelSource) -> PreTrainedTokenizerBase:
    """The model's tokenizer. Raises JobFault model_unfit when the folder has none."""
    try:
        tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(
            source.path, local_files_only=True, trust_remote_code=False
        )
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise JobFault("model_unfit", path=source.path, task="text-classification") from error
    if len(tokenizer) <= len(tokenizer.all_special_tokens):  # what transformers makes of a folder without tokenizer
        raise JobFault("model_unfit", path=source.path, task="text-classification")
    return tokenizer


def load_classifier(source: ModelSource, names: list[str], *, seed: int) -> PreTrainedModel:
    """The base with a new head for the classes `names`, in float32; `seed` decides the head's first weights.

    Raises JobFault model_unfit when transformers has no classifier of this architecture.
    """
    torch.manual_seed(seed)
    try:
        config = AutoConfig.from_pretrained(source.path, local_files_only=True, trust_remote_code=False)
        config.id2label = dict(enumerate(names))
        config.label2id = {name: i for i, name in enumerate(names)}
        config.problem_type = "single_label_classification"
        model: PreTrainedModel = AutoModelForSequenceClassification.from_pretrained(
            source.path,
            config=config,
            dtype=torch.float32,
            use_safetensors=True,
            local_files_only=True,
            trust_remote_code=False,
        )
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise JobFault("model_unfit", path=source.path, task="text-classification") from error
    return model


def longest_input(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> int:
    """How many tokens the model can read at once."""
    positions = getattr(model.config, "max_position_embeddings", None) or tokenizer.model_max_length
    return int(min(positions, tokenizer.model_max_length))
