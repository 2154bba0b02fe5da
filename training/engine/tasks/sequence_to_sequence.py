"""A text made from a text: a translation, a summary."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet
from sacrebleu.metrics.chrf import CHRF
from torch import Tensor
from transformers import AutoModelForSeq2SeqLM, PreTrainedModel

from engine.arithmetic import Setting
from engine.evidence import TUNED, Contender, Judge, timed, weigh
from engine.figures import Bootstrapped
from engine.language import NOT_ASKED, Foretelling, figures
from engine.messages import Note
from engine.pairs import read_pairs
from engine.predict import predict_rows
from engine.slices import weigh_slices
from engine.spec import Spec
from engine.text_models import load_text_model
from engine.tokens import tokenise


@dataclass(frozen=True)
class Written:
    """How near what was written of n texts is to their targets, chrF (n,); and what `Foretelling` knows, (n, 2)."""

    chrf: np.ndarray
    nats: np.ndarray | None  # who copies gives no probabilities

    def __getitem__(self, inside: np.ndarray) -> "Written":
        """Those of the texts that are `inside` (n,)."""
        return Written(self.chrf[inside], None if self.nats is None else self.nats[inside])


class SequenceToSequence(Foretelling):
    """A job of it. In training the model reads the target's tokens up to the one it foretells; in the test its own."""

    tag = "text2text-generation"

    def __init__(self, spec: Spec, setting: Setting) -> None:
        self.sources, self.targets, self.parts, self.origin = read_pairs(spec)
        self.units, train = self.parts, self.parts.train
        super().__init__(spec, setting, [text[row] for text in (self.sources, self.targets) for row in train])
        self.read = tokenise(self.sources, self.processor, max_length=self.max_length)
        self.write = tokenise(self.targets, self.processor, max_length=self.max_length, written=True)
        self.sizes = self.read.lengths + self.write.lengths
        self.settle(asked_a_row=float(self.write.lengths[train].mean()))
        self.title = f"A model that makes texts from texts, trained on {len(train)} pairs"

    def load(self) -> PreTrainedModel:
        """The base as it reads one text and writes another."""
        return load_text_model(AutoModelForSeq2SeqLM, self.spec, self.processor)

    def ask(self, rows: np.ndarray, *, anew: bool) -> tuple[dict[str, Tensor], Tensor]:
        """Every token of the target is asked for; `labels` lets the model shift them as its architecture wants it."""
        targets = self.write.padded(self.write.ids, rows, NOT_ASKED)
        return {**self.read.batch(rows), "labels": targets}, targets

    def answers(self, rows: np.ndarray) -> np.ndarray:
        """All tokens of the target."""
        return self.write.of(rows)

    def counts(self) -> dict[str, int]:
        """With how many sources and targets were cut."""
        return {**super().counts(), "cut": self.read.cut + self.write.cut}

    def warnings(self) -> Iterator[Note]:
        """Texts that were cut."""
        if cut := self.read.cut + self.write.cut:
            yield "texts_cut", {"count": cut, "max_length": self.max_length}

    def contenders(self, method: str) -> dict[str, Contender]:
        """The base as it came, the source copied, and the model."""
        base = self.load()
        copied = [self.sources[row] for row in self.units.test]
        return {
            "base": timed("base_model", lambda: self._try(base)),
            "baseline": timed("copied_source", lambda: Written(self._chrf(copied), None)),
            TUNED: timed(method, lambda: self._try(self.model)),
        }

    def weigh(self, contenders: dict[str, Contender]) -> dict[str, Any]:
        """chrF of what is written, by source too; nats a token and perplexity of the targets, for those that give
        probabilities.
        """
        n, seed, said = len(self.units.test), self.spec.seed, contenders[TUNED].said
        by_source = weigh_slices(
            self.origin.slices(self.units.test), lambda inside: _chrf(int(inside.sum())), said, said.chrf, seed=seed
        )
        known = {key: each.said.nats for key, each in contenders.items() if each.said.nats is not None}
        foretold = {
            figure.name: {key: figure.interval(nats, seed=seed) for key, nats in known.items()} for figure in figures(n)
        }
        weighed = weigh(contenders, self.judge, seed=seed, base_can_do_it=True)
        return {**weighed, **foretold, "slices": by_source}

    @property
    def judge(self) -> Judge:
        """chrF."""
        return _chrf(len(self.units.test))

    def said_by(self, model: PreTrainedModel) -> Written:
        """What `model` writes of the test rows."""
        return self._try(model)

    def save_predictions(self, folder: Path, tuned: Contender) -> None:
        """`predictions.parquet`: row, chrF, nats and tokens of the target. No text."""
        nats, tokens = tuned.said.nats.T
        columns = {
            "row": pa.array(self.units.test, pa.int64()),
            "chrf": pa.array(tuned.said.chrf, pa.float64()),
            "nats": pa.array(nats, pa.float64()),
            "tokens": pa.array(tokens.astype(np.int64)),
        }
        pyarrow.parquet.write_table(pa.table(columns), folder / "predictions.parquet")

    def _try(self, model: PreTrainedModel) -> Written:
        test, exact = self.units.test, self.setting.exact()
        return Written(self._chrf(self._generate(model, test)), self.improbability(model, test, exact))

    def _generate(self, model: PreTrainedModel, rows: np.ndarray) -> list[str]:
        """What `model` writes of these sources, always the likeliest token, no longer than any target to train on."""
        longest = int(self.write.lengths[self.units.train].max())
        settings = {"max_new_tokens": longest, "num_beams": 1, "do_sample": False}

        def texts(rows: np.ndarray) -> Sequence[str]:
            written = model.generate(**self.read.batch(rows), **settings)  # type: ignore[operator]
            return self.processor.batch_decode(written, skip_special_tokens=True)

        return predict_rows(model, texts, self.read.lengths, rows, setting=self.setting.exact())

    def _chrf(self, texts: list[str]) -> np.ndarray:
        """chrF (Popović 2015, as sacrebleu counts it) of each test row's text, as a share of 1."""
        chrf = CHRF()
        true = [self.targets[row] for row in self.units.test]
        return np.array([chrf.sentence_score(text, [of]).score for text, of in zip(texts, true, strict=True)]) / 100


def _chrf(rows: int) -> Bootstrapped:
    return Bootstrapped("chrf", rows, lambda said: lambda weights: weights @ said.chrf)
