"""Parquet, tagged tokens, plain text and several files at once."""

import zipfile
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

TAGGED = "Anna\tB-person\nruns\tO\n\nBonn\tB-location\n.\tO\n"


@pytest.fixture
def zipped(tmp_path):
    """Makes a zip of files."""

    def make(files: dict[str, str | bytes], name: str = "set.zip"):
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in files.items():
                archive.writestr(member, content)
        return tmp_path / name

    return make


def test_parquet_keeps_kinds_and_nests_nothing(bring, tmp_path):
    rows = [{"n": 1, "text": "a pump that runs well", "words": ["a", "b"], "more": {"x": [1]}, "kind": "wear"}] * 9
    table = pa.Table.from_pylist(rows).set_column(4, "kind", pa.array(["wear"] * 9).dictionary_encode())
    pq.write_table(table, tmp_path / "rows.parquet", row_group_size=2)

    brought = bring(tmp_path / "rows.parquet", "rows.parquet")

    assert brought.kinds == {"n": "integer", "text": "text", "words": "list", "more": "text", "kind": "text"}
    assert brought.rows == [{**rows[0], "more": '{"x": [1]}'}] * 9


def test_a_damaged_parquet_file_is_refused(refused, tmp_path):
    pq.write_table(pa.table({"text": ["a"] * 1000}), tmp_path / "whole.parquet")
    content = (tmp_path / "whole.parquet").read_bytes()

    assert refused(content[:-20], "cut.parquet")[0].startswith("cut.parquet is damaged or not complete.")
    assert refused(content[:100] + content[-8:], "hollow.parquet")[0].startswith("hollow.parquet is damaged")


@pytest.mark.parametrize(
    "content", [TAGGED, TAGGED.replace("\t", " "), "-DOCSTART- O\n\n" + TAGGED, TAGGED.encode("utf-16")]
)
def test_tagged_tokens_become_sentences(bring, content):
    brought = bring(content, "tagged.txt")

    assert brought.schema.shape == "tagged"
    assert brought.rows[0] == {"tokens": ["Anna", "runs"], "tags": ["B-person", "O"]}
    assert brought.schema.rows == 2


def test_a_line_without_a_tag_is_said(refused):
    later = "".join(f"word{i}\tO\n" + ("\n" if i % 9 == 8 else "") for i in range(20_000))

    assert refused(later + "alone\n", "tagged.txt") == [
        "tagged.txt, row 2223 (line 22223): “alone” is no word with a tag. Write a word, a tab and a tag such as O or "
        "B-person on each line."
    ]


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        ("One line.\nAnother one.\n", ["One line.", "Another one."]),
        ("A paragraph\nof two lines.\n\nAnother\nof two.\r\n", ["A paragraph\nof two lines.", "Another\nof two."]),
        ("水泵坏了\n修好了\n".encode("gb18030"), ["水泵坏了", "修好了"]),
    ],
)
def test_plain_text_becomes_lines_or_paragraphs(bring, content, texts):
    brought = bring(content, "notes.txt")

    assert (brought.schema.shape, [row["text"] for row in brought.rows]) == ("raw", texts)


def test_text_files_in_folders_are_labelled_by_them(bring, zipped):
    files = {
        f"films/{part}/{label}/{i}.txt": f"film {i}\nwas {label}"
        for i in range(4)
        for part in ("train", "test")
        for label in ("bad", "good")
    }

    brought = bring(zipped(files), "films.zip")

    assert brought.schema.classes == {"bad": 8, "good": 8}
    assert brought.rows[0] == {"text": "film 0\nwas bad", "label": "bad", "split": "train"}


def test_several_tables_are_one_dataset_with_their_splits(bring, zipped):
    rows = "".join(f"the pump number {i} runs,{'wear' if i % 2 else 'heat'}\n" for i in range(8))
    files = {
        "a/train.csv": f"note,fault\n{rows}",
        "a/test.csv": f"note,fault\n{rows}",
        "a/README.md": "# A",
        "a/x.json": "[]",
    }

    def as_a_database_keeps_it(guess):
        return replace(guess, parts=dict(sorted(guess.parts.items(), key=lambda each: len(each[0]))))

    brought = bring(zipped(files), "set.zip", correct=as_a_database_keeps_it)

    assert brought.guess.parts == {"a/train.csv": "train", "a/test.csv": "test"}
    assert brought.roles == {"note": "text", "fault": "label", "split": "split"}
    assert [row["split"] for row in brought.rows] == ["train"] * 8 + ["test"] * 8
    assert brought.repaired == ["set.zip: “a/x.json” was left out, because it is of another kind than most files."]


def test_tables_with_other_columns_are_refused(refused, zipped):
    files = {"train.csv": "note,fault\na,b\n", "test.csv": "note,flaw\na,b\n"}

    assert refused(zipped(files), "set.zip")[0].startswith("test.csv, first line, column “flaw”: “train.csv” has other")


def test_a_series_is_known_by_its_times(bring):
    rows = "".join(f"2024-01-01 {i:02d}:00,m{i % 2},{i}.5,{i * 2}\n" for i in range(24))

    brought = bring(f"time,machine,temperature,pressure\n{rows}", "series.csv")

    assert brought.schema.shape == "series"
    assert brought.roles == {"time": "time", "machine": "group", "temperature": "target", "pressure": "value"}


def test_series_in_a_file_each_are_told_apart_by_their_files(bring, zipped):
    rows = "".join(f"2026-01-{day:02}T00:00:00,{20 + day / 10},1.{day}\n" for day in range(1, 29))
    names = ("train/press.csv", "train/lathe.csv", "test/saw.csv")

    brought = bring(zipped(dict.fromkeys(names, f"time,temperature,pressure\n{rows}")), "halls.zip")

    assert (brought.roles["time"], brought.roles["series"], brought.roles["split"]) == ("time", "group", "split")
    told = [(row["series"], row["split"]) for row in brought.rows[::28]]
    assert sorted(told) == [("test/saw", "test"), ("train/lathe", "train"), ("train/press", "train")]


def test_a_pair_of_texts_is_known_by_its_names(bring):
    rows = "".join(f"a pump number {i} runs,the pump number {i} does not stop,{i % 2}\n" for i in range(9))

    brought = bring(f"premise,hypothesis,label\n{rows}", "pairs.csv")

    assert brought.schema.shape == "pairs"
    assert brought.roles == {"premise": "text", "hypothesis": "second", "label": "label"}


def test_series_in_rows_become_rows_of_steps(bring):
    rows = "".join(
        f"{'worn' if i % 2 else 'good'}," + ",".join(str(i + t / 10) for t in range(12)) + "\n" for i in range(9)
    )
    header = "state," + ",".join(f"t{t}" for t in range(12)) + "\n"

    brought = bring(header + rows, "wide.csv")

    assert brought.schema.shape == "series"
    assert brought.roles == {"series": "group", "step": "time", "value": "target", "state": "label"}
    assert brought.schema.rows == 9 * 12
    assert brought.rows[13] == {"series": 2, "step": 1, "value": 1.1, "state": "worn"}


def test_series_without_a_header_have_their_class_first(bring):
    rows = "".join(f"{i % 2 + 1}\t" + "\t".join(f"{t / 10 + i:.2f}" for t in range(12)) + "\n" for i in range(9))

    brought = bring(rows, "GunPoint_TRAIN.tsv")

    assert brought.roles == {"series": "group", "step": "time", "value": "target", "column_1": "label"}
    assert brought.schema.classes == {"1": 60, "2": 48}


def test_a_step_that_is_no_number_is_refused(refused):
    header = "state," + ",".join(f"t{t}" for t in range(12)) + "\n"
    rows = "a state of the machine that is long," + ",".join("1.5" for _ in range(12)) + "\n"

    said = refused(header + rows * 3000 + rows.replace("1.5\n", "broken\n"), "wide.csv")

    assert said[0].startswith("wide.csv, row 3001, column “t11”: “broken” is no number")
