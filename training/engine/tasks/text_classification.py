"""One label for each text."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from engine.arithmetic import Precision, autocast
from engine.data import Rows, read_rows
from engine.losses import Loss
from engine.models import load_classifier, load_tokenizer, longest_input
from engine.predict import predict_logits
from engine.spec import Spec
from engine.split import Parts, split_rows
from engine.tokens import Tokens, tokenise


@dataclass(frozen=True)
class Prepared:
    """A classification job that is ready to train: rows, their parts and tokens, and the base with a new head."""

    rows: Rows
    parts: Parts
    tokens: Tokens
    tokenizer: PreTrainedTokenizerBase
    model: PreTrainedModel
    max_length: int


def prepare(spec: Spec) -> Prepared:
    """Read, check, split and tokenise the data of `spec`, and load its model.

    Raises JobFault for whatever is wrong with data or model.
    """
    rows = read_rows(spec.data)
    parts = split_rows(rows.texts, rows.labels, spec.split, seed=spec.seed)
    tokenizer = load_tokenizer(spec.model)
    model = load_classifier(spec.model, rows.names, seed=spec.seed)
    max_length = min(spec.training.max_length, longest_input(model, tokenizer))
    tokens = tokenise(rows.texts, tokenizer, max_length=max_length)
    return Prepared(rows, parts, tokens, tokenizer, model, max_length)


class Classification:
    """Training and validation rows for the loop, which numbers its rows from 0."""

    def __init__(
        self,
        model: PreTrainedModel,
        tokens: Tokens,
        labels: np.ndarray,
        *,
        train: np.ndarray,
        validation: np.ndarray,
        precision: Precision,
        loss: Loss = cross_entropy,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self.model, self.loss_of = model.train(), loss
        self.tokens, self.labels, self.train, self.validation = tokens, torch.from_numpy(labels), train, validation
        self.precision, self.should_stop = precision, should_stop

    @property
    def lengths(self) -> np.ndarray:
        """Tokens of each training row."""
        lengths: np.ndarray = self.tokens.lengths[self.train]
        return lengths

    def loss(self, rows: np.ndarray) -> Tensor:
        """The mean loss over these training rows."""
        rows = self.train[rows]
        with autocast(self.precision):
            logits: Tensor = self.model(**self.tokens.batch(rows)).logits
        return self.loss_of(logits.float(), self.labels[rows])

    def evaluate(self) -> tuple[float, float]:
        """Cross-entropy and accuracy on the validation rows."""
        logits = predict_logits(
            self.model, self.tokens, self.validation, precision=self.precision, should_stop=self.should_stop
        )
        labels = self.labels[self.validation]
        accuracy = (logits.argmax(dim=1) == labels).double().mean()
        return cross_entropy(logits, labels).item(), accuracy.item()
