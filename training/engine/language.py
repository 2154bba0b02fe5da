"""What tasks have in common that learn to foretell tokens: the loss, the figures and whom to beat.

A contender says of each test row how improbable its tokens were: (n, 2) with the sum of -log p in nats, and how many
tokens were asked for. Perplexity is e to the mean.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, pad
from transformers import PreTrainedModel

from engine.arithmetic import Setting, autocast
from engine.device import answers_stay
from engine.evidence import TUNED, Contender, Judge, timed, weigh
from engine.faults import JobFault
from engine.figures import Bootstrapped
from engine.gathered import OfSources
from engine.intervals import Statistic
from engine.losses import make_weighted_loss
from engine.messages import Note
from engine.models import longest_input
from engine.predict import predict_rows
from engine.slices import weigh_slices
from engine.spec import Spec
from engine.split import PARTS, Parts
from engine.text_models import open_tokenizer

NOT_ASKED = -100  # where a token is only read
TURN = 512  # sequences that are looked at together


class Foretelling(OfSources):
    """A task whose rows are sequences of tokens, some of which are asked for.

    A subclass reads the data and says what is asked (`ask`, `answers`); `units` are its sequences in each part, which
    may be others than the rows of the file, `parts`, and `origin` says which is of which source.
    """

    metric = "log_likelihood"  # of a token: minus the loss
    unit = "row"  # what a sequence is called in the predictions

    parts: Parts
    units: Parts
    sizes: np.ndarray  # tokens of each sequence
    title: str

    def __init__(self, spec: Spec, setting: Setting, texts: Iterable[str]) -> None:
        """The base with its tokenizer; `texts` are those of the rows to train on. Raises JobFault model_unfit."""
        self.spec, self.setting = spec, setting
        self.processor = open_tokenizer(spec, texts)
        self.model = self.load().train()
        self.max_length = min(spec.training.max_length, longest_input(self.model, self.processor))

    def settle(self, *, asked_a_row: float) -> None:
        """The loss, once the data stand; so many tokens are asked for in a training row on average."""
        self.asked_a_row = asked_a_row
        words = len(self.model.get_input_embeddings().weight)  # may be more than the tokenizer has
        self.loss_of = make_weighted_loss(self.spec.training, lambda: self.frequencies(words))

    def load(self) -> PreTrainedModel:
        """The base. Raises JobFault model_unfit."""
        raise NotImplementedError

    def ask(self, rows: np.ndarray, *, anew: bool) -> tuple[dict[str, Tensor], Tensor]:
        """The model's input for these sequences, and (batch, length) what each of its logits should foretell.

        That is NOT_ASKED where nothing is. If anything is drawn, then `anew` for training, else always the same.
        """
        raise NotImplementedError

    def answers(self, rows: np.ndarray) -> np.ndarray:
        """The tokens of these sequences that are asked for (that can be, in training)."""
        raise NotImplementedError

    def frequencies(self, words: int) -> np.ndarray:
        """How often each of so many tokens is asked for in the training rows, (words,)."""
        counts = np.zeros(words, dtype=np.int64)
        for rows in in_turns(self.units.train):
            counts += np.bincount(self.answers(rows), minlength=words)
        return counts

    @property
    def used(self) -> Parts:
        """Sequences of which something is asked."""
        return self.units

    @property
    def lengths(self) -> np.ndarray:
        """Tokens of each training sequence."""
        lengths: np.ndarray = self.sizes[self.units.train]
        return lengths

    def loss(self, rows: np.ndarray) -> Tensor:
        """The mean loss of a token, over as many tokens as are asked for in so many rows on average.

        So every token counts alike, whatever rows it is in a batch with.
        """
        inputs, targets = self.ask(self.units.train[rows], anew=True)
        asked = targets != NOT_ASKED
        with autocast(self.setting.precision), answers_stay():
            logits = _logits(self.model, inputs, targets)[asked]
        return self.loss_of(logits.float(), targets[asked]) * (len(logits) / (len(rows) * self.asked_a_row))

    def evaluate(self) -> tuple[float, float]:
        """Improbability of a token of the validation rows, in nats, and minus that."""
        said = self.improbability(self.model, self.units.validation, self.setting)
        loss = float(said[:, 0].sum() / said[:, 1].sum())
        return loss, -loss

    def vocabulary(self) -> np.ndarray | None:
        """All embeddings are trained, since any token can be foretold."""
        return None

    def counts(self) -> dict[str, int]:
        """Sequences and tokens that are trained on."""
        return {f"train_{self.unit}s": len(self.units.train), "train_tokens": int(self.lengths.sum())}

    def warnings(self) -> Iterator[Note]:
        """Nothing."""
        yield from ()

    def contenders(self, method: str) -> dict[str, Contender]:
        """The base as it came, the frequencies of tokens in the training rows, and the model."""
        test = self.units.test
        exact = self.setting.exact()
        base = self.load()
        return {
            "base": timed("base_model", lambda: self.improbability(base, test, exact)),
            "baseline": timed("token_frequencies", self.by_frequency),
            TUNED: timed(method, lambda: self.improbability(self.model, test, exact)),
        }

    def weigh(self, contenders: dict[str, Contender]) -> dict[str, Any]:
        """Nats a token and perplexity, with resampled sequences; the base is one to beat.

        By source too, the one whose tokens are the most improbable first.
        """
        said, seed, test = contenders[TUNED].said, self.spec.seed, self.units.test
        likely = -said[:, 0] / said[:, 1]
        by_source = weigh_slices(
            self.origin.slices(test), lambda inside: figures(int(inside.sum()))[0], said, likely, seed=seed
        )
        weighed = weigh(contenders, *figures(len(test)), seed=seed, base_can_do_it=True)
        return {**weighed, "slices": by_source}

    @property
    def judge(self) -> Judge:
        """Nats a token."""
        return figures(len(self.units.test))[0]

    def said_by(self, model: PreTrainedModel) -> Any:
        """How improbable the test sequences are to `model`, (n, 2)."""
        return self.improbability(model, self.units.test, self.setting.exact())

    def save_predictions(self, folder: Path, tuned: Contender) -> None:
        """`predictions.parquet`: a line for each test sequence with its nats and how many tokens were asked for."""
        columns = {
            self.unit: pa.array(self.units.test, pa.int64()),
            "nats": pa.array(tuned.said[:, 0], pa.float64()),
            "tokens": pa.array(tuned.said[:, 1].astype(np.int64)),
        }
        pyarrow.parquet.write_table(pa.table(columns), folder / "predictions.parquet")

    def improbability(self, model: PreTrainedModel, rows: np.ndarray, setting: Setting) -> np.ndarray:
        """What `model` says of these sequences, (n, 2). Raises Stopped."""

        def nats(rows: np.ndarray) -> Sequence[np.ndarray]:
            inputs, targets = self.ask(rows, anew=False)
            asked = targets != NOT_ASKED
            logits = _logits(model, inputs, targets)[asked].float()
            each = torch.zeros(targets.shape, dtype=torch.float64)
            each[asked] = cross_entropy(logits, targets[asked], reduction="none").double()
            return list(torch.stack([each.sum(dim=1), asked.sum(dim=1)], dim=1).numpy())

        return np.stack(predict_rows(model, nats, self.sizes, rows, setting=setting))

    def by_frequency(self) -> np.ndarray:
        """What frequencies of the training rows' tokens say, with one added to each (Laplace), (n, 2)."""
        counts = self.frequencies(len(self.processor)) + 1
        nats = -np.log(counts / counts.sum())
        return np.concatenate([self._unexpected(nats, rows) for rows in in_turns(self.units.test)])

    def _unexpected(self, nats: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """The sum of what is asked for in these sequences by each token's `nats`, and how many are, (n, 2)."""
        _, targets = self.ask(rows, anew=False)
        asked = (targets != NOT_ASKED).numpy()
        each = np.where(asked, nats[np.where(asked, targets.numpy(), 0)], 0.0)
        return np.stack([each.sum(axis=1), asked.sum(axis=1)], axis=1)


def in_turns(rows: np.ndarray) -> Iterator[np.ndarray]:
    """The rows, so many at a time that memory is enough for their tokens."""
    for start in range(0, len(rows), TURN):
        yield rows[start : start + TURN]


def figures(rows: int) -> tuple[Bootstrapped, Bootstrapped]:
    """Nats a token and perplexity, of contenders' (n, 2) of so many sequences."""
    return (
        Bootstrapped("nats_per_token", rows, nats_per_token, unit="number", greater_is_better=False),
        Bootstrapped("perplexity", rows, _perplexity, unit="number", greater_is_better=False),
    )


def nats_per_token(said: np.ndarray) -> Statistic:
    """Of contenders' (n, 2) the mean of a token under weights (b, n)."""
    return lambda weights: (weights @ said[:, 0]) / (weights @ said[:, 1])


def _perplexity(said: np.ndarray) -> Statistic:
    mean = nats_per_token(said)
    return lambda weights: np.exp(mean(weights))


def of_the_next(targets: Tensor) -> Tensor:
    """What each token of (batch, length) should foretell, where `targets` says which of them are asked for."""
    return pad(targets[:, 1:], (0, 1), value=NOT_ASKED)


def _logits(model: PreTrainedModel, inputs: dict[str, Tensor], targets: Tensor) -> Tensor:
    """Logits (batch, length, tokens) of the places of `targets`; a learned prompt's own come before them."""
    logits: Tensor = model(**inputs).logits
    return logits[:, -targets.shape[1] :]


def check_asked(asked: np.ndarray, units: Parts, max_length: int) -> Parts:
    """The sequences of which tokens are `asked` for, so many of each (n,).

    Raises JobFault nothing_asked for a part that has none.
    """
    kept = {}
    for part in PARTS:
        rows = getattr(units, part)
        kept[part] = rows[asked[rows] > 0]
        if not len(kept[part]):
            raise JobFault("nothing_asked", part=part, max_length=max_length)
    return Parts(**kept, dropped=units.dropped)
