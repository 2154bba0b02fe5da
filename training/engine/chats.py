"""Conversations: what people ask, and what the model should answer."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from jinja2 import TemplateError
from transformers import PreTrainedTokenizerBase

from engine.data import read_parts
from engine.faults import JobFault
from engine.gathered import Origin, leave_out, read_gathered
from engine.spec import Instructions, Spec
from engine.split import Parts, normalised, split_rows
from engine.tables import text_column
from engine.tokens import Tokens, join

Chat = list[dict[str, str]]  # messages, each with role and content, up to the assistant's last
ROLES = ("system", "user", "assistant")
ANSWERING = "assistant"

# How conversations are written for a tokenizer that has no chat template: "# user\nHello\n\n# assistant\nGood day</s>".
PLAIN = (
    "{% for message in messages %}"
    "{% if not loop.first %}{{ '\n\n' }}{% endif %}"
    "{{ '# ' + message['role'] + '\n' + message['content'] }}"
    "{% if message['role'] == 'assistant' %}{{ eos_token }}{% endif %}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '\n\n# assistant\n' }}{% endif %}"
)


@dataclass(frozen=True)
class Answers:
    """Tokens of n conversations; `asked` says of each token (1 or 0) whether it is of an answer."""

    tokens: Tokens
    asked: np.ndarray

    def of(self, rows: np.ndarray) -> np.ndarray:
        """The tokens of these conversations' answers."""
        answers: np.ndarray = self.tokens.of(rows)[self.tokens.taken(self.asked, rows) == 1]
        return answers

    @property
    def counts(self) -> np.ndarray:
        """Tokens of each conversation's answers, (n,)."""
        before = np.append(0, np.cumsum(self.asked, dtype=np.int64))
        return np.diff(before[self.tokens.offsets])


def read_chats(spec: Spec) -> tuple[list[Chat], Parts, Origin]:
    """The conversations of the spec's data, their parts, and which file each is from.

    What is asked before the last answer is asked in one part only.

    Raises JobFault: what `read_table` and `split_rows` raise, column_missing, text_empty, messages_wrong, part_unknown.
    """
    source = spec.data
    assert isinstance(source, Instructions)
    path = Path(source.path)
    wanted = [source.messages] if source.messages else [source.prompt, source.context, source.answer]
    table, origin = read_gathered(source, [column for column in (*wanted, source.part) if column])
    read = _from_columns if source.messages is None else _from_messages
    with origin.naming_files():
        chats = read(table, source, path.name)
        given = read_parts(table, source)
    keys = ["\n".join(normalised(message["content"]) for message in chat[:-1]) for chat in chats]
    parts = split_rows(keys, None, spec.split, seed=spec.split_seed, given=given)
    return chats, leave_out(parts, source, origin.of_source), origin


def tokenise_chats(chats: list[Chat], tokenizer: PreTrainedTokenizerBase, *, max_length: int, path: str) -> Answers:
    """The conversations as the tokenizer's chat template writes them, at most `max_length` tokens each.

    The tokenizer has to say where in the text its tokens are (`is_fast`). Raises JobFault template_unfit, of the model
    at `path`.
    """
    written = [_write(chat, tokenizer, path) for chat in chats]
    encoded = tokenizer(
        [text for text, _ in written], add_special_tokens=False, return_offsets_mapping=True, verbose=False
    )
    cut = sum(len(ids) > max_length for ids in encoded["input_ids"])
    ids = [ids[:max_length] for ids in encoded["input_ids"]]
    asked = [
        _asked(places[:max_length], answers)
        for places, (_, answers) in zip(encoded["offset_mapping"], written, strict=True)
    ]
    return Answers(join(ids, tokenizer, cut=cut), np.concatenate(asked))


def _from_columns(table: pa.Table, source: Instructions, file: str) -> list[Chat]:
    prompts = text_column(table, source.prompt, file, empty="text_empty")
    answers = text_column(table, source.answer, file, empty="text_empty")
    contexts = text_column(table, source.context, file, empty=None) if source.context else [""] * len(prompts)
    return [
        [*asked_for(prompt, context), {"role": ANSWERING, "content": answer}]
        for prompt, context, answer in zip(prompts, contexts, answers, strict=True)
    ]


def asked_for(prompt: str, context: str = "") -> Chat:
    """What is asked, as the message that an answer follows."""
    return [{"role": "user", "content": "\n\n".join(filter(None, (prompt, context)))}]


def _from_messages(table: pa.Table, source: Instructions, file: str) -> list[Chat]:
    column = source.messages
    assert column is not None
    if column not in table.column_names:
        raise JobFault("column_missing", file=file, column=column, columns=", ".join(table.column_names))
    chats = []
    for row, cell in enumerate(table.column(column).to_pylist(), start=1):
        chat = _chat(cell)
        if chat is None:
            raise JobFault("messages_wrong", file=file, row=row, column=column)
        chats.append(chat)
    return chats


def _chat(cell: Any) -> Chat | None:
    """The messages in a cell; None where they are no list of such, or hold no answer to anything."""
    if not isinstance(cell, list) or not all(map(is_message, cell)):
        return None
    chat = [{"role": each["role"], "content": each["content"].strip()} for each in cell]
    while chat and chat[-1]["role"] != ANSWERING:
        chat.pop()
    return chat if len(chat) > 1 else None


def is_message(each: Any) -> bool:
    """Whether it has a role and something to say."""
    if not isinstance(each, dict) or each.get("role") not in ROLES:
        return False
    content = each.get("content")
    return isinstance(content, str) and bool(content.strip())


def _write(chat: Chat, tokenizer: PreTrainedTokenizerBase, path: str) -> tuple[str, list[tuple[int, int]]]:
    """The conversation in one text, and where each answer begins and ends in it, the token that ends it included."""
    text, answers = "", []
    for place, message in enumerate(chat):
        if not place or message["role"] != ANSWERING:
            continue
        try:
            asked = render(chat[:place], tokenizer, answer=True)
            answered = render(chat[: place + 1], tokenizer, answer=False)
        except TemplateError as error:
            raise JobFault("template_unfit", path=path) from error
        if not (asked.startswith(text) and answered.startswith(asked)):
            raise JobFault("template_unfit", path=path)
        answers.append((len(asked), len(answered)))
        text = answered
    return text, answers


def render(chat: Chat, tokenizer: PreTrainedTokenizerBase, *, answer: bool) -> str:
    """What the template makes of these messages, with what stands before an answer if one is wanted."""
    text = tokenizer.apply_chat_template(chat, tokenize=False, add_generation_prompt=answer)
    assert isinstance(text, str)
    return text


def _asked(places: list[tuple[int, int]], answers: list[tuple[int, int]]) -> np.ndarray:
    """Which tokens, by their first character in the text and the next after them, are of an answer: (tokens,)."""
    firsts, ends = np.array(places, dtype=np.int64).reshape(-1, 2).T
    inside = [(firsts >= start) & (firsts < stop) & (ends > firsts) for start, stop in answers]
    asked: np.ndarray = np.any(inside, axis=0).astype(np.uint8)
    return asked
