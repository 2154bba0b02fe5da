"""The training loop: plain torch, made so that a run which is killed and goes on gives the same weights.

Whatever decides the next step is either a pure function of seed and step number (the order of rows, the learning rate)
or in the checkpoint (weights, moments, generators, early stopping, position).
"""

import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor

from engine.arithmetic import Arithmetic
from engine.checkpoints import Checkpoint, Checkpoints
from engine.events import Events
from engine.faults import JobFault, Stopped
from engine.generators import generators_state, load_generators
from engine.methods import Method
from engine.optimizer import DECAY, load_moments, make_optimizer, moments
from engine.plan import learning_rate, plan
from engine.spec import Training


class Subject(Protocol):
    """What a task gives the loop to train on: rows numbered from 0."""

    @property
    def lengths(self) -> np.ndarray:
        """Size of each row, for batches that need little padding."""

    def loss(self, rows: np.ndarray) -> Tensor:
        """The mean loss over these rows, with gradient."""

    metric: str  # what the score is

    def evaluate(self) -> tuple[float, float]:
        """Loss and score on the validation rows; of scores the higher is the better."""


@dataclass
class Progress:
    """Where a run is. `position` counts the batches done in this epoch, `waited` the epochs since the best one."""

    step: int = 0
    epoch: int = 0
    position: int = 0
    done: bool = False
    best_step: int = 0
    best: list[float] = field(default_factory=list)  # score, minus loss
    waited: int = 0
    seconds: float = 0.0
    losses: list[float] = field(default_factory=list)
    validation: list[tuple[int, float, float]] = field(default_factory=list)  # step, loss, score


class Loop:
    """One run of training: `run` until it is done, or from `resume` on."""

    def __init__(
        self,
        subject: Subject,
        method: Method,
        settings: Training,
        *,
        rate: float,
        seed: int,
        arithmetic: Arithmetic,
        events: Events,
        checkpoints: Checkpoints | None = None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self.subject, self.method, self.settings = subject, method, settings
        self.rate, self.seed = rate, seed  # the highest learning rate
        self.arithmetic = arithmetic
        self.events, self.checkpoints, self.should_stop = events, checkpoints, should_stop
        self.parameters = method.parameters()
        chosen = settings.weight_decay
        self.weight_decay = DECAY.get(settings.optimizer, 0.0) if chosen is None else chosen
        self.optimizer = make_optimizer(settings.optimizer, self.parameters, weight_decay=self.weight_decay)
        self.best_weights: dict[str, Tensor] = {}
        self.progress = Progress()
        self.steps = math.ceil(len(subject.lengths) / settings.batch_size) * settings.epochs
        self.first_step_at: float | None = None  # by the monotonic clock
        self._saved_at = time.monotonic()

    def run(self) -> Progress:
        """Train to the end, early or not, and leave the best weights in the model.

        Raises:
            Stopped: `should_stop` said so; a checkpoint is on the disk.
            JobFault: nan_loss, disk_full.
        """
        progress = self.progress
        pace = _Pace(progress)
        while not progress.done:
            batches = plan(self.subject.lengths, self.settings.batch_size, self.seed, progress.epoch)
            while progress.position < len(batches):
                rows = batches[progress.position]
                loss = self.take_step(rows)
                self.first_step_at = self.first_step_at or time.monotonic()
                progress.position += 1
                pace.note(len(rows))
                left = pace.seconds_a_step * (self.steps - progress.step)
                self.events.step(progress.step, self.steps, loss, progress.epoch + 1, pace.rows_a_second, left)
                self._save_or_leave()
            self._end_epoch()
        self._load_weights(self.best_weights)
        return progress

    def take_step(self, rows: np.ndarray) -> float:
        """One optimizer step on these rows; returns their mean loss. Raises JobFault nan_loss."""
        progress, settings = self.progress, self.settings
        step = progress.step + 1
        rate = learning_rate(step, steps=self.steps, peak=self.rate, warmup=settings.warmup, schedule=settings.schedule)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        value = self._add_gradients(rows)
        if not math.isfinite(value):
            raise JobFault("nan_loss", step=step, learning_rate=self.rate)
        torch.nn.utils.clip_grad_norm_(self.parameters.values(), settings.clip)
        self.optimizer.step()
        progress.step = step
        progress.losses.append(value)
        self.method.after_step(progress.step)
        self.optimizer.zero_grad()
        return value

    def _add_gradients(self, rows: np.ndarray) -> float:
        """Gradients of the mean loss over `rows`, in as many parts as the settings say; returns that loss."""
        value = 0.0
        for part in np.array_split(rows, min(self.settings.accumulation, len(rows))):
            loss = self.subject.loss(part) * (len(part) / len(rows))
            torch.autograd.backward(loss)
            value += loss.item()
        return value

    def resume(self, checkpoint: Checkpoint) -> None:
        """Go on from `checkpoint`."""
        tensors, state = checkpoint.tensors, checkpoint.state
        self.progress = Progress(**state["progress"])
        self.best_weights = tensors["best"]
        if not self.progress.done:
            self._load_weights(tensors["weights"])
            load_moments(self.optimizer, self.parameters, tensors["moments"])
        self.method.load(state["method"])
        load_generators(state["generators"])

    def _end_epoch(self) -> None:
        """Evaluate, keep the weights when they are the best so far, and decide whether to go on."""
        progress, settings = self.progress, self.settings
        loss, score = self.subject.evaluate()
        better = not progress.best or [score, -loss] > progress.best
        if better:
            progress.best, progress.best_step, progress.waited = [score, -loss], progress.step, 0
            self.best_weights = {name: p.detach().clone() for name, p in self.parameters.items()}
        else:
            progress.waited += 1
        progress.validation.append((progress.step, loss, score))
        self.events.evaluation(progress.step, loss, self.subject.metric, score, better)
        progress.epoch, progress.position = progress.epoch + 1, 0
        progress.done = progress.epoch == settings.epochs or progress.waited >= settings.patience
        if progress.done:
            self._save()  # from here on only the evaluation can be interrupted

    def _save_or_leave(self) -> None:
        leave = self.should_stop()  # read once, so that one answer decides both
        if leave or time.monotonic() - self._saved_at >= self.settings.checkpoint_seconds:
            self._save()
        if leave:
            raise Stopped

    def _save(self) -> None:
        if self.checkpoints is None:
            return
        self.checkpoints.save(self.progress.step, Checkpoint(self._tensors(), self._state()))
        self.events.checkpoint(self.progress.step)
        self._saved_at = time.monotonic()

    def _tensors(self) -> dict[str, dict[str, Tensor]]:
        if self.progress.done:
            return {"best": self.best_weights}
        state = dict(moments(self.optimizer, self.parameters))
        return {"weights": dict(self.parameters), "moments": state, "best": self.best_weights}

    def _state(self) -> dict[str, Any]:
        return {
            "progress": asdict(self.progress),
            "method": self.method.state(),
            "generators": generators_state(),
            "arithmetic": asdict(self.arithmetic),
        }

    def _load_weights(self, weights: dict[str, Tensor]) -> None:
        with torch.no_grad():
            for name, parameter in self.parameters.items():
                parameter.copy_(weights[name])


class _Pace:
    """How fast this process trains; adds the time to the run's, which may have begun in another."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.steps = self.rows = 0
        self.started = time.monotonic()
        self.before = progress.seconds

    def note(self, rows: int) -> None:
        self.steps += 1
        self.rows += rows
        self.progress.seconds = self.before + self.elapsed

    @property
    def elapsed(self) -> float:
        return time.monotonic() - self.started

    @property
    def seconds_a_step(self) -> float:
        return self.elapsed / self.steps

    @property
    def rows_a_second(self) -> float:
        return self.rows / self.elapsed
