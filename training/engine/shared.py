"""One base under several heads: models of several tasks that read with the same weights."""

import copy
from collections.abc import Sequence
from typing import Any, cast

from torch import Tensor, nn
from transformers import PreTrainedModel


class SharedBase(PreTrainedModel):  # type: ignore[no-untyped-call]
    """`models` of one architecture, with the base of that which has the most of it (a pooler, say) under all heads.

    What is saved and loaded as this model is the base alone; each task's model is one of `heads`.
    """

    base_model_prefix = "base"
    _supports_sdpa = True

    def __init__(self, models: Sequence[PreTrainedModel]) -> None:
        base = max((_base_of(model) for model in models), key=lambda each: sum(p.numel() for p in each.parameters()))
        super().__init__(copy.deepcopy(base.config))
        self.own = [[*model.state_dict()] for model in models]  # the names of each model's weights
        self.base = base
        self.heads = nn.ModuleList(models)
        for model in models:
            setattr(model, model.base_model_prefix, base)

    def models(self) -> list[PreTrainedModel]:
        """Each task's."""
        return [cast("PreTrainedModel", head) for head in self.heads]

    def weights_of(self, place: int) -> dict[str, Tensor]:
        """The weights of the model at `place`, without what other models have in the base."""
        weights = self.models()[place].state_dict()
        return {name: weights[name] for name in self.own[place]}

    def get_input_embeddings(self) -> nn.Module:
        """The base's."""
        return self.base.get_input_embeddings()

    def set_input_embeddings(self, value: nn.Module) -> None:
        """The base's."""
        self.base.set_input_embeddings(value)

    def save_pretrained(self, save_directory: Any, **options: Any) -> None:  # type: ignore[override]
        """The base alone, as `AutoModel` loads it."""
        self.base.config._name_or_path = ""
        self.base.save_pretrained(save_directory, **options)


def _base_of(model: PreTrainedModel) -> PreTrainedModel:
    return cast("PreTrainedModel", model.base_model)
