"""Raw texts, one after the other, cut into blocks of one length: nothing is padded and nothing is left out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from torch import Tensor
from transformers import PreTrainedTokenizerBase

from engine.arithmetic import Setting
from engine.faults import JobFault
from engine.raw_rows import RawRows
from engine.split import PARTS, Parts
from engine.streams import load_streams
from engine.tokens import Tokens, kind_of, padding_of

LEAST = 2  # tokens of a block: of one nothing can be foretold


@dataclass(frozen=True)
class Blocks:
    """Pieces of `step` tokens of some streams, one stream after the other, each between the same tokens.

    The streams are mapped from the disk; of a block nothing is in memory but its length.
    """

    streams: list[np.ndarray]
    step: int
    begin: np.ndarray
    end: np.ndarray
    pad: int

    @property
    def counts(self) -> list[int]:
        """Blocks of each stream."""
        return [max(0, -(-(len(stream) - LEAST + 1) // self.step)) for stream in self.streams]

    @property
    def lengths(self) -> np.ndarray:
        """Tokens of each block, (n,)."""
        each = []
        for stream, count in zip(self.streams, self.counts, strict=True):
            lengths = np.full(count, self.step + len(self.begin) + len(self.end), dtype=np.uint32)
            lengths[count - 1 :] -= max(0, count * self.step - len(stream))
            each.append(lengths)
        return np.concatenate(each)

    def places(self, rows: np.ndarray) -> np.ndarray:
        """Which of its own stream's each of these blocks is."""
        firsts = np.cumsum([0, *self.counts])
        places: np.ndarray = rows - firsts[np.searchsorted(firsts, rows, side="right") - 1]
        return places

    def batch(self, rows: Sequence[int] | np.ndarray) -> dict[str, Tensor]:
        """`input_ids` and `attention_mask` of these blocks, each (batch, longest)."""
        return self.tokens(rows).batch(range(len(rows)))

    def tokens(self, rows: Sequence[int] | np.ndarray) -> Tokens:
        """These blocks alone."""
        firsts = np.cumsum([0, *self.counts])
        places = np.asarray(rows)
        streams = np.searchsorted(firsts, places, side="right") - 1
        starts = (places - firsts[streams]) * self.step
        pieces: list[np.ndarray] = []
        offsets = [0]
        for stream, start in zip(streams.tolist(), starts.tolist(), strict=True):
            inner = self.streams[stream][start : start + self.step]
            pieces += [self.begin, inner, self.end]
            offsets.append(offsets[-1] + len(self.begin) + len(inner) + len(self.end))
        return Tokens(np.concatenate(pieces), np.array(offsets), self.pad, cut=0)


def pack(
    rows: RawRows, tokenizer: PreTrainedTokenizerBase, *, length: int, framed: bool, setting: Setting
) -> tuple[Blocks, Parts]:
    """The blocks of at most `length` tokens, and which are of which part.

    After each text stands the token that ends one, where the tokenizer has such. Framed blocks begin and end as the
    tokenizer begins and ends a text. Raises Stopped, JobFault nothing_asked.
    """
    begin, end = (_known(tokenizer.cls_token_id), _known(tokenizer.sep_token_id)) if framed else ([], [])
    stop = _known(tokenizer.eos_token_id) or _known(tokenizer.sep_token_id)
    streams = load_streams(rows, tokenizer, stop=stop, setting=setting)
    first, last = (np.array(tokens, dtype=kind_of(tokenizer)) for tokens in (begin, end))
    step = length - len(begin) - len(end)
    blocks = Blocks(list(streams.values()), step, first, last, padding_of(tokenizer))
    a_part = np.array(blocks.counts).reshape(len(PARTS), -1).sum(axis=1)
    ends = np.cumsum([0, *a_part])
    of = {part: np.arange(*ends[place : place + 2]) for place, part in enumerate(PARTS)}
    for part in PARTS:
        if not len(of[part]):
            raise JobFault("nothing_asked", part=part, max_length=length)
    return blocks, Parts(**of, dropped=0)


def _known(token: int | list[int] | None) -> list[int]:
    return [token] if isinstance(token, int) else []
