"""A tag for each word of a sentence: names, places, parts in a text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy
from transformers import AutoModelForTokenClassification, PreTrainedModel

from engine.arithmetic import Setting, autocast
from engine.baselines import Part, fit_logistic, most_frequent
from engine.entities import OUTSIDE, count_entities, kinds_of
from engine.evidence import TUNED, Contender, Judge, timed, weigh
from engine.faults import JobFault
from engine.gathered import OfSources, leave_out
from engine.losses import make_loss
from engine.matches import by_kind, micro
from engine.messages import Note
from engine.models import longest_input
from engine.predict import predict_rows
from engine.slices import weigh_slices
from engine.spec import Spec, TaggedTokens
from engine.split import Regroup, normalised, split_rows
from engine.tagged import read_tagged
from engine.text_models import load_text_classifier, open_tokenizer
from engine.words import tokenise_words

PROBED = 8000  # words that the probe learns from at most: enough for so few parameters, and it takes a minute


@dataclass(frozen=True)
class Tagged:
    """Tags of some sentences, (words,) each as indices, and their entities as `engine.matches` counts them."""

    tags: list[np.ndarray]
    counts: np.ndarray

    def __getitem__(self, inside: np.ndarray) -> "Tagged":
        """Those of the sentences that are `inside` (n,)."""
        return Tagged([self.tags[place] for place in np.flatnonzero(inside)], self.counts[inside])


class TokenClassification(OfSources):
    """A job of it. Of a word's pieces the first is tagged; words beyond the longest text are tagged O."""

    metric = "f1"
    tag = "token-classification"

    def __init__(self, spec: Spec, setting: Setting, regroup: Regroup | None = None) -> None:
        assert isinstance(spec.data, TaggedTokens)
        self.spec, self.setting = spec, setting
        self.rows = read_tagged(spec.data)
        self.origin = self.rows.origin
        self.names, self.kinds = self.rows.names, kinds_of(self.rows.names)
        keys = [normalised(text) for text in self.rows.texts(np.arange(len(self.rows.words)))]
        self.parts = split_rows(keys, None, spec.split, seed=spec.split_seed, given=self.rows.given)
        if regroup:
            self.parts = regroup(keys, self.parts)
        self.parts = leave_out(self.parts, spec.data, self.of_source)
        self.processor = open_tokenizer(spec, self.rows.texts(self.parts.train))
        if not self.processor.is_fast:  # it cannot tell which token belongs to which word
            raise JobFault("model_unfit", path=spec.model.name, task=spec.task)
        self.model = self._load().train()
        self.max_length = min(spec.training.max_length, longest_input(self.model, self.processor))
        self.words = tokenise_words(self.rows.words, self.processor, max_length=self.max_length)
        labels = np.concatenate([self.rows.tags[row] for row in self.parts.train])
        self.words_a_row = len(labels) / len(self.parts.train)
        self.loss_of = make_loss(spec.training, labels, len(self.names))
        self.title = f"A tagger of {len(self.kinds)} kinds of entities"

    @property
    def lengths(self) -> np.ndarray:
        """Tokens of each training sentence."""
        lengths: np.ndarray = self.words.tokens.lengths[self.parts.train]
        return lengths

    def loss(self, rows: np.ndarray) -> Tensor:
        """The mean loss of a word, over as many words as so many training sentences have on average.

        So every word counts alike, whatever sentences it is in a batch with.
        """
        rows = self.parts.train[rows]
        with autocast(self.setting.precision):
            logits = torch.cat([*self._logits_of(self.model, rows)])
        labels = self._labels(rows)
        return self.loss_of(logits.float(), labels) * (len(labels) / (len(rows) * self.words_a_row))

    def evaluate(self) -> tuple[float, float]:
        """Cross-entropy of a word and F1 of the entities on the validation sentences."""
        rows = self.parts.validation
        logits = self._logits(self.model, rows, self.setting)
        f1, *_ = micro(_counts_of, len(rows))
        return cross_entropy(torch.cat(logits), self._labels(rows)).item(), f1.value(self._said(logits, rows))

    def inputs(self, rows: np.ndarray) -> dict[str, Tensor]:
        """What the model reads of these rows."""
        return self.words.tokens.batch(rows)

    def vocabulary(self) -> np.ndarray:
        """The tokens of the sentences to train and validate on."""
        return self.words.tokens.vocabulary(np.concatenate([self.parts.train, self.parts.validation]))

    def counts(self) -> dict[str, int]:
        """Sentences that were cut, words in all."""
        return {"cut": self.words.tokens.cut, "words": sum(map(len, self.rows.words))}

    def warnings(self) -> Iterator[Note]:
        """Sentences that were cut, tags that cannot be learned."""
        if self.words.tokens.cut:
            yield "texts_cut", {"count": self.words.tokens.cut, "max_length": self.max_length}
        seen = np.unique(np.concatenate([self.rows.tags[row] for row in self.parts.train]))
        if len(seen) < len(self.names):
            yield "labels_unseen", {"count": len(self.names) - len(seen)}

    def contenders(self, method: str) -> dict[str, Contender]:
        """The base with an untrained head, a linear probe on its states, each word's usual tag, and the model."""
        frozen = self._load()
        return {
            "base": timed("untrained_head", lambda: self._tag(frozen)),
            "probe": timed("linear_probe", lambda: self._probe(frozen)),
            "baseline": timed("most_frequent_tag", self._usual),
            TUNED: timed(method, lambda: self._tag(self.model)),
        }

    @property
    def judge(self) -> Judge:
        """F1 of entities."""
        f1, *_ = micro(_counts_of, len(self.parts.test))
        return f1

    def said_by(self, model: PreTrainedModel) -> Tagged:
        """Tags for the test sentences."""
        return self._tag(model)

    def weigh(self, contenders: dict[str, Contender]) -> dict[str, Any]:
        """F1, precision and recall of entities over resampled sentences, and the same of each kind and source."""
        test, said = self.parts.test, contenders[TUNED].said
        weighed = weigh(contenders, *micro(_counts_of, len(test)), seed=self.spec.seed)
        kinds = by_kind(said.counts, self.kinds, seed=self.spec.seed)
        right = np.array([np.array_equal(self.rows.tags[row], tags) for row, tags in zip(test, said.tags, strict=True)])
        by_source = weigh_slices(
            self.origin.slices(test),
            lambda inside: micro(_counts_of, int(inside.sum()))[0],
            said,
            right.astype(np.float64),
            seed=self.spec.seed,
        )
        return {"labels": self.kinds, **weighed, "classes": kinds, "slices": by_source}

    def save_predictions(self, folder: Path, tuned: Contender) -> None:
        """`predictions.parquet`: row, and the true and predicted tags of its words. No word."""
        test = self.parts.test
        columns = {
            "row": pa.array(test, pa.int64()),
            "tags": pa.array(self.rows.spelled([self.rows.tags[row] for row in test])),
            "predicted": pa.array(self.rows.spelled(tuned.said.tags)),
        }
        pyarrow.parquet.write_table(pa.table(columns), folder / "predictions.parquet")

    def _load(self) -> PreTrainedModel:
        return load_text_classifier(AutoModelForTokenClassification, self.spec, self.processor, self.names)

    def _tag(self, model: PreTrainedModel) -> Tagged:
        return self._said(self._logits(model, self.parts.test, self.setting.exact()), self.parts.test)

    def _probe(self, frozen: PreTrainedModel) -> Tagged:
        """Logistic regression on what the frozen base says of each word's first piece."""

        def states(rows: np.ndarray) -> Sequence[Tensor]:
            hidden: Tensor = frozen.base_model(**self.words.tokens.batch(rows)).last_hidden_state
            return self.words.first_pieces(hidden, rows)

        def part(rows: np.ndarray) -> Part:
            said = predict_rows(frozen, states, self.words.tokens.lengths, rows, setting=self.setting.exact())
            return Part(torch.cat(said).float().numpy(), self._labels(rows).numpy())

        train, validation, test = map(part, (self.parts.train, self.parts.validation, self.parts.test))
        drawn = np.random.Generator(np.random.PCG64(self.spec.seed)).permutation(len(train.labels))[:PROBED]
        learned = Part(train.features[drawn], train.labels[drawn])
        probabilities = fit_logistic(learned, validation, test.features, classes=len(self.names))
        sizes = [len(self.words.of(row)) for row in self.parts.test]
        return self._said(torch.split(torch.from_numpy(probabilities), sizes), self.parts.test)

    def _usual(self) -> Tagged:
        """The tag that each word has most often in training; O for a word that is not there."""
        words, tags, outside = self.rows.words, self.rows.tags, self.names.index(OUTSIDE)
        usual = most_frequent(pair for row in self.parts.train for pair in zip(words[row], tags[row], strict=True))
        test = self.parts.test
        return self._tagged([np.array([usual.get(word, outside) for word in words[row]]) for row in test], test)

    def _logits(self, model: PreTrainedModel, rows: np.ndarray, setting: Setting) -> list[Tensor]:
        """Logits (words, tags) of each of these sentences, of the words that have a token."""

        def logits(rows: np.ndarray) -> Sequence[Tensor]:
            return [each.float() for each in self._logits_of(model, rows)]

        return predict_rows(model, logits, self.words.tokens.lengths, rows, setting=setting)

    def _logits_of(self, model: PreTrainedModel, rows: np.ndarray) -> Sequence[Tensor]:
        return self.words.first_pieces(model(**self.words.tokens.batch(rows)).logits, rows)

    def _labels(self, rows: np.ndarray) -> Tensor:
        """The true tags of the words that have a token, sentence after sentence."""
        return torch.from_numpy(np.concatenate([self.rows.tags[row][self.words.of(row)] for row in rows]))

    def _said(self, scores: Sequence[Tensor], rows: np.ndarray) -> Tagged:
        """The tags of the highest scores (words, tags), and O for words without a token."""
        tags = []
        for row, each in zip(rows, scores, strict=True):
            said = np.full(len(self.rows.words[row]), self.names.index(OUTSIDE))
            said[self.words.of(row)] = each.argmax(dim=1).numpy()
            tags.append(said)
        return self._tagged(tags, rows)

    def _tagged(self, tags: list[np.ndarray], rows: np.ndarray) -> Tagged:
        true = self.rows.spelled([self.rows.tags[row] for row in rows])
        return Tagged(tags, count_entities(true, self.rows.spelled(tags), self.kinds))


def _counts_of(tagged: Tagged) -> np.ndarray:
    return tagged.counts
