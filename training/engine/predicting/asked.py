"""A job's model and the rows it is asked about, whatever the task."""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast

from peft import PeftModel
from transformers import PreTrainedModel

import engine.heads  # noqa: F401  # makes models with a head by choice known
from engine.arithmetic import Setting
from engine.faults import JobFault
from engine.lighter import as_int8
from engine.messages import Note
from engine.methods import bottleneck
from engine.models import load_model, verify_model
from engine.outputs import Output
from engine.spec import DataSource, Gathered, ModelSource, Spec

Answer = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """The folder `model`, which the job `output` left, and the `rows` it is asked about."""

    model: Path
    output: Output
    rows: DataSource
    longest: int  # tokens that are written
    setting: Setting

    @property
    def spec(self) -> Spec:
        """What the job was asked to do."""
        return self.output.spec

    @property
    def source(self) -> ModelSource:
        """The model as a base is named."""
        return ModelSource(str(self.model))

    def load(self, auto: Any) -> PreTrainedModel:
        """The model as `auto` makes it, with all that was learned: head by choice, adapters apart, int8 where asked.

        Raises JobFault for what is wrong with the folder.
        """
        spec = self.spec
        verify_model(self.source, spec.task)
        model = load_model(auto, self.source, spec.task, seed=spec.seed)
        if not self.output.results["model"]["merged"]:
            model = _put_together(model, self.model / "adapter")
        return as_int8(model) if spec.lighter == "int8" else model


class Predictor(Protocol):
    """The model of one task, asked about new rows. `Predictor(asked)` loads it; JobFault for what is wrong with it."""

    def check(self) -> int:
        """The number of rows, once all of them are known to be right. Raises JobFault."""

    def say(self) -> Iterator[Answer]:
        """What the model says, with the `row` (from 0) that each answer is about. Raises Stopped."""

    def notes(self) -> Iterator[Note]:
        """What a person should know of the rows, once all is said."""


def rows_of(trained: DataSource, data: Path, columns: Mapping[str, str]) -> DataSource:
    """The rows in `data`, with the columns that the job was trained on but for those named in `columns`.

    Raises JobFault spec_unknown for a name that is no column of the task's.
    """
    texts = {field.name for field in dataclasses.fields(trained)} - {"path", "sha256", "part"}
    for name in columns:
        if name not in texts or not isinstance(getattr(trained, name), str | None):
            raise JobFault("spec_unknown", path=f"data.{name}")
    alone: dict[str, Any] = {"sources": (), "left_out": None} if isinstance(trained, Gathered) else {}
    return dataclasses.replace(trained, path=str(data), sha256=None, part=None, **alone, **columns)


def _put_together(model: PreTrainedModel, adapter: Path) -> PreTrainedModel:
    """`model` with what could not be merged into its weights."""
    if (adapter / bottleneck.CONFIG).is_file():
        return bottleneck.add_adapters(model, adapter)
    return cast("PreTrainedModel", PeftModel.from_pretrained(model, str(adapter)))
