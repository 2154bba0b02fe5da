"""Adapters by peft: the base stays as it is, small matrices beside its weights are trained, and a new head.

lora  Hu et al. 2021, arXiv:2106.09685
dora  Liu et al. 2024, arXiv:2402.09353
ia3   Liu et al. 2022, arXiv:2205.05638
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from peft import IA3Config, LoraConfig, PeftConfig, get_peft_model
from torch import nn
from transformers import PreTrainedModel

from engine.faults import JobFault
from engine.methods import Plain
from engine.spec import Adapter, Spec
from engine.tasks import Trainee


class Adapters(Plain):
    """The spec's method, one of `CONFIGS`, on the task's model. At the end the adapters are merged into the weights."""

    def __init__(self, task: Trainee, spec: Spec) -> None:
        """Raises JobFault method_unfit where peft does not know which parts of the architecture to adapt."""
        config = CONFIGS[spec.method](spec.adapter, _head(task.model))
        try:
            self.peft = get_peft_model(task.model, config)
        except ValueError as error:
            raise JobFault("method_unfit", method=spec.method, architecture=type(task.model).__name__) from error
        super().__init__(task.model, spec)

    def parameters(self) -> dict[str, nn.Parameter]:
        """The adapters and the head."""
        return {name: p for name, p in self.peft.named_parameters() if p.requires_grad}

    def save_apart(self, folder: Path) -> None:
        """Adapters and head as `PeftModel.from_pretrained` puts them on the base again."""
        self.peft.peft_config["default"].base_model_name_or_path = ""  # not a folder of this machine
        self.peft.save_pretrained(str(folder))
        (folder / "README.md").unlink()  # peft's has no facts; the model's card has them

    def finish(self) -> None:
        """The adapters merged into the weights, and torch's own dropout."""
        self.peft.merge_and_unload()
        super().finish()


def _head(model: PreTrainedModel) -> list[str]:
    """The parts that are new: all that is not the base."""
    children = model.named_children()
    return [name for name, part in children if name != model.base_model_prefix and list(part.parameters())]


def _lora(settings: Adapter, head: list[str], **more: Any) -> LoraConfig:
    return LoraConfig(
        task_type="SEQ_CLS",
        target_modules="all-linear",
        exclude_modules=head,
        modules_to_save=head,
        r=settings.rank,
        lora_alpha=settings.alpha,
        lora_dropout=settings.dropout,
        **more,
    )


CONFIGS: dict[str, Callable[[Adapter, list[str]], PeftConfig]] = {
    "lora": _lora,
    "dora": lambda settings, head: _lora(settings, head, use_dora=True),
    "ia3": lambda _, head: IA3Config(task_type="SEQ_CLS", modules_to_save=head),
}
