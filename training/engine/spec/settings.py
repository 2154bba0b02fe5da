"""Every setting of a job, once: its type, default, range and help."""

import dataclasses
import json
from dataclasses import dataclass, field
from typing import Any, Literal

from engine.digests import object_digest
from engine.spec.augmentation import PATHS, Augmentation
from engine.spec.distillation import Distillation
from engine.spec.known import ARCHITECTURES, METHODS, TASKS
from engine.spec.options import SHA256, option, titled
from engine.spec.privacy import Privacy
from engine.spec.search import Search
from engine.spec.sources import DataSource
from engine.spec.training import Adapter, Training


@dataclass(frozen=True)
class ModelSource:
    """The base model: a folder with weights, or an architecture whose weights are drawn by the seed."""

    path: str | None = option(
        None, title="Folder", explain="A folder in the Hugging Face layout, weights as safetensors."
    )
    architecture: str | None = field(
        default=None,
        metadata=titled("Architecture", "Instead of a folder: a new model of this shape.") | {"known": ARCHITECTURES},
    )
    sha256: str | None = option(
        None, title="Digest", explain="Digest of the folder's manifest; refused when it differs.", pattern=SHA256
    )

    @property
    def name(self) -> str:
        """What a sentence calls it."""
        return self.path or self.architecture or ""


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
    seed: int | None = option(
        None,
        title="Seed of the split",
        explain="Where the same rows are to be drawn for jobs of other seeds. Left empty, it is the job's.",
        minimum=0,
        maximum=2**32 - 1,
    )


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
    adapter: Adapter = field(default=Adapter(), metadata=titled("Adapter", "What adapters and prompts are like."))
    augmentation: Augmentation = field(
        default=Augmentation(), metadata=titled("Augmentation", "How rows are changed while training.")
    )
    distillation: Distillation = field(
        default=Distillation(), metadata=titled("Distillation", "A larger model that teaches this one.")
    )
    seed: int = option(
        20261123,
        title="Seed",
        explain="Of the split, the new weights and the order of rows.",
        minimum=0,
        maximum=2**32 - 1,
    )
    seeds: int = option(
        1,
        title="Seeds",
        explain="From how many seeds the model is trained, on the same split; the best on the validation rows is kept.",
        minimum=1,
        maximum=20,
    )
    training: Training = field(default=Training(), metadata=titled("Training", "How the model is trained."))
    privacy: Privacy = field(
        default=Privacy(), metadata=titled("Privacy", "How much the trained weights may tell of any one row.")
    )
    lighter: Literal["none", "int8"] = option(
        "none", title="Lighter model", explain="Try the tuned model in 8-bit numbers too: what is won and lost."
    )
    onnx: bool = option(
        False, title="ONNX", explain="Save the tuned model as ONNX too, and compare what it says on the test rows."
    )
    tracker: Literal["none", "wandb", "mlflow"] = option(
        "none",
        title="Tracker",
        explain="Keep the run for Weights & Biases or MLflow as well, as files beside the result.",
    )
    search: Search = field(default=Search(), metadata=titled("Search", "How the best settings are found by trials."))

    @property
    def split_seed(self) -> int:
        """By which rows are drawn for the parts, and what is hidden of those to validate and test on."""
        return self.seed if self.split.seed is None else self.split.seed

    @property
    def is_private(self) -> bool:
        """Whether the rows to train on are protected."""
        return self.privacy.epsilon is not None

    @property
    def teacher(self) -> ModelSource | None:
        """The model that teaches this one, if one does."""
        given = self.distillation
        return ModelSource(given.teacher, sha256=given.sha256) if given.teacher else None

    def resolved(self) -> dict[str, Any]:
        """The spec as JSON with every default written out."""
        resolved: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(self)))  # tuples become lists
        return resolved

    def digest(self) -> str:
        """SHA-256 of what the job computes, wherever its files lie: data and model count by digest, not by path.

        How often it is saved on the way changes nothing of that.
        """
        resolved = self.resolved()
        del resolved["training"]["checkpoint_seconds"]
        for source in ("model", "data"):
            del resolved[source]["path"]
        for further in resolved["data"].get("sources", []):
            del further["path"]
        del resolved["distillation"]["teacher"]
        for path in PATHS:
            del resolved["augmentation"][path]
        return object_digest(resolved)
