"""What would fill the memory is refused within it, or read within it."""

import gzip
import io
import subprocess
import sys
import zipfile

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

pytestmark = pytest.mark.heavy

MOST_MB = 512
READ = """
import re, sys
from pathlib import Path
from catalog.formats import FormatError, inspect, normalise
path = Path(sys.argv[1])
try:
    schema = normalise(path, inspect(path, name=path.name), path.parent / "out", name=path.name)
    print(schema.rows)
except FormatError as error:
    print(error.faults[0].code)
print(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""


def pictures() -> bytes:
    made = io.BytesIO()
    noise = io.BytesIO()
    Image.fromarray(np.zeros((8_000, 8_000, 4), np.uint8)).save(noise, "PNG", compress_level=1)
    with zipfile.ZipFile(made, "w") as archive:
        for label in "ab":
            archive.writestr(f"{label}/x.png", noise.getvalue() + label.encode())
    return made.getvalue()


def row_group() -> bytes:
    made = io.BytesIO()
    text = pa.repeat("a text that is kept in one row group " * 30, 500_000)
    pq.write_table(pa.table({"text": text}), made, row_group_size=500_000, compression="lz4", use_dictionary=False)
    return made.getvalue()


def wide() -> bytes:
    return b",".join(b"c%d" % (3 * i) for i in range(10_000)) + (b"\n" + b"1," * 9_999 + b"1") * 100


CASES = {
    "a field of 100 MB": ("rows.csv", lambda: b'a,b\n1,2\n"' + b"x" * 100_000_000 + b'",1\n', "row_too_long"),
    "a line of 100 MB": ("rows.csv", lambda: b"a,b\n1,2\n" + b"x" * 100_000_000, "row_too_long"),
    "a document of 100 MB": ("rows.json", lambda: b'[{"a": "' + b"x" * 100_000_000, "document_too_long"),
    "a list of lists": ("rows.json", lambda: b'[{"a": [' + b"[]," * 5_000_000, "document_too_long"),
    "numbers without end": ("rows.jsonl", lambda: b'{"a": [' + b"1," * 10_000_000, "document_too_long"),
    "deep JSON": ("rows.json", lambda: b"[" * 10_000_000, "too_deep"),
    "a word of 100 MB": ("notes.txt", lambda: b"x" * 100_000_000, "text_too_long"),
    "10,000 columns": ("rows.csv", wide, "100"),
    "a packed bomb": ("rows.csv.gz", lambda: gzip.compress(b"a,b\n" + bytes(300_000_000), 1), "row_too_long"),
    "texts of 2 MB": ("notes.txt", lambda: (b"x" * 1_900_000 + b"\n") * 160, "160"),
    "words of 2 MB": ("tags.txt", lambda: (b"x" * 1_900_000 + b"\tO\n\n") * 160, "160"),
    "objects of 2 MB": (
        "rows.json",
        lambda: b"[" + b",".join([b'{"a": "%s"}' % (b"x" * 1_900_000)] * 160) + b"]",
        "160",
    ),
    "large pictures": ("set.zip", pictures, "2"),
    "one row group of 550 MB": ("rows.parquet", row_group, "500000"),
}


@pytest.mark.parametrize("case", CASES)
def test_memory_holds_whatever_comes(tmp_path, case):
    name, made, outcome = CASES[case]
    (tmp_path / name).write_bytes(made())

    said = subprocess.run(
        [sys.executable, "-c", READ, str(tmp_path / name)], stdout=subprocess.PIPE, check=True, text=True
    ).stdout.split()

    assert said[0] == outcome
    assert int(said[1]) / 1024 <= MOST_MB
