"""Raw texts, one after the other, cut into blocks of one length: nothing is padded and nothing is left out."""

from pathlib import Path

import numpy as np
import pyarrow as pa
from transformers import PreTrainedTokenizerBase

from engine.data import read_parts
from engine.faults import JobFault
from engine.spec import RawTexts, Spec
from engine.split import PARTS, Parts, normalised, split_rows
from engine.tables import read_lines, read_table, text_column
from engine.tokens import Tokens, join

LEAST = 2  # tokens of a block: of one nothing can be foretold


def read_raw(spec: Spec) -> tuple[list[str], Parts]:
    """The texts of the spec's data and their parts.

    Raises JobFault: what `read_table` and `split_rows` raise, column_missing, text_empty, part_unknown.
    """
    source = spec.data
    assert isinstance(source, RawTexts)
    path = Path(source.path)
    table = read_table(path, {".txt": _read_txt})
    texts = text_column(table, source.text, path.name, empty="text_empty")
    keys = [normalised(text) for text in texts]
    return texts, split_rows(keys, None, spec.split, seed=spec.split_seed, given=read_parts(table, source))


def pack(
    texts: list[str], parts: Parts, tokenizer: PreTrainedTokenizerBase, *, length: int, framed: bool
) -> tuple[Tokens, Parts]:
    """The blocks of at most `length` tokens, and which are of which part.

    After each text stands the token that ends one, where the tokenizer has such. Framed blocks begin and end as the
    tokenizer begins and ends a text. Raises JobFault nothing_asked.
    """
    begin, end = (_known(tokenizer.cls_token_id), _known(tokenizer.sep_token_id)) if framed else ([], [])
    stop = _known(tokenizer.eos_token_id) or _known(tokenizer.sep_token_id)
    step = length - len(begin) - len(end)
    blocks: list[list[int]] = []
    of: dict[str, np.ndarray] = {}
    for part in PARTS:
        chosen = [texts[row] for row in getattr(parts, part)]
        stream = [token for ids in _plain(chosen, tokenizer) for token in (*ids, *stop)]
        made = [begin + stream[at : at + step] + end for at in range(0, len(stream) - LEAST + 1, step)]
        if not made:
            raise JobFault("nothing_asked", part=part, max_length=length)
        of[part] = np.arange(len(blocks), len(blocks) + len(made))
        blocks += made
    return join(blocks, tokenizer, cut=0), Parts(**of, dropped=0)


def _read_txt(path: Path) -> pa.Table:
    """The lines that are not blank, as the column `text`."""
    return pa.table({"text": pa.array([line for _, line in read_lines(path) if line.strip()], pa.string())})


def _known(token: int | list[int] | None) -> list[int]:
    return [token] if isinstance(token, int) else []


def _plain(texts: list[str], tokenizer: PreTrainedTokenizerBase) -> list[list[int]]:
    """Tokens without special ones, of texts of any length."""
    return list(tokenizer(texts, add_special_tokens=False, verbose=False)["input_ids"])
