"""What predictors of texts have in common: rows from a file of any length, and a tokenizer."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from engine.messages import Note
from engine.models import load_tokenizer, longest_input
from engine.predicting.asked import Answer, Asked
from engine.predicting.rows import Piece, check_rows, read_pieces, texts


class OnTexts:
    """A model that says something of each row. A subclass names the columns, what is right in them, and what it says.

    `auto` is the Auto class of its architecture.
    """

    auto: Any
    fault = "text_empty"  # where a cell is not right

    def __init__(self, asked: Asked) -> None:
        """Raises JobFault for what is wrong with the model's folder."""
        self.asked, self.setting, self.path = asked, asked.setting, Path(asked.rows.path)
        self.columns = self.columns_of(asked)
        self.model = asked.load(self.auto)
        self.tokenizer = load_tokenizer(asked.source, asked.spec.task)
        self.max_length = min(asked.spec.training.max_length, longest_input(self.model, self.tokenizer))
        self.cut = 0  # texts that were too long, so far

    def columns_of(self, asked: Asked) -> Sequence[str]:
        """The columns to read."""
        raise NotImplementedError

    def of(self, piece: Piece) -> Iterator[Answer]:
        """What is said of these rows, in their order. Raises Stopped."""
        raise NotImplementedError

    def read(self) -> Iterator[Piece]:
        """The rows, some at a time."""
        return read_pieces(self.path, self.columns, texts)

    def is_right(self, column: str, cell: Any) -> bool:
        """Whether something can be said of it."""
        return bool(cell)

    def check(self) -> int:
        """The number of rows. Raises JobFault for the first that is not right."""
        return check_rows(self.read(), self.path, self.columns, right=self.is_right, fault=self.fault)

    def say(self) -> Iterator[Answer]:
        """An answer for each row."""
        said = (each for piece in self.read() for each in self.of(piece))
        for row, answer in enumerate(said):
            yield {"row": row, **answer}

    def notes(self) -> Iterator[Note]:
        """Texts that were cut."""
        if self.cut:
            yield "texts_cut", {"count": self.cut, "max_length": self.max_length}
