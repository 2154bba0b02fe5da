"""Several processes that train one model together, as one process would on the same batches.

Each has the whole model and computes a share of every batch; torch's DistributedDataParallel adds the gradients up. The
plan of rows is the same as with one process, and so is every decision: what one of them finds out, all are told.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from engine.faults import Stopped
from engine.generators import seed_generators
from engine.methods import Method, Plain

Compute = Callable[[np.ndarray, float], Tensor]  # the loss of these rows, times their share of the batch


class Gang(Protocol):
    """The processes of one job, as each of them sees it."""

    rank: int  # the number of this process; 0 evaluates, and writes whatever is written
    world: int  # how many there are

    def spread(self, method: Method, compute: Compute) -> Compute:
        """`compute` so that gradients add up over the processes; before anything looks at the model's parameters."""

    def parts(self, rows: np.ndarray, count: int) -> Iterator[tuple[np.ndarray, float]]:
        """The rows of a batch that this process computes, in at most `count` parts, each with its share."""

    def mean(self, loss: float) -> float:
        """The loss of the whole batch, from what each process added to it."""

    def agree(self, *questions: bool) -> tuple[bool, ...]:
        """Each answer is yes if any process says yes."""

    def of_first(self, find: Callable[[], Any]) -> Any:
        """What `find` gives in the first process; the others do not compute it. Raises Stopped where it does there."""

    def evaluate(self, find: Callable[[], tuple[float, float]]) -> tuple[float, float]:
        """As `of_first`, of what asks the model."""

    def whole(self, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """`tensors` as one process would have them, for a checkpoint."""

    def share_of(self, tensors: Mapping[str, Tensor], like: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """What this process keeps of whole `tensors`, each named after one of `like` (`name` or `name:moment`)."""

    def gather(self, own: dict[str, Any]) -> dict[str, Any]:
        """`own` of the first process, with that of the others inside; for a checkpoint."""

    def own(self, gathered: dict[str, Any]) -> dict[str, Any]:
        """What this process gave to `gather`."""


class Alone:
    """One process, which has nobody to agree with."""

    rank, world = 0, 1

    @classmethod
    def after(cls, gang: "Gang") -> "Alone":
        """The first process once the others of `gang` have done their part; checkpoints and results are the gang's."""
        alone = cls()
        alone.world = gang.world
        return alone

    def spread(self, method: Method, compute: Compute) -> Compute:
        """Nothing to add up."""
        return compute

    def parts(self, rows: np.ndarray, count: int) -> Iterator[tuple[np.ndarray, float]]:
        """All of them."""
        for part in np.array_split(rows, min(count, len(rows))):
            yield part, len(part) / len(rows)

    def mean(self, loss: float) -> float:
        """It is."""
        return loss

    def agree(self, *questions: bool) -> tuple[bool, ...]:
        """With itself."""
        return questions

    def of_first(self, find: Callable[[], Any]) -> Any:
        """What it finds."""
        return find()

    def evaluate(self, find: Callable[[], tuple[float, float]]) -> tuple[float, float]:
        """What the first finds: each has the whole model."""
        found: tuple[float, float] = self.of_first(find)
        return found

    def whole(self, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """They are."""
        return dict(tensors)

    def share_of(self, tensors: Mapping[str, Tensor], like: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """All of them."""
        return dict(tensors)

    def gather(self, own: dict[str, Any]) -> dict[str, Any]:
        """Its own."""
        return own

    def own(self, gathered: dict[str, Any]) -> dict[str, Any]:
        """All there is."""
        return gathered


class Computation(nn.Module):
    """A loss as a module, since that is what torch spreads over processes."""

    def __init__(self, method: Method, compute: Compute) -> None:
        super().__init__()
        self.model, self.compute = method.model, compute
        self.trained = nn.ParameterList(method.parameters().values())  # some stand around the model, not in it

    def forward(self, rows: np.ndarray, share: float) -> Tensor:
        """The loss of these rows times their share."""
        return self.compute(rows, share)


@dataclass
class Replicas(Alone):
    """One of several processes that each have the whole model; torch's process group exists by now."""

    rank: int
    world: int

    def spread(self, method: Method, compute: Compute) -> Compute:
        """By torch's DistributedDataParallel.

        Searching for parameters without a gradient costs little, and lets some have none (unfreezing); it also keeps
        the order in which gradients are added from changing after the first step, which a resumed run has again.
        """
        self.ddp = DistributedDataParallel(Computation(method, compute), find_unused_parameters=True)
        return self.ddp

    def parts(self, rows: np.ndarray, count: int) -> Iterator[tuple[np.ndarray, float]]:
        """Every n-th row, so that all have rows of like length; gradients are added up with the last part.

        A process for which none is left computes one row that counts nothing: all have to take part. Gradients are
        averaged over the processes, so that a share counts as often as there are processes.
        """
        own = rows[self.rank :: self.world]
        weight = self.world / len(rows) if len(own) else 0.0
        pieces = np.array_split(own, min(count, len(own))) if len(own) else [rows[:1]]
        for place, part in enumerate(pieces, start=1):
            with nullcontext() if place == len(pieces) else self.keep_back():
                yield part, weight * len(part)

    def keep_back(self) -> Any:
        """What is computed inside is added up later."""
        return self.ddp.no_sync()

    def mean(self, loss: float) -> float:
        """Summed in the order of the processes, so that all have the same to the last bit."""
        losses = [torch.zeros(1, dtype=torch.float64) for _ in range(self.world)]
        dist.all_gather(losses, torch.tensor([loss], dtype=torch.float64))
        return sum(each.item() for each in losses) / self.world

    def agree(self, *questions: bool) -> tuple[bool, ...]:
        """Asked of all at once."""
        answers = torch.tensor(questions, dtype=torch.uint8)
        dist.all_reduce(answers, op=dist.ReduceOp.MAX)
        return tuple(map(bool, answers))

    def of_first(self, find: Callable[[], Any]) -> Any:
        """Told to all, Stopped too."""
        said: list[Any] = [None]
        if self.rank == 0:
            try:
                said = [(find(),)]
            except Stopped:
                dist.broadcast_object_list(said, src=0)
                raise
        dist.broadcast_object_list(said, src=0)
        if said[0] is None:
            raise Stopped
        (found,) = said[0]
        return found

    def gather(self, own: dict[str, Any]) -> dict[str, Any]:
        """With `others`, the second process first."""
        every: list[Any] = [None] * self.world
        dist.all_gather_object(every, own)
        return {**every[0], "others": every[1:]}

    def own(self, gathered: dict[str, Any]) -> dict[str, Any]:
        """By its number."""
        own: dict[str, Any] = gathered if self.rank == 0 else gathered["others"][self.rank - 1]
        return own


def draw_apart(gang: Gang, method: Method, seed: int) -> None:
    """Let each process but the first draw its dropout and augmentation from numbers of its own."""
    if not gang.rank:
        return
    assert isinstance(method, Plain)
    own = np.random.SeedSequence([seed, gang.rank]).generate_state(1)[0]
    seed_generators(int(own))
    method.dropout.restart(int(own))
