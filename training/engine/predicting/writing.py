"""What models write: on from new texts, in answer to them, or made from them. Always the likeliest token."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from transformers import AutoModelForCausalLM, AutoModelForSeq2SeqLM

from engine.chats import ANSWERING, PLAIN, Chat, asked_for, is_message, render
from engine.faults import JobFault
from engine.models import longest_input
from engine.predict import predict_rows
from engine.predicting.asked import Answer, Asked
from engine.predicting.rows import Piece, read_pieces, texts
from engine.predicting.texts import OnTexts
from engine.spec import Instructions, RawTexts, TextPairs
from engine.tokens import tokenise

ALWAYS = {"num_beams": 1, "do_sample": False}


class WritingOn(OnTexts):
    """A text goes on from its last tokens: as many as leave room for what is written."""

    auto = AutoModelForCausalLM

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        if self.tokenizer.pad_token is None:
            self.tokenizer.pad_token = self.tokenizer.eos_token
        readable = longest_input(self.model, self.tokenizer)
        self.longest = min(asked.longest, readable // 2)
        self.max_length = readable - self.longest

    def columns_of(self, asked: Asked) -> Sequence[str]:
        """The text."""
        assert isinstance(asked.rows, RawTexts)
        return [asked.rows.text]

    def prompts(self, piece: Piece) -> list[list[int]]:
        """The tokens that each row begins with."""
        return list(self.tokenizer(piece[0], add_special_tokens=False, verbose=False)["input_ids"])

    def of(self, piece: Piece) -> Iterator[Answer]:
        """What is written after each row."""
        prompts = self.prompts(piece)
        self.cut += sum(len(ids) > self.max_length for ids in prompts)
        kept = [ids[-self.max_length :] for ids in prompts]
        lengths = np.array([*map(len, kept)])

        def write(rows: np.ndarray) -> list[str]:
            batch = self.tokenizer.pad(
                {"input_ids": [kept[row] for row in rows]}, padding_side="left", return_tensors="pt"
            )
            settings = {**ALWAYS, "max_new_tokens": self.longest, "pad_token_id": self.tokenizer.pad_token_id}
            written = self.model.generate(**batch, **settings)  # type: ignore[operator]
            after = written[:, batch["input_ids"].shape[1] :]
            return self.tokenizer.batch_decode(after, skip_special_tokens=True)

        rows = np.arange(len(kept))
        for text in predict_rows(self.model, write, lengths, rows, setting=self.setting):
            yield {"written": text.strip()}


class Answering(WritingOn):
    """What the assistant says next, asked as in training."""

    def __init__(self, asked: Asked) -> None:
        assert isinstance(asked.rows, Instructions)
        self.data = asked.rows
        self.fault = "text_empty" if self.data.messages is None else "question_wrong"
        super().__init__(asked)
        if self.tokenizer.chat_template is None:
            self.tokenizer.chat_template = PLAIN

    def columns_of(self, asked: Asked) -> Sequence[str]:
        """The messages; or what is asked, and its context."""
        names = (self.data.prompt, self.data.context) if self.data.messages is None else (self.data.messages,)
        return [column for column in names if column]

    def read(self) -> Iterator[Piece]:
        """Texts, or lists of messages."""
        return read_pieces(self.path, self.columns, texts if self.data.messages is None else _as_it_is)

    def is_right(self, column: str, cell: Any) -> bool:
        """Whether there is something to answer; a context may be empty."""
        if self.data.messages is not None:
            return bool(_to_answer(cell))
        return column == self.data.context or bool(cell)

    def prompts(self, piece: Piece) -> list[list[int]]:
        """Each conversation as the chat template writes it, up to where the answer begins."""
        chats = map(_to_answer, piece[0]) if self.data.messages is not None else map(asked_for, *piece)
        written = [render(chat, self.tokenizer, answer=True) for chat in chats]
        return list(self.tokenizer(written, add_special_tokens=False, verbose=False)["input_ids"])


class FromTexts(OnTexts):
    """A text from each text."""

    auto = AutoModelForSeq2SeqLM

    def columns_of(self, asked: Asked) -> Sequence[str]:
        """The texts to read."""
        assert isinstance(asked.rows, TextPairs)
        return [asked.rows.source]

    def of(self, piece: Piece) -> Iterator[Answer]:
        """What is written of each row."""
        tokens = tokenise(piece[0], self.tokenizer, max_length=self.max_length)
        self.cut += tokens.cut
        settings = {**ALWAYS, "max_new_tokens": self.asked.longest}

        def write(rows: np.ndarray) -> list[str]:
            written = self.model.generate(**tokens.batch(rows), **settings)  # type: ignore[operator]
            return self.tokenizer.batch_decode(written, skip_special_tokens=True)

        rows = np.arange(len(piece[0]))
        for text in predict_rows(self.model, write, tokens.lengths, rows, setting=self.setting):
            yield {"written": text.strip()}


def _as_it_is(table: pa.Table, column: str, file: str) -> list[Any]:
    if column not in table.column_names:
        raise JobFault("column_missing", file=file, column=column, columns=", ".join(table.column_names))
    return list(table.column(column).to_pylist())


def _to_answer(cell: Any) -> Chat:
    """The messages in a cell up to the last that is not the assistant's; none where they are no list of such."""
    if not isinstance(cell, list) or not all(map(is_message, cell)):
        return []
    chat = [{"role": each["role"], "content": each["content"].strip()} for each in cell]
    while chat and chat[-1]["role"] == ANSWERING:
        chat.pop()
    return chat
