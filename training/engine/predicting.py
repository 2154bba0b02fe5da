"""What a model that a job left says of new texts, a line of JSON for each, in memory that does not grow with them."""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from peft import PeftModel
from torch import Tensor
from transformers import AutoModelForSequenceClassification, PreTrainedModel

import engine.heads  # noqa: F401  # makes models with a head by choice known
from engine.arithmetic import Setting, use_threads
from engine.events import Events
from engine.faults import JobFault
from engine.lighter import as_int8
from engine.methods import bottleneck
from engine.models import load_model, load_tokenizer, longest_input, verify_model
from engine.outputs import Output
from engine.predict import predict_logits
from engine.predicting_rows import Piece, check_texts, read_pieces
from engine.spec import LabelledTexts, ModelSource
from engine.tasks.multi_label_classification import THRESHOLD
from engine.tokens import tokenise

Answer = dict[str, Any]


def predict(
    model: Path,
    output: Output,
    data: Path,
    out: Path,
    *,
    columns: Sequence[str],
    events: Events,
    should_stop: Callable[[], bool],
    threads: int | None = None,
) -> int:
    """Write to `out` what the model in `model`, left by the job `output`, says of each row in `data`; returns how many.

    `columns` are those of the text, or of both texts where the model reads pairs. The file is there once all of it is
    written, and not before.
    Raises JobFault for what is wrong with model or data, Stopped.
    """
    classifier = Classifier(model, output, setting=Setting("float32", should_stop), threads=threads)
    rows = check_texts(data, columns)
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = out.with_name(f"{out.name}.unfinished")
    try:
        with unfinished.open("w", encoding="utf-8") as file:
            said = (each for piece in read_pieces(data, columns) for each in classifier.say(piece))
            for row, answer in enumerate(said):
                file.write(json.dumps({"row": row, **answer}, ensure_ascii=False) + "\n")
        unfinished.rename(out)
    finally:
        unfinished.unlink(missing_ok=True)
    if classifier.cut:
        events.warn("texts_cut", count=classifier.cut, max_length=classifier.max_length)
    return rows


class Classifier:
    """The model of a job that classified texts, with all that was learned: head by choice, adapters apart."""

    def __init__(self, folder: Path, output: Output, *, setting: Setting, threads: int | None) -> None:
        """Raises JobFault: predict_unfit, and what is wrong with the model's folder."""
        spec = output.spec
        if spec.task not in ANSWERS:
            raise JobFault("predict_unfit", path=str(folder), task=spec.task, tasks=", ".join(ANSWERS))
        source = ModelSource(str(folder))
        verify_model(source, spec.task)
        if threads:
            use_threads(threads)
        self.setting, self.answers = setting, ANSWERS[spec.task]
        self.tokenizer = load_tokenizer(source, spec.task)
        self.model = load_model(AutoModelForSequenceClassification, source, spec.task, seed=spec.seed)
        self.names = list(cast("dict[int, str]", self.model.config.id2label).values())
        self.max_length = min(spec.training.max_length, longest_input(self.model, self.tokenizer))
        if not output.results["model"]["merged"]:
            self.model = put_together(self.model, folder / "adapter")
        if spec.lighter == "int8":
            self.model = as_int8(self.model)
        self.cut = 0  # texts that were too long, so far

    def say(self, piece: Piece) -> Iterator[Answer]:
        """What it says of each of these texts, or pairs of texts, in their order. Raises Stopped."""
        texts, second = piece[0], piece[1] if len(piece) > 1 else None
        tokens = tokenise(texts, self.tokenizer, max_length=self.max_length, second=second)
        self.cut += tokens.cut
        logits = predict_logits(self.model, tokens, np.arange(len(texts)), setting=self.setting)
        yield from self.answers(logits.double(), self.names)


def put_together(model: PreTrainedModel, adapter: Path) -> PreTrainedModel:
    """`model` with what could not be merged into its weights."""
    if (adapter / bottleneck.CONFIG).is_file():
        return bottleneck.add_adapters(model, adapter)
    return cast("PreTrainedModel", PeftModel.from_pretrained(model, str(adapter)))


def columns_of(output: Output, text: str | None, second: str | None) -> list[str]:
    """The columns to read: those named, else those that the model was trained on."""
    data = output.spec.data
    trained = (data.text, data.second) if isinstance(data, LabelledTexts) else (None, None)
    return [column for column in (text or trained[0], second or trained[1]) if column]


def _one(logits: Tensor, names: list[str]) -> Iterator[Answer]:
    """The likeliest class of each row."""
    confidence, classes = logits.softmax(dim=1).max(dim=1)
    for share, place in zip(confidence.tolist(), classes.tolist(), strict=True):
        yield {"class": names[place], "confidence": share}


def _several(logits: Tensor, names: list[str]) -> Iterator[Answer]:
    """The labels of each row that are likelier than not, as evaluation counts them."""
    for row in logits.sigmoid():
        places = torch.nonzero(row >= THRESHOLD)[:, 0]
        yield {"classes": [names[place] for place in places.tolist()], "confidence": row[places].tolist()}


ANSWERS: dict[str, Callable[[Tensor, list[str]], Iterator[Answer]]] = {
    "text-classification": _one,
    "multi-label-classification": _several,
}
