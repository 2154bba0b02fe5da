"""The contenders of the training benchmark, each as it is published, on the same rows, model, batch size and epochs.

textbook   every text padded to 128, AdamW, float32: the loop of Hugging Face's course in plain PyTorch, at the
           engine's learning rate
trainer    transformers' Trainer with its defaults but for the batch size
engine     Entente's own functions, with its defaults but for early stopping
"""

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset
from transformers import (
    AutoModelForSequenceClassification,
    PreTrainedModel,
    PreTrainedTokenizerBase,
    PrinterCallback,
    Trainer,
    TrainerCallback,
    TrainingArguments,
    get_scheduler,
)

from benchmarks.training_data import Rows
from engine.arithmetic import Setting, settle_arithmetic
from engine.choices import Case
from engine.events import Events
from engine.generators import seed_generators
from engine.loop import Loop
from engine.methods import Method
from engine.methods.rates import default_rate
from engine.models import load_classifier, load_tokenizer
from engine.optimizer import DECAY
from engine.plan import plan
from engine.predict import predict_logits
from engine.spec import METHODS, LabelledTexts, ModelSource, Spec, Training
from engine.split import Parts
from engine.tasks.text_classification import Classifying
from engine.tokens import Tokens, tokenise

BATCH = 16
LONGEST = 128
TASK = "text-classification"
MINILM = 22_700_000  # weights


@dataclass(frozen=True)
class Course:
    """What all contenders have in common."""

    base: ModelSource
    rows: Rows
    epochs: int

    def load(self, seed: int) -> PreTrainedModel:
        """The base with the same new head for every contender."""
        return load_classifier(AutoModelForSequenceClassification, self.base, TASK, self.rows.names, seed=seed)

    @property
    def steps(self) -> int:
        """Optimizer steps of the whole course."""
        return math.ceil(len(self.rows.train_texts) / BATCH) * self.epochs


class Contender(Protocol):
    """A way to train."""

    def settings(self) -> dict[str, Any]:
        """What it was run with, for the record."""

    def block(self, course: Course, steps: int, seed: int) -> tuple[list[float], int]:
        """Seconds of each of the same `steps` steps from the same start, and the rows in them."""

    def train(self, course: Course, seed: int) -> PreTrainedModel:
        """A model trained for the whole course."""


class Textbook:
    """The plain loop."""

    # The engine's own: at the course's 5e-5 it learns less in so few steps, and the loops could not be compared.
    learning_rate = default_rate("full", MINILM)

    def settings(self) -> dict[str, Any]:
        """What it was run with."""
        return {
            "padding": LONGEST,
            "optimizer": "torch.optim.AdamW",
            "learning_rate": self.learning_rate,
            "schedule": "linear",
        }

    def block(self, course: Course, steps: int, seed: int) -> tuple[list[float], int]:
        """Seconds of the first `steps` steps."""
        _, seconds = self._run(course, seed, steps)
        return seconds, steps * BATCH

    def train(self, course: Course, seed: int) -> PreTrainedModel:
        """A model trained for the whole course."""
        model, _ = self._run(course, seed, course.steps)
        return model

    def _run(self, course: Course, seed: int, steps: int) -> tuple[PreTrainedModel, list[float]]:
        model = course.load(seed).train()
        optimizer = torch.optim.AdamW(model.parameters(), lr=self.learning_rate)
        schedule = get_scheduler("linear", optimizer, num_warmup_steps=0, num_training_steps=course.steps)
        seed_generators(seed)
        batches = self._batches(course)
        seconds = []
        for _ in range(steps):
            started = time.perf_counter()
            ids, mask, labels = next(batches)
            loss = model(input_ids=ids, attention_mask=mask, labels=labels).loss
            loss.backward()
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            seconds.append(time.perf_counter() - started)
        return model, seconds

    def _batches(self, course: Course) -> Iterator[list[torch.Tensor]]:
        encoded = load_tokenizer(course.base, TASK)(
            course.rows.train_texts, padding="max_length", truncation=True, max_length=LONGEST, return_tensors="pt"
        )
        labels = torch.from_numpy(course.rows.train_labels)
        loader = DataLoader(
            TensorDataset(encoded["input_ids"], encoded["attention_mask"], labels), batch_size=BATCH, shuffle=True
        )
        while True:
            yield from loader


class _Stopwatch(TrainerCallback):
    """Seconds from one step's end to the next, so that loading and collating count."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def on_train_begin(self, *_: Any, **__: Any) -> None:
        self.at = time.perf_counter()

    def on_step_end(self, *_: Any, **__: Any) -> None:
        now = time.perf_counter()
        self.seconds.append(now - self.at)
        self.at = now


class HuggingFaceTrainer:
    """transformers' Trainer."""

    def settings(self) -> dict[str, Any]:
        """What it was run with."""
        defaults = TrainingArguments("unused", use_cpu=True)
        names = ("optim", "learning_rate", "lr_scheduler_type", "warmup_steps", "weight_decay", "max_grad_norm", "bf16")
        return {name: defaults.to_dict()[name] for name in names}  # as JSON: enums by their values

    def block(self, course: Course, steps: int, seed: int) -> tuple[list[float], int]:
        """Seconds of the first `steps` steps."""
        _, seconds = self._run(course, seed, max_steps=steps)
        return seconds, steps * BATCH

    def train(self, course: Course, seed: int) -> PreTrainedModel:
        """A model trained for the whole course."""
        model, _ = self._run(course, seed, num_train_epochs=course.epochs)
        return model

    def _run(self, course: Course, seed: int, **length: int) -> tuple[PreTrainedModel, list[float]]:
        tokenizer = load_tokenizer(course.base, TASK)
        encoded = tokenizer(course.rows.train_texts, truncation=True, max_length=LONGEST)
        labels = course.rows.train_labels
        rows = [{**{key: encoded[key][i] for key in encoded}, "labels": int(label)} for i, label in enumerate(labels)]
        # Only what does not touch the training: no files, no bar.
        quiet = {"output_dir": "unused", "save_strategy": "no", "disable_tqdm": True, "logging_strategy": "no"}
        arguments = TrainingArguments(
            per_device_train_batch_size=BATCH,
            seed=seed,
            use_cpu=True,
            **quiet,
            **length,  # type: ignore[arg-type]
        )
        model = course.load(seed)
        watch = _Stopwatch()
        trainer = Trainer(model, arguments, train_dataset=rows, processing_class=tokenizer, callbacks=[watch])
        trainer.remove_callback(PrinterCallback)
        trainer.train()
        return model, watch.seconds


class Engine:
    """Entente's engine with its defaults."""

    def settings(self) -> dict[str, Any]:
        """What it was run with."""
        training = self._training(epochs=1)
        return {
            "learning_rate": Textbook.learning_rate,
            "warmup": training.warmup,
            "weight_decay": DECAY[training.optimizer],
            "clip": training.clip,
            "precision": settle_arithmetic(None, Case()).precision,
        }

    def block(self, course: Course, steps: int, seed: int) -> tuple[list[float], int]:
        """Seconds of `steps` batches spread evenly over all lengths, of which its own order has every mixture."""
        subject = self._subject(course, seed)
        loop, lengths = self._loop(subject, course, seed), subject.lengths
        batches = sorted(plan(lengths, BATCH, seed, 0), key=lambda rows: lengths[rows].max())
        picked = [batches[i] for i in np.linspace(0, len(batches) - 1, steps).round().astype(int)]
        seconds = []
        for rows in picked:
            started = time.perf_counter()
            loop.take_step(rows)
            seconds.append(time.perf_counter() - started)
        return seconds, sum(map(len, picked))

    def train(self, course: Course, seed: int) -> PreTrainedModel:
        """A model trained for the whole course, its last weights kept: the others have no validation rows either."""
        loop = self._loop(self._subject(course, seed), course, seed)
        self._take_all(loop, course.epochs)
        return loop.method.finish()

    def seconds(self, course: Course, seed: int, method: str) -> float:
        """Seconds from a loaded model to the end of the whole course by `method`."""
        subject = self._subject(course, seed)
        started = time.perf_counter()
        self._take_all(self._loop(subject, course, seed, method), course.epochs)
        return time.perf_counter() - started

    def _take_all(self, loop: Loop, epochs: int) -> None:
        for epoch in range(epochs):
            for rows in plan(loop.subject.lengths, BATCH, loop.seed, epoch):
                loop.take_step(rows)

    def _subject(self, course: Course, seed: int) -> Classifying:
        tokens = tokenise(course.rows.train_texts, load_tokenizer(course.base, TASK), max_length=LONGEST)
        rows = np.arange(len(course.rows.train_texts))
        parts = Parts(rows, rows[:BATCH], rows[:0], dropped=0)  # nobody validates, but head-only looks at the rows
        setting = Setting(settle_arithmetic(None, Case()).precision, should_stop=lambda: False)
        return Classifying(course.load(seed), tokens, course.rows.train_labels, parts=parts, setting=setting)

    def _loop(self, subject: Classifying, course: Course, seed: int, name: str = "full") -> Loop:
        data = LabelledTexts("in memory", text="text", label="label")
        training = self._training(course.epochs)
        spec = Spec(task=TASK, model=course.base, data=data, seed=seed, method=name, training=training)
        method: Method = METHODS[name].load()(subject, spec)
        return Loop(
            subject,
            method,
            training,
            rate=Textbook.learning_rate,
            seed=seed,
            arithmetic=settle_arithmetic(None, Case()),
            events=Events(lambda _: None),
        )

    def _training(self, epochs: int) -> Training:
        return Training(epochs=epochs, batch_size=BATCH, max_length=LONGEST)


def right(model: PreTrainedModel, tokens: Tokens, labels: np.ndarray) -> np.ndarray:
    """Which test rows (n,) the model has right, as 0 and 1; computed in the same way for all."""
    rows = np.arange(len(labels))
    logits = predict_logits(model, tokens, rows, setting=Setting("float32", should_stop=lambda: False))
    return (logits.argmax(dim=1).numpy() == labels).astype(np.float64)


def tokenise_test(course: Course, tokenizer: PreTrainedTokenizerBase) -> Tokens:
    """The test rows as tokens."""
    return tokenise(course.rows.test_texts, tokenizer, max_length=LONGEST)
