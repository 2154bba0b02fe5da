"""Classes of new texts, or pairs of texts."""

from collections.abc import Iterator, Sequence
from typing import cast

import numpy as np
import torch
from torch import Tensor
from transformers import AutoModelForSequenceClassification, PreTrainedModel

from engine.attributions import Pieces
from engine.predict import predict_logits
from engine.predicting.asked import Answer, Asked
from engine.predicting.rows import Piece
from engine.predicting.texts import OnTexts
from engine.spec import LabelledTexts
from engine.tasks.multi_label_classification import THRESHOLD
from engine.tokens import tokenise


class OneClass(OnTexts):
    """The likeliest class of each row."""

    auto = AutoModelForSequenceClassification

    def columns_of(self, asked: Asked) -> Sequence[str]:
        """The text, and of pairs the second."""
        assert isinstance(asked.rows, LabelledTexts)
        return [column for column in (asked.rows.text, asked.rows.second) if column]

    def of(self, piece: Piece) -> Iterator[Answer]:
        """A class and its confidence for each row."""
        yield from self.answers(self.logits(piece).double(), names_of(self.model))

    def logits(self, piece: Piece) -> Tensor:
        """What the model says of these rows, (n, classes). Raises Stopped."""
        texts, second = piece[0], piece[1] if len(piece) > 1 else None
        tokens = tokenise(texts, self.tokenizer, max_length=self.max_length, second=second)
        self.cut += tokens.cut
        return predict_logits(self.model, tokens, np.arange(len(texts)), setting=self.setting)

    def pieces(self, texts: Sequence[str]) -> Pieces:
        """The tokens of one row."""
        from engine.attributions.texts import TokenPieces  # Captum, which most answers need not wait for

        first, *second = [[text] for text in texts]
        pair = second[0] if second else None
        tokens = tokenise(first, self.tokenizer, max_length=self.max_length, second=pair)
        return TokenPieces(tokens, self.tokenizer, first, pair, self.max_length)

    def answers(self, logits: Tensor, names: list[str]) -> Iterator[Answer]:
        """What logits (n, classes) say."""
        return likeliest(logits, names)


class SeveralLabels(OneClass):
    """The labels of each row that are likelier than not, as evaluation counts them."""

    def answers(self, logits: Tensor, names: list[str]) -> Iterator[Answer]:
        """The labels, and how sure each is."""
        for row in logits.sigmoid():
            places = torch.nonzero(row >= THRESHOLD)[:, 0]
            yield {"classes": [names[place] for place in places.tolist()], "confidence": row[places].tolist()}


def likeliest(logits: Tensor, names: list[str]) -> Iterator[Answer]:
    """The likeliest of the classes `names` in each row of logits (n, classes)."""
    confidence, classes = logits.softmax(dim=1).max(dim=1)
    for share, place in zip(confidence.tolist(), classes.tolist(), strict=True):
        yield {"class": names[place], "confidence": share}


def names_of(model: PreTrainedModel) -> list[str]:
    """What the model's classes are called."""
    return list(cast("dict[int, str]", model.config.id2label).values())
