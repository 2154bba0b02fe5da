"""The rule of `engine.choices`, applied to one job, and what it asks of the model."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import torch
from transformers import PreTrainedModel

from engine.arithmetic import Arithmetic
from engine.choices import RULE, Case, Choice, choose
from engine.device import device, on_gpu
from engine.dropout import use_plain_dropout
from engine.faults import JobFault
from engine.gang import Gang
from engine.messages import Note
from engine.methods import Method
from engine.plan import count_steps
from engine.spec import Spec
from engine.spec.clashes import READ_ONCE, is_compilable
from engine.step_memory import bytes_of_step
from engine.tasks import Task

# What a person should know while the job runs.
UNUSUAL = {"device_cuda", "compile_long", "memory_scarce", "context_short", "context_season"}


def case_of(spec: Spec) -> Case:
    """What is known before data and model are there."""
    training = spec.training
    gpu = torch.cuda.get_device_properties(device()) if on_gpu() else None
    return Case(
        gpu=gpu.name if gpu else None,
        memory=gpu.total_memory if gpu else 0,
        native_bfloat16=gpu is not None and torch.cuda.is_bf16_supported(including_emulation=False),
        private=spec.is_private,
        precision=training.precision,
        compiling=training.compile,
        checkpointing=training.gradient_checkpointing,
        compiler=shutil.which("cc") is not None,
    )


def choose_all(spec: Spec, task: Task, method: Method, arithmetic: Arithmetic, gang: Gang) -> dict[str, Choice]:
    """Everything that is chosen for the job, by name. Raises JobFault spec_clash where the model does not allow it."""
    model, training = method.model, spec.training
    if training.gradient_checkpointing == "always" and not model.supports_gradient_checkpointing:
        raise JobFault("spec_clash", path="training.gradient_checkpointing", other="model")
    case = replace(
        case_of(spec),
        ratio=arithmetic.ratio,
        plain=gang.world == 1 and is_compilable(spec),
        steps=count_steps(len(task.lengths), training),
        needed=bytes_of_step(
            model,
            method.parameters().values(),
            training,
            rows=-(-training.batch_size // (gang.world * training.accumulation)),
            length=int(max(task.lengths)),
            number=2 if arithmetic.precision == "bfloat16" else 4,
        ),
        can_recompute=model.supports_gradient_checkpointing and spec.method not in READ_ONCE and not spec.is_private,
        fused=model.config._attn_implementation not in (None, "eager"),
        architecture=type(model).__name__,
    )
    return {what: choose(what, case) for what in RULE}


def apply(choices: dict[str, Choice], method: Method) -> None:
    """Let the model compute as was chosen."""
    if choices["gradient_checkpointing"].chosen == "yes":
        use_plain_dropout(method.model)  # torch's own draws the same when it is computed again
        method.model.activation_checkpointing_enable(activation_checkpointing_kwargs={"use_reentrant": False})
    if choices["compile"].chosen == "yes":
        method.model.compile(dynamic=True)


def leave_compiled(model: PreTrainedModel) -> None:
    """Let `model` compute as it is again: what follows training is too short to compile for."""
    compiled: Any = model
    compiled._compiled_call_impl = None


def worth_telling(choices: dict[str, Choice]) -> Iterator[Note]:
    """Those that are not as usual."""
    yield from ((choice.code, choice.params) for choice in choices.values() if choice.code in UNUSUAL)
