"""What stands in the gaps of new texts: each is written as the tokenizer's mask, [MASK] for most."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from torch import Tensor
from transformers import AutoModelForMaskedLM

from engine.predict import predict_rows
from engine.predicting.asked import Answer, Asked
from engine.predicting.rows import Piece
from engine.predicting.texts import OnTexts
from engine.spec import RawTexts
from engine.tokens import tokenise


class FillingGaps(OnTexts):
    """The likeliest token in each gap; a gap beyond the longest text has none."""

    auto = AutoModelForMaskedLM
    fault = "gap_missing"

    def columns_of(self, asked: Asked) -> Sequence[str]:
        """The text."""
        assert isinstance(asked.rows, RawTexts)
        return [asked.rows.text]

    def is_right(self, column: str, cell: Any) -> bool:
        """Whether it has a gap."""
        return str(self.tokenizer.mask_token) in cell

    def of(self, piece: Piece) -> Iterator[Answer]:
        """Tokens and their probabilities, gap after gap."""
        (texts,) = piece
        tokens = tokenise(texts, self.tokenizer, max_length=self.max_length)
        self.cut += tokens.cut
        mask = self.tokenizer.mask_token_id

        def in_gaps(rows: np.ndarray) -> list[Tensor]:
            batch = tokens.batch(rows)
            logits = self.model(**batch).logits[:, -batch["input_ids"].shape[1] :]  # a learned prompt comes before
            return [each[ids == mask] for each, ids in zip(logits.double(), batch["input_ids"], strict=True)]

        rows = np.arange(len(texts))
        for logits in predict_rows(self.model, in_gaps, tokens.lengths, rows, setting=self.setting):
            confidence, ids = logits.softmax(dim=1).max(dim=1)
            words = [word.strip() for word in self.tokenizer.batch_decode(ids[:, None])]
            yield {"filled": words, "confidence": confidence.tolist()}
