"""A frozen base that reads each row once: what it said is remembered by what it read.

So a task trains a head as it trains anything, and does not know that the base no longer runs. A row is known by the
digest of its input; one that changes from epoch to epoch is simply read again.
"""

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import torch
from torch import Tensor, nn
from transformers import PreTrainedModel
from transformers.utils.generic import ModelOutput

Use = Literal["all", "first", "none"]  # what of an output the head uses: every place, the first, or nothing


@dataclass(frozen=True)
class Place:
    """Where one output of one row lies in the store, its shape, and whether it had places for padding too."""

    start: int  # byte
    shape: tuple[int, ...]
    padded: bool = False


@dataclass
class Store:
    """Numbers in a file without a name that is mapped into memory: as many as the disk takes."""

    file: Any = field(default_factory=tempfile.TemporaryFile)
    map: np.memmap[Any, Any] | None = None

    def add(self, values: Tensor, *, padded: bool = False) -> Place:
        """Keep `values` in float32."""
        place = Place(self.file.tell(), tuple(values.shape), padded)
        self.file.write(values.float().cpu().numpy().tobytes())
        return place

    def read(self, place: Place) -> Tensor:
        """What was kept at `place`; nothing is added any more."""
        if self.map is None:
            self.file.flush()
            self.map = np.memmap(self.file, np.float32, "c")
        first = place.start // 4
        return torch.from_numpy(self.map[first : first + int(np.prod(place.shape))]).view(place.shape)


class RememberedBase(nn.Module):
    """Stands in for `base`, which is frozen and without dropout."""

    def __init__(self, base: PreTrainedModel) -> None:
        super().__init__()
        self.base = base.requires_grad_(False).train(False)
        self.config = base.config
        self.uses: dict[str, Use] = {}
        self.kind: type[ModelOutput] = ModelOutput
        self.store = Store()
        self.rows: dict[bytes, dict[str, Place]] = {}
        self.watch: Callable[[ModelOutput], None] | None = None
        self.remembers = False

    def train(self, mode: bool = True) -> "RememberedBase":
        """The base is never in training: dropout would make another feature of a row each time."""
        self.training = mode
        self.base.train(False)
        return self

    def forward(self, *args: Any, **inputs: Any) -> Any:
        """As the base's own, without gradient; where all rows are known, what the head uses of it and else zeros."""
        if not self.uses:
            return self._read(args, inputs)
        mask = inputs.get("attention_mask")
        keys = _digests([*args, *inputs.values()], mask)
        if all(key in self.rows for key in keys):
            return self._recall(keys, None if mask is None else mask.cpu())
        said = self._read(args, inputs)
        if self.remembers and isinstance(said, ModelOutput):
            self._remember(keys, said, mask)
        return said

    def learn_uses(self, compute_loss: Callable[[], Tensor]) -> None:
        """Find out what of the base's outputs the head uses: what the loss has a gradient for."""
        seen: dict[str, Tensor] = {}

        def watch(said: ModelOutput) -> None:
            self.kind = type(said)
            seen.update({name: value.requires_grad_() for name, value in said.items() if _is_feature(value)})

        self.watch = watch
        torch.autograd.backward(compute_loss())
        self.watch = None
        self.uses = {name: _use(value.grad) for name, value in seen.items()}

    @contextmanager
    def remembering(self) -> Iterator[None]:
        """What is read inside is remembered."""
        self.remembers = True
        yield
        self.remembers = False

    def _read(self, args: tuple[Any, ...], inputs: Mapping[str, Any]) -> Any:
        with torch.no_grad():
            said = self.base(*args, **inputs)
        if self.watch and isinstance(said, ModelOutput):
            self.watch(said)
        return said

    def _remember(self, keys: list[bytes], said: ModelOutput, mask: Tensor | None) -> None:
        for row, key in enumerate(keys):
            outputs = {name: said[name][row] for name in self.uses}
            self.rows[key] = {name: self._keep(name, of, said, mask, row) for name, of in outputs.items()}

    def _keep(self, name: str, value: Tensor, said: ModelOutput, mask: Tensor | None, row: int) -> Place:
        """The part of one row's output that the head uses, without padding; of one it does not use, the shape."""
        match self.uses[name]:
            case "none":
                return Place(0, tuple(value.shape))
            case "first":
                return self.store.add(value[:1])
            case "all":
                if mask is None or said[name].shape[:2] != mask.shape:
                    return self.store.add(value)
                return self.store.add(value[mask[row].bool()], padded=True)

    def _recall(self, keys: list[bytes], mask: Tensor | None) -> ModelOutput:
        here = next(self.base.parameters()).device
        return self.kind(**{name: self._gather(name, keys, mask).to(here) for name in self.uses})

    def _gather(self, name: str, keys: list[bytes], mask: Tensor | None) -> Tensor:
        """One output of these rows, (rows, …)."""
        places = [self.rows[key][name] for key in keys]
        if self.uses[name] == "none":
            return torch.zeros(()).expand(len(keys), *places[0].shape)
        values = [self.store.read(place) for place in places]
        if mask is None or not places[0].padded:
            return torch.stack(values)
        out = torch.zeros(*mask.shape, *values[0].shape[1:])
        out[mask.bool()] = torch.cat(values)
        return out


def _is_feature(value: Any) -> bool:
    return isinstance(value, Tensor) and value.is_floating_point()


def _use(gradient: Tensor | None) -> Use:
    if gradient is None:
        return "none"
    if gradient.ndim < 3:
        return "all"
    reached = gradient.abs().sum(dim=(0, *range(2, gradient.ndim))) > 0  # (places,)
    return "first" if reached[0] and not reached[1:].any() else "all"


def _digests(values: list[Any], mask: Tensor | None) -> list[bytes]:
    """What each row's input is known by, its padding left out."""
    tensors = [value for value in values if isinstance(value, Tensor) and value is not mask]
    batch = len(tensors[0] if mask is None else mask)

    def of(tensor: Tensor, row: int) -> Tensor:
        if len(tensor) != batch:
            return tensor  # the same for all rows
        if mask is None or tensor.shape[:2] != mask.shape:
            return tensor[row]
        return tensor[row][mask[row].bool()]

    return [_digest([of(tensor, row) for tensor in tensors]) for row in range(batch)]


def _digest(tensors: list[Tensor]) -> bytes:
    digest = hashlib.blake2b(digest_size=16)
    for tensor in tensors:
        digest.update(repr(tuple(tensor.shape)).encode())
        digest.update(tensor.detach().contiguous().cpu().numpy().tobytes())
    return digest.digest()
