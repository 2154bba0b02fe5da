"""Adapters by peft: the base stays as it is, small matrices beside its weights are trained, and a new head.

lora  Hu et al. 2021, arXiv:2106.09685
dora  Liu et al. 2024, arXiv:2402.09353
ia3   Liu et al. 2022, arXiv:2205.05638
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from peft import IA3Config, LoraConfig, PeftConfig, get_peft_model
from peft.utils import ModulesToSaveWrapper
from torch import nn
from transformers import PreTrainedModel

from engine.faults import JobFault
from engine.methods import Plain
from engine.methods.anatomy import head_modules, peft_task
from engine.spec import Adapter, Spec
from engine.tasks import Trainee


class ByPeft(Plain):
    """A method of peft's, as `config` describes it, on the task's model."""

    def __init__(self, task: Trainee, spec: Spec, config: PeftConfig) -> None:
        """Raises JobFault method_unfit where peft does not know what of the architecture to adapt."""
        try:
            self.peft = get_peft_model(task.model, config)
        except ValueError as error:
            raise JobFault("method_unfit", method=spec.method, architecture=type(task.model).__name__) from error
        super().__init__(task.model, spec)

    def parameters(self) -> dict[str, nn.Parameter]:
        """What peft adds, and the head."""
        return {name: p for name, p in self.peft.named_parameters() if p.requires_grad}

    def save_apart(self, folder: Path) -> None:
        """What was trained, as `PeftModel.from_pretrained` puts it on the base again."""
        self.peft.peft_config["default"].base_model_name_or_path = ""  # not a folder of this machine
        self.peft.save_pretrained(str(folder))
        (folder / "README.md").unlink()  # peft's has no facts; the model's card has them

    def unwrap_head(self) -> None:
        """Put the trained head where the architecture has it."""
        for parent in list(self.model.modules()):
            for name, child in list(parent.named_children()):
                if isinstance(child, ModulesToSaveWrapper):
                    setattr(parent, name, child.modules_to_save["default"])


class Adapters(ByPeft):
    """The spec's method, one of `CONFIGS`. At the end the adapters are merged into the weights."""

    def __init__(self, task: Trainee, spec: Spec) -> None:
        super().__init__(task, spec, CONFIGS[spec.method](spec.adapter, task.model))

    def finish(self) -> PreTrainedModel:
        """The adapters merged into the weights, and torch's own dropout."""
        self.unwrap_head()
        self.peft.merge_and_unload()
        return super().finish()


def beside_linear(settings: Adapter, model: PreTrainedModel) -> dict[str, Any]:
    """How matrices are put beside every linear layer of the base; the head is trained whole."""
    head = head_modules(model)
    return {
        "task_type": peft_task(model),
        "target_modules": "all-linear",
        "exclude_modules": head or None,
        "modules_to_save": head or None,
        "lora_alpha": settings.alpha,
        "lora_dropout": settings.dropout,
    }


CONFIGS: dict[str, Callable[[Adapter, PreTrainedModel], PeftConfig]] = {
    "lora": lambda settings, model: LoraConfig(r=settings.rank, **beside_linear(settings, model)),
    "dora": lambda settings, model: LoraConfig(r=settings.rank, use_dora=True, **beside_linear(settings, model)),
    "ia3": lambda _, model: IA3Config(task_type=peft_task(model), modules_to_save=head_modules(model) or None),
}
