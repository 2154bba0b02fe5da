"""Private training: what the weights tell of any one row is bounded (DP-SGD, Abadi et al. 2016, arXiv:1607.00133).

Opacus computes the gradient of each row by itself and cuts it to a length; noise of a multiple of that length is added
to their sum. Each step is on a sample that a row is in with the same probability whatever rows are beside it.
"""

import os
import warnings
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import numpy as np
import torch
from opacus.accountants import RDPAccountant
from opacus.accountants.utils import get_noise_multiplier
from opacus.grad_sample import GradSampleHooks
from opacus.optimizers import DPOptimizer
from torch import Tensor, nn

from engine.faults import JobFault
from engine.generators import seed_generators
from engine.messages import Note
from engine.methods import Method, Plain
from engine.plan import count_steps
from engine.private_draws import SECRET_BYTES, Draws
from engine.spec import Spec
from engine.tasks import Trainee

ACCOUNTANT = "rdp"  # Mironov 2017, arXiv:1702.07476: a proven bound, where Opacus' tighter one is a numerical estimate
ALPHAS = [*RDPAccountant.DEFAULT_ALPHAS, 96, 128, 256, 512, 1024]  # orders: the high ones for an epsilon below 0.2
CHECKED = 3  # rows on which per-row gradients are held against torch's
EXACT = 1e-3  # how far the two may be apart, as a share

PROTECTED = (
    "The weights, and whatever is computed from them without the training rows: whether any one row was among those"
    " trained on changes the probability of any outcome by a factor of at most exp(epsilon), but for delta. All epochs"
    " were trained and the last weights kept. Samples and noise were drawn by ChaCha20 with a secret that is gone with"
    " the checkpoints."
)
UNPROTECTED = (
    "How many rows there are, the names of the classes, and every figure on validation and test rows: they are exact,"
    " without noise. So are digests of the data and the time a step took. Noise is of floating-point numbers, whose"
    " last bits can tell something (Mironov 2012). Other runs on the same rows add their own epsilon to this one."
)

warnings.filterwarnings("ignore", "Optimal order is")  # said of every try of a search
warnings.filterwarnings("ignore", "Full backward hook is firing")  # said of a layer that stands on frozen ones


@cache
def find_noise(epsilon: float, delta: float, rate: float, steps: int) -> float:
    """The least noise, as a multiple of the longest gradient, by which so many steps tell no more than that.

    Each step is on a sample that a row is in with the probability `rate`. The search takes seconds.
    """
    return float(
        get_noise_multiplier(
            target_epsilon=epsilon,
            target_delta=delta,
            sample_rate=rate,
            steps=steps,
            accountant=ACCOUNTANT,
            epsilon_tolerance=0.01 * epsilon,
            alphas=ALPHAS,
        )
    )


class NoisyOptimizer(DPOptimizer):  # type: ignore[misc]  # Opacus has no types
    """Opacus' optimizer with noise from `draws`; `at` is the step that it is for."""

    def __init__(self, optimizer: torch.optim.Optimizer, draws: Draws, **settings: Any) -> None:
        super().__init__(optimizer, **settings)
        self.draws, self.at = draws, 0

    def add_noise(self) -> None:
        """To the sum of the rows' gradients."""
        for place, parameter in enumerate(self.params):
            noise = self.draws.noise(parameter, place, self.at)
            parameter.grad = parameter.summed_grad + noise * (self.noise_multiplier * self.max_grad_norm)


class Private:
    """What makes one job's training private: samples, gradients with noise, and the account of what they tell."""

    def __init__(self, spec: Spec, task: Trainee, method: Method, *, secret: bytes | None = None) -> None:
        """With a `secret` of 32 bytes all is drawn from that, else from one of the operating system's.

        Raises JobFault: private_unfit where the gradients of rows cannot be told apart, spec_range where delta is too
        large for so few rows.
        """
        assert spec.privacy.epsilon is not None
        self.privacy, self.rows = spec.privacy, len(task.lengths)
        if spec.privacy.delta >= 1 / self.rows:
            value, most = str(spec.privacy.delta), 1 / self.rows
            raise JobFault("spec_range", path="privacy.delta", value=value, minimum=1e-12, maximum=most)
        self.rate = min(1.0, spec.training.batch_size / self.rows)
        self.steps = count_steps(self.rows, spec.training)
        self.epochs = spec.training.epochs
        self.noise_multiplier = find_noise(spec.privacy.epsilon, spec.privacy.delta, self.rate, self.steps)
        self.parameters = list(method.parameters().values())
        self.handles = [*_spread_over_rows(method.model)]
        self.hooks = _watch_rows(spec, task, method)
        self._use(secret or os.urandom(SECRET_BYTES))
        _restart(method, self.draws)

    def notes(self) -> Iterator[Note]:
        """How much noise there is."""
        noise, epsilon = round(self.noise_multiplier, 3), self.epsilon_after(self.steps)
        yield "training_private", {"noise": noise, "epsilon": round(epsilon, 3), "delta": self.privacy.delta}

    def attach(self, optimizer: torch.optim.Optimizer) -> None:
        """Protect the gradients that `optimizer` steps by."""
        self.optimizer = NoisyOptimizer(
            optimizer,
            self.draws,
            noise_multiplier=self.noise_multiplier,
            max_grad_norm=self.privacy.max_norm,
            expected_batch_size=self.rate * self.rows,
        )

    def plan(self, epoch: int) -> list[np.ndarray]:
        """The samples of one epoch, each an array of row numbers, which can be empty."""
        steps = self.steps // self.epochs
        return [self.draws.sample(self.rows, self.rate, epoch * steps + step) for step in range(steps)]

    def protect(self, step: int, rows: int) -> None:
        """Make the gradients of a sample of so many `rows` into the noisy one that the step numbered `step` follows."""
        for parameter in self.parameters:
            if getattr(parameter, "grad_sample", None) is None:  # of an empty sample, or of weights that it did not use
                parameter.grad_sample = parameter.new_zeros(rows, *parameter.shape)  # type: ignore[attr-defined]
        self.optimizer.at = step
        self.optimizer.pre_step()
        for parameter in self.parameters:
            parameter.grad_sample = parameter.summed_grad = None  # type: ignore[attr-defined]

    def leave(self) -> None:
        """Take the hooks off the model again."""
        self.hooks.remove_hooks()
        for handle in self.handles:
            handle.remove()

    def epsilon_after(self, steps: int) -> float:
        """What so many steps tell of a row."""
        accountant = RDPAccountant()
        accountant.history = [(self.noise_multiplier, self.rate, steps)]
        return float(accountant.get_epsilon(self.privacy.delta, alphas=ALPHAS))

    def spent(self, steps: int) -> dict[str, float]:
        """What an accountant has to know of so many steps."""
        return {"noise_multiplier": self.noise_multiplier, "sample_rate": self.rate, "steps": steps}

    def told(self, steps: int) -> dict[str, Any]:
        """What the results say after so many steps."""
        return {
            "epsilon": self.epsilon_after(steps),
            "delta": self.privacy.delta,
            "noise_multiplier": self.noise_multiplier,
            "sample_rate": self.rate,
            "max_norm": self.privacy.max_norm,
            "steps": steps,
            "accountant": ACCOUNTANT,
            "protected": PROTECTED,
            "unprotected": UNPROTECTED,
        }

    def state(self) -> dict[str, Any]:
        """The secret, for a checkpoint and nothing else."""
        return {"secret": self.draws.secret.hex()}

    def load(self, state: Mapping[str, Any]) -> None:
        """Go on from `state`."""
        self._use(bytes.fromhex(state["secret"]))
        self.optimizer.draws = self.draws

    def _use(self, secret: bytes) -> None:
        self.draws = Draws(secret)


def _watch_rows(spec: Spec, task: Trainee, method: Method) -> Any:
    """Opacus' hooks on the model, by which each parameter has a gradient for each row; tried on a few rows.

    Raises JobFault private_unfit.
    """
    unfit = JobFault("private_unfit", method=spec.method, architecture=type(method.model).__name__)
    if any(isinstance(part, nn.modules.batchnorm._BatchNorm) and part.training for part in method.model.modules()):
        raise unfit  # what it says of a row depends on those beside it
    try:
        hooks = GradSampleHooks(method.model)
    except NotImplementedError as error:
        raise unfit from error
    rows = np.arange(min(CHECKED, len(task.lengths)))
    torch.autograd.backward(task.loss(rows))
    for parameter in method.parameters().values():
        if not _agree(parameter, len(rows)):
            raise unfit
        parameter.grad = parameter.grad_sample = None  # type: ignore[attr-defined]
    return hooks


def _agree(parameter: nn.Parameter, rows: int) -> bool:
    """Whether there is a gradient for each of the rows, and their mean is torch's gradient."""
    each: Tensor | None = getattr(parameter, "grad_sample", None)
    whole = parameter.grad
    if each is None or whole is None:
        return each is whole  # weights that the loss does not depend on
    return len(each) == rows and bool((each.mean(dim=0) - whole).norm() <= EXACT * whole.norm() + 1e-6)


def _spread_over_rows(model: nn.Module) -> Iterator[Any]:
    """Hooks that give an embedding its numbers row by row, where the model looks places up once for all rows."""
    read = 0

    def count(_model: nn.Module, _args: Any, inputs: dict[str, Any]) -> None:
        nonlocal read
        read = len(next(iter(inputs.values())))

    def spread(_embedding: nn.Module, args: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        (ids,) = args
        return (ids.expand(read, *ids.shape[1:]).contiguous(),)

    yield model.register_forward_pre_hook(count, with_kwargs=True)
    for part in model.modules():
        if isinstance(part, nn.Embedding) and part.weight.requires_grad:
            yield part.register_forward_pre_hook(spread)


def _restart(method: Method, draws: Draws) -> None:
    """Let dropout and augmentation draw what nobody knows: else a row would show in what those after it were given."""
    assert isinstance(method, Plain)
    seed = draws.seed()
    method.dropout.restart(seed)
    seed_generators(seed % 2**32)
