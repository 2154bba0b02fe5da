"""Bottleneck adapters: small networks inside the layers are trained, and the head; the base stays as it is.

houlsby   after attention and after the feed-forward part of each layer   Houlsby et al. 2019, arXiv:1902.00751
pfeiffer  after the feed-forward part only                                Pfeiffer et al. 2021, arXiv:2005.00247

An adapter bends what it is given, so it cannot be merged into weights: `model/` is the base with its trained head,
`model/adapter/` the adapters.
"""

import json
from pathlib import Path

import safetensors.torch
import torch
from torch import Tensor, nn
from torch.nn.functional import gelu
from transformers import PreTrainedModel

from engine.dropout import use_plain_dropout
from engine.faults import JobFault
from engine.methods import Plain
from engine.methods.anatomy import head_modules
from engine.spec import Spec
from engine.tasks import Trainee

# The last matrix of a layer's two parts, by how the families of transformers name it.
ATTENTION = (
    "attention.output.dense",
    "attention.o_proj",
    "attention.out_lin",
    "attn.c_proj",
    "attn.o_proj",
    "attn.out_proj",
)
FEED_FORWARD = (
    "output.dense",
    "ffn.lin2",
    "mlp.c_proj",
    "mlp.down_proj",
    "mlp.fc2",
    "fc2",
    "ff.3",
    "DenseReluDense.wo",
)
AFTER = {"houlsby": (ATTENTION, FEED_FORWARD), "pfeiffer": (FEED_FORWARD,)}

WEIGHTS, CONFIG = "adapter.safetensors", "adapter.json"


class Adapted(nn.Module):
    """`inner`, and a network of `width` that adds to what it says; nothing at first."""

    def __init__(self, inner: nn.Module, width: int) -> None:
        super().__init__()
        self.inner = inner
        size = _outputs(inner)
        self.down, self.up = nn.Linear(size, width), nn.Linear(width, size)
        self.to(next(inner.parameters()).device)
        nn.init.zeros_(self.up.weight)
        nn.init.zeros_(self.up.bias)

    def forward(self, x: Tensor) -> Tensor:
        """(…, inputs) to (…, outputs)."""
        y: Tensor = self.inner(x)
        bent: Tensor = self.up(gelu(self.down(y)))
        return y + bent


class Bottleneck(Plain):
    """The spec's method, one of `AFTER`, on the task's model."""

    how_to_load = 'engine.methods.bottleneck.add_adapters(AutoModelFor….from_pretrained("model"), "model/adapter")'

    def __init__(self, task: Trainee, spec: Spec) -> None:
        """Raises JobFault method_unfit where no layer of the base is known."""
        model = task.model
        self.config = {"method": spec.method, "width": spec.adapter.rank}
        head = [getattr(model, name) for name in head_modules(model)]
        model.requires_grad_(False)
        for part in head:
            part.requires_grad_(True)
        if not put_in(model, spec.method, spec.adapter.rank):
            raise JobFault("method_unfit", method=spec.method, architecture=type(model).__name__)
        super().__init__(model, spec)

    def save_apart(self, folder: Path) -> None:
        """The adapters alone, as `add_adapters` reads them."""
        folder.mkdir(parents=True, exist_ok=True)
        tensors = {name: p.detach().contiguous() for name, p in adapters_of(self.model).items()}
        safetensors.torch.save_file(tensors, folder / WEIGHTS)
        (folder / CONFIG).write_text(json.dumps(self.config))

    def finish(self) -> PreTrainedModel:
        """A copy of the base with its trained head; the task's model keeps its adapters."""
        use_plain_dropout(self.model)
        plain = type(self.model)(self.model.config)
        weights = self.model.state_dict()
        kept = {name.replace(".inner.", "."): weights[name] for name in weights if name not in adapters_of(self.model)}
        plain.load_state_dict(kept)
        return plain


def add_adapters(model: PreTrainedModel, folder: str | Path) -> PreTrainedModel:
    """`model` with the adapters saved in `folder` in its layers."""
    config = json.loads((Path(folder) / CONFIG).read_bytes())
    put_in(model, config["method"], config["width"])
    saved = safetensors.torch.load_file(Path(folder) / WEIGHTS)
    with torch.no_grad():
        for name, parameter in adapters_of(model).items():
            parameter.copy_(saved[name])
    model.train(False)
    return model


def put_in(model: PreTrainedModel, method: str, width: int) -> int:
    """Put adapters where `method` wants them; returns how many."""
    endings = [ending for part in AFTER[method] for ending in part]
    skipped = () if ATTENTION in AFTER[method] else ATTENTION  # "attention.output.dense" also ends with "output.dense"
    found = [
        (name, module)
        for name, module in model.base_model.named_modules()
        if _ends(name, endings) and not _ends(name, skipped) and hasattr(module, "weight")
    ]
    for name, module in found:
        parent, _, child = name.rpartition(".")
        setattr(model.base_model.get_submodule(parent), child, Adapted(module, width))
    return len(found)


def adapters_of(model: PreTrainedModel) -> dict[str, nn.Parameter]:
    """The parameters of the adapters by name."""
    inside = [name for name, module in model.named_modules() if isinstance(module, Adapted)]
    return {
        f"{name}.{part}.{kind}": p
        for name in inside
        for part in ("down", "up")
        for kind, p in model.get_submodule(f"{name}.{part}").named_parameters()
    }


def _ends(name: str, endings: "tuple[str, ...] | list[str]") -> bool:
    return any(f".{name}".endswith(f".{ending}") for ending in endings)


def _outputs(module: nn.Module) -> int:
    """Outputs of a linear layer, GPT-2's transposed ones too."""
    return int(module.nf if hasattr(module, "nf") else module.out_features)  # type: ignore[arg-type]
