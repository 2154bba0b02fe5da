"""What no database or calendar has is read as something else, or refused with a sentence; what is told can be kept."""

import io
import json
from contextlib import suppress
from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from catalog.fault_words import tell
from catalog.formats import Fault, errand
from engine import errands

FAR = pa.array([2**31 - 1], pa.date32())
NOT_UTF8 = [None, pa.py_buffer(b"\0\0\0\0\1\0\0\0"), pa.py_buffer(b"\xff")]


def parquet(**columns) -> bytes:
    made = io.BytesIO()
    pq.write_table(pa.table(columns), made)
    return made.getvalue()


def lines(*rows: str) -> bytes:
    return "".join(row + "\n" for row in rows).encode()


def dates(*values: str) -> bytes:
    return lines("day,n", *(f"{value},1" for value in values))


@pytest.fixture
def came_of(tmp_path, put):
    """Looks at a file and reads it, as the child does: the sentences of what is wrong, or else the columns' kinds."""

    def done(do, **order):
        out = tmp_path / do
        out.mkdir(exist_ok=True)
        with suppress(errands.Fault):
            errand.do({"do": do, **order}, out, lambda *_, **__: None)
        result = json.loads((out / "result.json").read_text(), parse_constant=pytest.fail)
        assert "\\u0000" not in json.dumps(result)
        return result if "faults" not in result else [tell(Fault(*each)) for each in result["faults"]]

    def come(content, name):
        known = {"path": str(put(content, name)), "name": name}
        seen = done("inspect", **known)
        read = seen if isinstance(seen, list) else done("normalise", guess=seen["guess"], **known)
        if isinstance(read, list):
            return read
        kept = [tell(Fault(*each)) for each in read["schema"]["repaired"]]
        return {column["name"]: column["kind"] for column in read["schema"]["columns"]}, kept

    return come


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.jsonl", lines(r'{"t": "a\ud800"}'), r"a.jsonl, row 1, column “t”: the value holds half a letter (\ud800)"),
        ("a.jsonl", lines(r'{"t": ["\ud800"]}'), "column “t”: the value holds half a letter"),
        ("a.jsonl", lines(r'{"a\ud800": 1}'), "a.jsonl, column “a�”: a name has 1 to 200 letters"),
        ("a.jsonl", lines('{"a": 1}', r'{"\u0000": 1}'), "a.jsonl, column “�”: a name has 1 to 200 letters"),
        ("a.json", b'[{"": 1}]', "a name has 1 to 200 letters"),
        ("a.json", b"[{}, {}]", "a.json holds no objects"),
        ("a.jsonl", lines(r'{"t": ["a"]}', r'{"t": ["b\u0000"]}'), "row 2, column “t”: the value holds a NUL"),
        ("a.csv", b"text,n\na\0b,1\n", "row 1 (line 2), column “text”: the value holds a NUL"),
        ("a.csv", "text,n\n".encode("utf-16") + b"\x00\xd8a\x00,\x001\x00\n\x00", "the value is not written in utf-16"),
        ("a.parquet", parquet(**{"a\0": ["x"]}), "a.parquet, column “a�”: a name has 1 to 200 letters"),
        ("a.parquet", parquet(a=["x\0"]), "row 1, column “a”: the value holds a NUL"),
        ("a.parquet", parquet(a=pa.array([], pa.string())), "a.parquet names its columns but has no rows"),
        ("a.parquet", parquet(), "a.parquet names its columns but has no rows"),
        ("a.parquet", parquet(a=FAR), "a.parquet, column “a”: a value of the kind “date” can't be kept"),
        ("a.parquet", parquet(a=pa.Array.from_buffers(pa.string(), 1, NOT_UTF8)), "texts are UTF-8"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence(came_of, name, content, sentence):
    said = came_of(content, name)

    assert isinstance(said, list), said
    assert any(sentence in each for each in said), said


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (dates("2023-02-28", "2023-02-30"), "a.csv, row 2, column “day”: “2023-02-30” is no date"),
        (dates("2023-02-28 10:00", "2023-02-30 10:00"), "row 2, column “day”: “2023-02-30 10:00” is no moment"),
        (dates("2023/02/28", "2023/02/31"), "row 2, column “day”: “2023/02/31” is no moment"),
        (dates("0000-01-01"), "row 1, column “day”: “0000-01-01” is no date"),
    ],
)
def test_a_day_that_does_not_exist_is_a_text(came_of, content, place):
    kinds, kept = came_of(content, "a.csv")

    assert kinds["day"] == "text"
    assert any(place in said for said in kept), kept


def test_moments_are_read_however_they_are_written(bring):
    said = ("2023/1/5", "2023-01-05 7:30", "2023-01-05T07:30:15.25")

    assert [row["day"] for row in bring(dates(*said)).rows] == [
        datetime(2023, 1, 5),  # noqa: DTZ001  a table's moments have no zone
        datetime(2023, 1, 5, 7, 30),  # noqa: DTZ001
        datetime(2023, 1, 5, 7, 30, 15, 250_000),  # noqa: DTZ001
    ]


def test_a_column_of_nothing_and_infinity_are_read(came_of):
    table = parquet(a=pa.nulls(2), b=pa.array([None, None], pa.list_(pa.null())), n=[float("nan"), float("inf")])

    assert came_of(table, "a.parquet")[0] == {"a": "text", "b": "text", "n": "number"}
    assert came_of(lines('{"n": 1e999}'), "a.jsonl")[0] == {"n": "number"}
