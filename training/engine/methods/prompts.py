"""Prompts that are learned: the base stays as it is, and reads vectors before each text that training finds.

prefix   keys and values before those of every layer     Li and Liang 2021, arXiv:2101.00190
prompt   embeddings before those of the text             Lester et al. 2021, arXiv:2104.08691
p-tuning the same, as a small network makes them         Liu et al. 2021, arXiv:2103.10385

They cannot be merged into weights: `model/` is the base with its trained head, `model/adapter/` the prompt.
"""

from inspect import signature
from typing import Any, cast

from peft import PrefixTuningConfig, PromptEncoderConfig, PromptLearningConfig, PromptTuningConfig
from transformers import PreTrainedModel

from engine.faults import JobFault
from engine.methods.adapters import ByPeft
from engine.methods.anatomy import peft_task
from engine.spec import Spec
from engine.tasks import Trainee

CONFIGS: dict[str, type[PromptLearningConfig]] = {
    "prefix": PrefixTuningConfig,
    "prompt": PromptTuningConfig,
    "p-tuning": PromptEncoderConfig,
}


class Prompts(ByPeft):
    """The spec's method, one of `CONFIGS`."""

    how_to_load = 'PeftModel.from_pretrained(AutoModelFor….from_pretrained("model"), "model/adapter")'

    def __init__(self, task: Trainee, spec: Spec) -> None:
        """Raises JobFault: method_unfit, spec_range where prompt and text together are too long for the base."""
        model, length = task.model, spec.adapter.prompt_length
        _check_room(model, spec)
        kind = peft_task(model)
        if kind is None or (spec.method == "prefix" and not _takes_keys(model)):
            raise JobFault("method_unfit", method=spec.method, architecture=type(model).__name__)
        super().__init__(task, spec, CONFIGS[spec.method](task_type=kind, num_virtual_tokens=length, **_sizes(model)))
        task.model = cast("PreTrainedModel", self.peft)  # which has whatever tasks use of a model

    def finish(self) -> PreTrainedModel:
        """The base with its trained head; the task's model goes on reading the prompt."""
        self.unwrap_head()
        return super().finish()


def _takes_keys(model: PreTrainedModel) -> bool:
    return "past_key_values" in signature(model.base_model.forward).parameters


def _sizes(model: PreTrainedModel) -> dict[str, Any]:
    """What peft has to know and looks for under the names of some architectures only."""
    config = model.config
    return {
        "token_dim": config.hidden_size,
        "num_layers": config.num_hidden_layers,
        "num_attention_heads": config.num_attention_heads,
        "num_transformer_submodules": 1,
    }


def _check_room(model: PreTrainedModel, spec: Spec) -> None:
    room = getattr(model.config, "max_position_embeddings", None)
    longest = room and room - spec.adapter.prompt_length
    if longest and spec.training.max_length > longest:
        limits = {"minimum": 1, "maximum": longest}
        raise JobFault("spec_range", path="training.max_length", value=str(spec.training.max_length), **limits)
