"""Which part of a model is its base and which its head, whatever the architecture, by transformers' conventions."""

import re
from collections.abc import Collection

from transformers import PreTrainedModel

from engine.shared import SharedBase

PEFT_TASKS = {  # by how transformers ends the names of its classes; peft knows no others
    "ForSequenceClassification": "SEQ_CLS",
    "ForTokenClassification": "TOKEN_CLS",
    "ForCausalLM": "CAUSAL_LM",
    "LMHeadModel": "CAUSAL_LM",
    "ForConditionalGeneration": "SEQ_2_SEQ_LM",
}


def peft_task(model: PreTrainedModel) -> str | None:
    """What peft calls the model's task."""
    name = type(model).__name__
    return next((task for ending, task in PEFT_TASKS.items() if name.endswith(ending)), None)


def head_modules(model: PreTrainedModel) -> list[str]:
    """The children that are not the base, by name: those with weights of their own; of several heads those of each.

    None where the model is a base alone, or has its own way back to words, which is as old as the base.
    """
    if model.base_model is model or model.get_output_embeddings() is not None:  # type: ignore[no-untyped-call]
        return []
    if isinstance(model, SharedBase):
        return [f"heads.{place}.{name}" for place, head in enumerate(model.models()) for name in head_modules(head)]
    children = model.named_children()
    return [name for name, part in children if name != model.base_model_prefix and list(part.parameters())]


def depths(model: PreTrainedModel, names: Collection[str]) -> dict[str, int]:
    """How deep each of the parameters `names` lies: 0 embeddings, 1 to n the base's layers, n + 1 the head.

    A layer's number is the first in a name. What stands in the base without a number counts to the last layer.
    """
    base = f"{model.base_model_prefix}."
    inner = {name: name.removeprefix("base_model.model.") for name in names}  # which peft puts before
    layers = {name: re.search(r"\.(\d+)\.", of) for name, of in inner.items() if of.startswith(base)}
    last = max((int(layer[1]) + 1 for layer in layers.values() if layer), default=0)

    def depth(name: str) -> int:
        if name not in layers:
            return last + 1
        if layer := layers[name]:
            return int(layer[1]) + 1
        return 0 if "embed" in name else last

    return {name: depth(name) for name in names}
