"""Raw texts as token numbers, a stream for each part of each source: made once, kept on the disk, mapped into memory.

Making them can take hours, so that a job which is interrupted goes on where it was.
"""

import hashlib
import itertools
import json
import os
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
from transformers import PreTrainedTokenizerBase

from engine.arithmetic import Setting
from engine.chunks import in_bites
from engine.digests import folder_digest, object_digest
from engine.faults import Stopped
from engine.raw_rows import RawRows
from engine.tokens import kind_of

BITE = 2**18  # characters that are tokenised together; a tokenizer takes some hundred bytes for each token of them
SYNC_SECONDS = 30.0  # at most are lost when the machine fails
DONE = "done.json"


def load_streams(
    rows: RawRows, tokenizer: PreTrainedTokenizerBase, *, stop: list[int], setting: Setting
) -> dict[str, np.ndarray]:
    """The tokens of each stream's texts, `stop` after each text, from the job's cache when it has them.

    Raises Stopped.
    """
    assert setting.cache is not None
    split = hashlib.sha256(rows.stream.tobytes()).hexdigest()
    folder = setting.cache / object_digest([_digest(tokenizer), rows.source.text, split, stop])
    if not folder.is_dir():
        unfinished = folder.with_suffix(".unfinished")
        _write(unfinished, rows, tokenizer, stop, setting)
        unfinished.rename(folder)
    return {name: _mapped(folder / name, kind_of(tokenizer)) for name in rows.streams}


def _digest(tokenizer: PreTrainedTokenizerBase) -> str:
    with tempfile.TemporaryDirectory() as folder:
        tokenizer.save_pretrained(folder)
        return folder_digest(folder)


def _mapped(path: Path, kind: "np.dtype[Any]") -> np.ndarray:
    return np.memmap(path, kind, "r") if path.stat().st_size else np.zeros(0, kind)  # nothing cannot be mapped


def _write(folder: Path, rows: RawRows, tokenizer: PreTrainedTokenizerBase, stop: list[int], setting: Setting) -> None:
    """Write the streams into `folder`, from where an interrupted job was."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as opened:
        streams = _Files(folder, rows.streams, opened)
        for places, texts in rows.chunks():
            if places[0] < streams.rows:
                continue
            if setting.should_stop():
                streams.sync()
                raise Stopped
            for number, file in enumerate(streams.files.values()):
                chosen = [texts[i] for i in np.flatnonzero(rows.stream[places] == number).tolist()]
                for bite in in_bites(chosen, BITE, len):
                    ids = tokenizer(bite, add_special_tokens=False, verbose=False, return_attention_mask=False)
                    ended = itertools.chain.from_iterable((*each, *stop) for each in ids["input_ids"])
                    np.fromiter(ended, kind_of(tokenizer)).tofile(file)
            streams.rows = int(places[-1]) + 1
            if time.monotonic() - streams.synced_at > SYNC_SECONDS:
                streams.sync()


class _Files:
    """A file for each stream that grows; after `sync` at least what was in them then is found again."""

    def __init__(self, folder: Path, names: list[str], opened: ExitStack) -> None:
        self.done = folder / DONE
        known: dict[str, Any] = {"rows": 0, "bytes": [0] * len(names)}
        if self.done.exists():
            known = json.loads(self.done.read_bytes())
        self.rows: int = known["rows"]  # of the file that are in them
        self.files = {name: opened.enter_context((folder / name).open("ab")) for name in names}
        for file, size in zip(self.files.values(), known["bytes"], strict=True):
            file.truncate(size)
        self.synced_at = time.monotonic()

    def sync(self) -> None:
        """Force them to the disk, and say so."""
        for file in self.files.values():
            file.flush()
            os.fsync(file.fileno())
        known = {"rows": self.rows, "bytes": [file.tell() for file in self.files.values()]}
        unfinished = self.done.with_suffix(".unfinished")
        unfinished.write_text(json.dumps(known))
        unfinished.rename(self.done)
        self.synced_at = time.monotonic()
