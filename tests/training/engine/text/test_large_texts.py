"""Raw texts that are larger than memory: read a chunk at a time, and mapped from the disk as tokens."""

import json
import os
import subprocess
import sys
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

from engine import chunks, streams
from engine.chunks import text_chunks
from engine.faults import Stopped
from engine.spec import RawTexts

WRITE = {
    "csv": pyarrow.csv.write_csv,
    "parquet": pyarrow.parquet.write_table,
    "jsonl": lambda table, path: path.write_text("\n".join(map(json.dumps, table.to_pylist()))),
    "txt": lambda table, path: path.write_text("\n".join(row["text"] for row in table.to_pylist())),
}
MEGABYTES = 24


@pytest.mark.heavy
def test_training_takes_less_memory_than_its_texts_alone_would(tmp_path):
    program = Path(__file__).with_name("larger_than_memory.py")
    surroundings = {**os.environ, "OMP_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1"}

    grown = subprocess.run(
        [sys.executable, program, tmp_path, str(MEGABYTES)],
        env=surroundings,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    ).stdout

    assert int(grown) < MEGABYTES * 1e6


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet", "txt"])
def test_texts_in_chunks_are_all_texts_in_their_order(kind, tmp_path, monkeypatch, texts):
    monkeypatch.setattr(chunks, "CHUNK", 500)
    monkeypatch.setattr(chunks, "ROWS", 7)
    path = tmp_path / f"rows.{kind}"
    WRITE[kind](pa.table({"text": [f"  {each['text']} é" for each in texts]}), path)

    pieces = list(text_chunks(path, "text", empty="text_empty"))

    assert [*chain.from_iterable(pieces)] == [f"{each['text']} é" for each in texts]
    assert len(pieces) > 10 or kind == "csv"  # of which pyarrow reads a megabyte at once


def test_a_job_stopped_while_texts_become_tokens_goes_on_there(do, job, writer, tmp_path, monkeypatch, texts):
    monkeypatch.setattr(chunks, "CHUNK", 500)
    path, out, read = tmp_path / "notes.txt", tmp_path / "out", []
    path.write_text("\n".join(each["text"] for each in texts))
    spec = job("causal-language-modelling", writer, RawTexts(str(path)), epochs=1)
    alone = do(spec)
    monkeypatch.setattr(streams, "in_bites", lambda *of: (read.append(bite) or bite for bite in chunks.in_bites(*of)))

    with pytest.raises(Stopped):
        do(spec, out, should_stop=lambda: len(read) > 9)
    resumed = do(spec, out, resume=True)

    assert sum(map(len, read)) == len(texts)  # each once
    assert resumed.results["digests"] == alone.results["digests"]
