"""A tag for each word of new sentences, and the entities that the tags make."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from torch import Tensor
from transformers import AutoModelForTokenClassification

from engine.conll import SUFFIXES, read_conll
from engine.entities import OUTSIDE, entities
from engine.predict import predict_rows
from engine.predicting.asked import Answer, Asked
from engine.predicting.classes import names_of
from engine.predicting.rows import Piece, read_pieces
from engine.predicting.texts import OnTexts
from engine.spec import TaggedTokens
from engine.tables import list_column
from engine.words import tokenise_words


class Tagger(OnTexts):
    """Words that the model did not read, in sentences that were cut, are tagged O."""

    auto = AutoModelForTokenClassification

    def columns_of(self, asked: Asked) -> Sequence[str]:
        """The words."""
        assert isinstance(asked.rows, TaggedTokens)
        return [asked.rows.tokens]

    def read(self) -> Iterator[Piece]:
        """Lists of words; of CoNLL files the tags may be missing."""
        return read_pieces(self.path, self.columns, list_column, dict.fromkeys(SUFFIXES, _read_words))

    def is_right(self, column: str, cell: Any) -> bool:
        """Whether it has words, and none is empty."""
        return bool(cell) and all(map(str.strip, cell))

    def of(self, piece: Piece) -> Iterator[Answer]:
        """Tags, and entities with their first and last word, counted from 0."""
        (sentences,) = piece
        names = names_of(self.model)
        words = tokenise_words(sentences, self.tokenizer, max_length=self.max_length)
        self.cut += words.tokens.cut

        def logits(rows: np.ndarray) -> Sequence[Tensor]:
            return words.first_pieces(self.model(**words.tokens.batch(rows)).logits.float(), rows)

        rows = np.arange(len(sentences))
        for row, scores in enumerate(
            predict_rows(self.model, logits, words.tokens.lengths, rows, setting=self.setting)
        ):
            tags = [OUTSIDE] * len(sentences[row])
            for word, place in zip(words.of(row), scores.argmax(dim=1).tolist(), strict=True):
                tags[word] = names[place]
            found = [{"kind": kind, "first": first, "last": last} for kind, first, last in entities(tags)]
            yield {"tags": tags, "entities": found}


def _read_words(path: Path, _columns: Sequence[str]) -> Iterator[pa.Table]:
    yield read_conll(path, tagged=False)
