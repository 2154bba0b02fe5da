"""Every setting of a job, once: its type, default, range and help."""

import dataclasses
from dataclasses import dataclass, field
from typing import Any, Literal

from engine.digests import object_digest
from engine.spec.known import METHODS, TASKS
from engine.spec.options import SHA256, option, titled
from engine.spec.sources import DataSource


@dataclass(frozen=True)
class ModelSource:
    """The base model."""

    path: str = option(title="Folder", explain="A folder in the Hugging Face layout, weights as safetensors.")
    sha256: str | None = option(
        None, title="Digest", explain="Digest of the folder's manifest; refused when it differs.", pattern=SHA256
    )


@dataclass(frozen=True)
class Split:
    """Shares of the rows, drawn class by class; no text is in two of them."""

    train: float = option(
        0.6, title="Share to train on", explain="Share of the rows to train on.", minimum=0.05, maximum=0.9
    )
    validation: float = option(
        0.1,
        title="Share to validate on",
        explain="Share to choose settings and the moment to stop by.",
        minimum=0.05,
        maximum=0.5,
    )
    test: float = option(
        0.3, title="Share to test on", explain="Share kept unseen for the report.", minimum=0.05, maximum=0.9
    )


@dataclass(frozen=True)
class Training:
    """How the model is trained."""

    epochs: int = option(
        8, title="Epochs", explain="How often training goes through the rows at most.", minimum=1, maximum=200
    )
    batch_size: int = option(16, title="Batch size", explain="Rows per step.", minimum=1, maximum=512)
    learning_rate: float | None = option(
        None,
        title="Learning rate",
        explain="The highest rate, reached after the warmup. Left empty, it is chosen by method and size.",
        minimum=1e-7,
        maximum=1.0,
    )
    optimizer: Literal["adamw", "adam", "adagrad", "sgd", "adafactor"] = option(
        "adamw", title="Optimizer", explain="What turns gradients into steps; the rate suits adamw unless you name one."
    )
    schedule: Literal["linear", "cosine", "constant", "inverse_sqrt"] = option(
        "linear", title="Schedule", explain="How the rate changes after the warmup."
    )
    warmup: float = option(
        0.1,
        title="Warmup",
        explain="Share of the steps in which the rate rises.",
        minimum=0.0,
        maximum=0.9,
    )
    weight_decay: float | None = option(
        None,
        title="Weight decay",
        explain="Not on embeddings, norms and biases. Left empty, 0.01 with adamw and adafactor, else none.",
        minimum=0.0,
        maximum=1.0,
    )
    clip: float = option(
        1.0, title="Clipping", explain="Longest allowed gradient, as a norm.", minimum=1e-3, maximum=1e3
    )
    accumulation: int = option(
        1, title="Accumulation", explain="Parts in which a batch is computed, to save memory.", minimum=1, maximum=512
    )
    label_smoothing: float = option(
        0.0,
        title="Label smoothing",
        explain="Share of certainty that is spread over the other classes.",
        minimum=0.0,
        maximum=0.5,
    )
    class_weights: Literal["none", "balanced"] = option(
        "none", title="Class weights", explain="balanced lets every class count alike, however few its rows."
    )
    focal: float = option(
        0.0, title="Focal loss", explain="Exponent that lets rows known well count less.", minimum=0.0, maximum=10.0
    )
    patience: int = option(
        3,
        title="Patience",
        explain="Epochs without improvement on validation before training stops.",
        minimum=1,
        maximum=200,
    )
    max_length: int = option(
        128, title="Longest text", explain="Tokens of a text that are read.", minimum=8, maximum=8192
    )
    precision: Literal["auto", "float32", "bfloat16"] = option(
        "auto", title="Precision", explain="auto measures which is faster on this machine."
    )
    checkpoint_seconds: float = option(
        30.0, title="Checkpoint interval", explain="Seconds between checkpoints.", minimum=0.0, maximum=86400.0
    )


@dataclass(frozen=True)
class Adapter:
    """The small matrices that lora and dora train."""

    rank: int = option(8, title="Rank", explain="Of the small matrices; more can learn more.", minimum=1, maximum=256)
    alpha: int = option(16, title="Alpha", explain="They count alpha / rank times.", minimum=1, maximum=1024)
    dropout: float = option(0.0, title="Dropout", explain="Before the small matrices.", minimum=0.0, maximum=0.9)


@dataclass(frozen=True)
class Spec:
    """A fine-tuning job."""

    task: str = field(metadata=titled("Task", "What the model is to learn.") | {"known": TASKS})
    model: ModelSource = field(metadata=titled("Base model", "The model that training starts from."))
    data: DataSource = field(metadata=titled("Data", "The rows to learn from; which columns, the task says."))
    split: Split = field(default=Split(), metadata=titled("Split", "Which share of the rows is for what."))
    method: str = field(
        default="full", metadata=titled("Method", "What of the model is trained, and how.") | {"known": METHODS}
    )
    adapter: Adapter = field(default=Adapter(), metadata=titled("Adapter", "What lora and dora train."))
    seed: int = option(
        20261123,
        title="Seed",
        explain="Of the split, the new weights and the order of rows.",
        minimum=0,
        maximum=2**32 - 1,
    )
    training: Training = field(default=Training(), metadata=titled("Training", "How the model is trained."))

    def resolved(self) -> dict[str, Any]:
        """The spec as JSON with every default written out."""
        return dataclasses.asdict(self)

    def digest(self) -> str:
        """SHA-256 of what the job computes, wherever its files lie: data and model count by digest, not by path."""
        resolved = self.resolved()
        for source in ("model", "data"):
            del resolved[source]["path"]
        return object_digest(resolved)
