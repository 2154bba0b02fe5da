"""Bases that read and write texts, with their tokenizers; for fresh ones the tokenizer is trained on the texts."""

from collections.abc import Iterable
from typing import Any

import torch
from transformers import AutoModelForCausalLM, PreTrainedModel, PreTrainedTokenizerBase

from engine.byte_pairs import train_tokenizer
from engine.faults import JobFault
from engine.models import load_model, load_tokenizer
from engine.spec import ARCHITECTURES, Spec

POSITIONS = 512  # of a fresh model, unless longer texts are asked for


def open_tokenizer(spec: Spec, texts: Iterable[str]) -> PreTrainedTokenizerBase:
    """The base's tokenizer; a fresh model's is trained on `texts`, those of the rows to train on.

    Where it has no token to pad with, the one that ends a text serves. Raises JobFault model_unfit.
    """
    if spec.model.architecture:
        framed = ARCHITECTURES[spec.model.architecture].kind != "decoder"
        return train_tokenizer(texts, framed=framed, max_length=_positions(spec))
    tokenizer = load_tokenizer(spec.model, spec.task)
    if tokenizer.pad_token is None and tokenizer.eos_token is not None:
        tokenizer.pad_token = tokenizer.eos_token
    return tokenizer


def load_text_model(auto: Any, spec: Spec, tokenizer: PreTrainedTokenizerBase, **settings: Any) -> PreTrainedModel:
    """The base as `auto` makes it, with `settings` in its configuration, for what `tokenizer` gives it to read.

    Raises JobFault model_unfit, also where the tokenizer knows more tokens than the model.
    """
    needs = {
        "vocab_size": len(tokenizer),
        "max_position_embeddings": _positions(spec),
        "bos_token_id": tokenizer.bos_token_id,
        "eos_token_id": tokenizer.eos_token_id,
    }
    if tokenizer.pad_token_id is not None:
        settings["pad_token_id"] = tokenizer.pad_token_id
    model = load_model(auto, spec.model, spec.task, seed=spec.seed, needs=needs, **settings)
    if len(tokenizer) > len(model.get_input_embeddings().weight):  # type: ignore[arg-type]
        raise JobFault("model_unfit", path=spec.model.name, task=spec.task)
    return model


def load_writer(spec: Spec, tokenizer: PreTrainedTokenizerBase) -> PreTrainedModel:
    """The base as it writes on, token by token. Raises JobFault model_unfit, also where it reads what comes after."""
    model = load_text_model(AutoModelForCausalLM, spec, tokenizer)
    if _looks_ahead(model):
        raise JobFault("model_unfit", path=spec.model.name, task=spec.task)
    return model


def _looks_ahead(model: PreTrainedModel) -> bool:
    """Whether what it says of a token depends on the next, as it does with models that read texts as a whole."""
    was_training = model.training
    model.train(False)
    with torch.inference_mode():
        first, second = (model(input_ids=torch.tensor([[1, 2, last]])).logits[:, :2] for last in (0, 1))
    model.train(was_training)
    return not torch.allclose(first, second, atol=1e-6)


def load_text_classifier(
    auto: Any,
    spec: Spec,
    tokenizer: PreTrainedTokenizerBase,
    names: list[str],
    problem: str = "single_label_classification",
) -> PreTrainedModel:
    """The base with a new head for the classes `names`. Raises JobFault model_unfit."""
    return load_text_model(
        auto,
        spec,
        tokenizer,
        id2label=dict(enumerate(names)),
        label2id={name: i for i, name in enumerate(names)},
        problem_type=problem,
    )


def _positions(spec: Spec) -> int:
    return max(POSITIONS, spec.training.max_length)
