"""How much memory a step of training takes, roughly, before it is tried."""

from collections.abc import Collection
from typing import Any

from torch import nn
from transformers import PreTrainedModel

from engine.spec import Training

MOMENTS = {"adamw": 2, "adam": 2, "adagrad": 1, "sgd": 1, "adafactor": 0}  # numbers kept for each trained weight


def bytes_of_step(
    model: PreTrainedModel,
    trained: Collection[nn.Parameter],
    training: Training,
    *,
    rows: int,
    length: int,
    number: int,
) -> int:
    """About what a step on so many rows takes: weights, gradients, moments, activations in numbers of `number` bytes.

    A transformer's layer keeps 34 bytes in 16 bits for each token and width, and 5 for each head and pair of tokens
    (Korthikanti et al. 2022, arXiv:2205.05198, equation 1); logits are kept three times. Of architectures without
    width and layers the activations are unknown, and not counted.
    """
    weights = sum(parameter.nbytes for parameter in model.parameters())
    kept = sum(parameter.nbytes for parameter in trained) * (1 + MOMENTS[training.optimizer])
    config: Any = model.config
    width, layers = (getattr(config, name, 0) for name in ("hidden_size", "num_hidden_layers"))
    heads = getattr(config, "num_attention_heads", 0)
    if not all(isinstance(each, int) for each in (width, layers, heads)):
        return weights + kept
    tokens = rows * length
    activations = layers * tokens * (34 * width + 5 * heads * length) * number // 2
    words = config.vocab_size if model.get_output_embeddings() is not None else 0  # type: ignore[no-untyped-call]
    return int(weights + kept + activations + 3 * 4 * tokens * words)
