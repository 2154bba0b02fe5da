"""The training loop: plain torch, made so that a run which is killed and goes on gives the same weights.

Whatever decides the next step is either a pure function of seed and step number (the order of rows, the learning rate)
or in the checkpoint (weights, moments, generators, early stopping, position).
"""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor

from engine.adversary import make_adversary
from engine.arithmetic import Arithmetic
from engine.averaging import Average, copy_into
from engine.checkpoints import Checkpoint, Checkpoints
from engine.energy import EnergyMeter, Used
from engine.events import Events
from engine.faults import JobFault, Stopped
from engine.gang import Alone, Gang
from engine.generators import generators_state, load_generators
from engine.methods import Method
from engine.methods.anatomy import depths
from engine.optimizer import DECAY, load_moments, make_optimizer, moments
from engine.plan import count_steps, is_thawed, learning_rate, plan
from engine.progress import Pace, Progress
from engine.spec import Training
from engine.subject import Subject, classes_of, weights_of

if TYPE_CHECKING:
    from engine.private import Private


SAVING = 0.01  # share of the time that checkpoints may take


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
        private: "Private | None" = None,
        should_stop: Callable[[], bool] = lambda: False,
        gang: Gang | None = None,
        meter: EnergyMeter | None = None,
    ) -> None:
        """Raises JobFault spec_clash where balanced sampling has no classes to balance."""
        self.subject, self.method, self.settings = subject, method, settings
        self.rate, self.seed = rate, seed  # the highest learning rate
        self.arithmetic = arithmetic
        self.parts = arithmetic.parts or settings.accumulation  # in which a batch is computed
        self.events, self.checkpoints, self.should_stop = events, checkpoints, should_stop
        self.gang: Gang = gang or Alone()
        self.meter = meter or EnergyMeter()
        self.spent: dict[str, list[Used]] = {}  # by each run of the job until its last checkpoint
        self.compute = self.gang.spread(method, self._compute)
        self.parameters = method.parameters()
        self.kept: dict[str, Tensor] = {**self.parameters, **method.buffers()}  # what training changes of the model
        self.depths = depths(method.model, self.parameters)
        self.deepest = max(self.depths.values())
        scales = {name: settings.layer_decay ** (self.deepest - depth) for name, depth in self.depths.items()}
        chosen = settings.weight_decay
        self.weight_decay = DECAY.get(settings.optimizer, 0.0) if chosen is None else chosen
        self.optimizer = make_optimizer(
            settings.optimizer, self.parameters, weight_decay=self.weight_decay, scales=scales
        )
        self.private = private
        if private:
            private.attach(self.optimizer)
        self.average = Average(self.kept, settings.ema) if settings.ema else None
        self.adversary = make_adversary(method.model, settings)
        self.classes = classes_of(subject) if settings.sampling == "balanced" else None
        self.drawn = weights_of(subject)
        self.best_weights: dict[str, Tensor] = {}
        self.progress = Progress()
        self.steps = count_steps(len(subject.lengths), settings)
        self.first_step_at: float | None = None  # by the monotonic clock
        self._saved_at, self._save_seconds = time.monotonic(), 0.0  # when, and what the last one took
        self._planned: tuple[int, list[np.ndarray]] = (-1, [])  # an epoch and its batches

    def run(self) -> Progress:
        """Train to the end, early or not, and leave the best weights in the model.

        Raises:
            Stopped: `should_stop` said so; a checkpoint is on the disk.
            JobFault: nan_loss, disk_full.
        """
        progress, pace = self.progress, Pace(self.progress)
        if self.private and not progress.step:
            self._save()  # a run that is killed early goes on with the same secret, and tells nothing more
        while not progress.done:
            if self._evaluation_is_due():
                self._evaluate()
                continue
            epoch, rows = progress.epoch, self.next_rows()
            loss = self.take_step(rows)
            self.first_step_at = self.first_step_at or time.monotonic()
            pace.note(len(rows))
            told, left = None if self.private else loss, pace.seconds_a_step * (self.steps - progress.step)
            self.events.step(progress.step, self.steps, told, epoch + 1, pace.rows_a_second, left)
            self._save_or_leave()
        copy_into(self.kept, self.best_weights)
        if self.private:
            self.private.leave()
        return progress

    def take_step(self, rows: np.ndarray, *, rate: float | None = None) -> float:
        """One optimizer step on these rows; returns their mean loss. Raises JobFault nan_loss.

        The learning rate is that of the schedule, unless given.
        """
        progress = self.progress
        step = progress.step + 1
        self._set_rate(step, rate)
        self._thaw(step)
        value = self._add_gradients(rows) if len(rows) else 0.0  # a private sample can be empty
        if not math.isfinite(value):
            raise JobFault("nan_loss", step=step, learning_rate=self.rate)
        if self.private:
            self.events.spent = self.private.spent(step)  # before the step is made, whatever becomes of it
            self.private.protect(step, len(rows))
        else:
            torch.nn.utils.clip_grad_norm_(self.parameters.values(), self.settings.clip)
        self.optimizer.step()
        progress.step = step
        if not self.private:  # the loss on rows tells of them
            progress.losses.append(value)
        self.method.after_step(step)
        self.optimizer.zero_grad()
        if self.average:
            self.average.update(step)
        return value

    def resume(self, checkpoint: Checkpoint) -> None:
        """Go on from `checkpoint`."""
        tensors, state = checkpoint.tensors, checkpoint.state
        self.progress = Progress(**state["progress"])
        own = {name: self.gang.share_of(group, self.kept) for name, group in tensors.items() if name != "method"}
        self.best_weights = own["best"]
        if not self.progress.done:
            copy_into(self.kept, own["weights"])
            load_moments(self.optimizer, self.parameters, own["moments"])
            if self.average:
                copy_into(self.average.mean, own["average"])
        self.spent = {run: [Used(**each) for each in used] for run, used in state.get("spent", {}).items()}
        drawn = self.gang.own(state)
        self.method.load(drawn["method"], tensors.get("method", {}))
        load_generators(drawn["generators"])
        if self.private:
            self.private.load(state["private"])

    def next_rows(self) -> np.ndarray:
        """The rows of the next step, and one step forward in the plan."""
        progress = self.progress
        if self._planned[0] != progress.epoch:
            self._planned = (progress.epoch, self._plan(progress.epoch))
        _, batches = self._planned
        rows = batches[progress.position]
        progress.position += 1
        if progress.position == len(batches):
            progress.epoch, progress.position = progress.epoch + 1, 0
        return rows

    def _plan(self, epoch: int) -> list[np.ndarray]:
        if self.private:
            return self.private.plan(epoch)
        how = {"classes": self.classes, "drawn": self.drawn}
        return plan(self.subject.lengths, self.settings.batch_size, self.seed, epoch, **how)

    def _set_rate(self, step: int, rate: float | None) -> None:
        settings = self.settings
        if rate is None:
            rate = learning_rate(
                step,
                steps=self.steps,
                peak=self.rate,
                warmup=settings.warmup,
                warmup_steps=settings.warmup_steps,
                schedule=settings.schedule,
            )
        for group in self.optimizer.param_groups:
            group["lr"] = rate * group["scale"]

    def _thaw(self, step: int) -> None:
        """Let those weights have gradients whose time has come; without gradual unfreezing all have."""
        if not self.settings.unfreezing:
            return
        done = (step - 1) / self.steps
        for name, parameter in self.parameters.items():
            above = (self.deepest - self.depths[name]) / max(self.deepest, 1)
            parameter.requires_grad_(is_thawed(above, done, unfreezing=self.settings.unfreezing))

    def _add_gradients(self, rows: np.ndarray) -> float:
        """Gradients of the mean loss over `rows`, in parts; returns that loss."""
        value = 0.0
        for part, share in self.gang.parts(rows, self.parts):
            compute = partial(self.compute, part, share)
            loss = compute()
            torch.autograd.backward(loss)
            value += loss.item()
            if self.adversary:
                self.adversary.add_gradients(compute)
        return self.gang.mean(value)

    def _compute(self, rows: np.ndarray, share: float) -> Tensor:
        """What these rows add to the mean loss of a batch of which they are that share."""
        return (self.subject.loss(rows) + self.method.penalty()) * share

    def _evaluation_is_due(self) -> bool:
        """Whether the weights as they are have still to be tried on the validation rows."""
        step = self.progress.step
        every = self.settings.evaluate_every or self.steps // self.settings.epochs
        return step > self.progress.evaluated and (step % every == 0 or step == self.steps)

    def _evaluate(self) -> None:
        """Try the weights, keep them when they are the best so far, and decide whether to go on.

        In private training the last are: to choose by rows would tell of them.
        """
        progress = self.progress
        with self._tried_weights():
            loss, score = self.gang.evaluate(self.subject.evaluate)
            better = bool(self.private) or not progress.best or [score, -loss] > progress.best
            if better:
                progress.best, progress.best_step, progress.waited = [score, -loss], progress.step, 0
                self.best_weights = {name: tensor.detach().clone() for name, tensor in self.kept.items()}
            else:
                progress.waited += 1
        progress.evaluated = progress.step
        progress.validation.append((progress.step, loss, score))
        self.events.evaluation(progress.step, loss, self.subject.metric, score, better and not self.private)
        progress.done = progress.step == self.steps or progress.waited >= self.settings.patience
        if progress.done:
            self._save()  # from here on only the evaluation can be interrupted

    @contextmanager
    def _tried_weights(self) -> Iterator[None]:
        """In the model are the weights to evaluate and to keep: their running mean, where the spec wants one."""
        if self.average is None:
            yield
            return
        with self.average.in_place():
            yield

    def _save_or_leave(self) -> None:
        early = time.monotonic() - self._saved_at < self._interval()  # longest where checkpoints are written, too
        leave, early = self.gang.agree(self.should_stop(), early)  # asked once, so that one answer decides both
        if leave or not early:
            self._save()
        if leave:
            raise Stopped

    def _interval(self) -> float:
        """Seconds between checkpoints: as the spec says, and so many that they take no more than their share of it."""
        wanted = self.settings.checkpoint_seconds
        return max(wanted, self._save_seconds / SAVING) if wanted else 0.0

    def _save(self) -> None:
        if self.checkpoints is None:
            return
        started = time.monotonic()
        tensors = {name: self.gang.whole(group) for name, group in self._tensors().items()}
        checkpoint = Checkpoint(tensors, self._state())  # of all processes
        if not self.gang.rank:
            self.checkpoints.save(self.progress.step, checkpoint)
            self.events.checkpoint(self.progress.step)
        self._saved_at = time.monotonic()
        self._save_seconds = self._saved_at - started

    def _tensors(self) -> dict[str, dict[str, Tensor]]:
        if self.progress.done:
            return {"best": self.best_weights}
        tensors = {
            "weights": self.kept,
            "moments": dict(moments(self.optimizer, self.parameters)),
            "best": self.best_weights,
            "method": self.method.tensors(),
        }
        return {**tensors, "average": self.average.mean} if self.average else tensors

    def _state(self) -> dict[str, Any]:
        own = {"method": self.method.state(), "generators": generators_state(), "used": self.meter.used()}
        gathered = self.gang.gather(own)
        used = [each.pop("used") for each in (gathered, *gathered.get("others", []))]
        state = {
            "progress": asdict(self.progress),
            **gathered,
            "arithmetic": asdict(self.arithmetic),
            "spent": {run: [*map(asdict, of)] for run, of in {**self.spent, self.meter.run: used}.items()},
        }
        return {**state, "private": self.private.state()} if self.private else state
