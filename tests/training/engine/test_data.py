"""Reading rows, and one clear sentence for each thing that can be wrong with them."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine.data import read_rows
from engine.digests import file_digest
from engine.faults import JobFault
from engine.spec import LabelledTexts, Split
from engine.split import normalised, split_rows
from engine.tables import verify_data

GOOD = "note,fault\nseal drips,leak\nmotor hums,noise\n"


def source(path, **options):
    return LabelledTexts(str(path), text="note", label="fault", **options)


@pytest.fixture
def csv(tmp_path):
    def write(content: str | bytes):
        path = tmp_path / "notes.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return source(path)

    return write


def refusal(act) -> JobFault:
    with pytest.raises(JobFault) as error:
        act()
    return error.value


def test_csv_and_parquet_give_the_same_rows(csv, tmp_path):
    path = tmp_path / "notes.parquet"
    pq.write_table(pa.table({"note": ["seal drips", "motor hums"], "fault": ["leak", "noise"]}), path)

    from_csv, from_parquet = read_rows(csv(GOOD)), read_rows(source(path))

    assert from_csv.texts == from_parquet.texts == ["seal drips", "motor hums"]
    assert from_csv.names == from_parquet.names == ["leak", "noise"]
    assert from_csv.labels.tolist() == from_parquet.labels.tolist() == [0, 1]


def test_cells_are_read_as_they_are_written(csv):
    rows = read_rows(csv('\ufeffnote,fault\n"one, two\nlines",007\nNA,1\n'))

    assert rows.texts == ["one, two\nlines", "NA"]
    assert rows.names == ["007", "1"]


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        ("", "data_empty", "notes.csv has no rows."),
        ("note,fault\n", "data_empty", "notes.csv has no rows."),
        ("text,fault\na,b\n", "column_missing", "notes.csv has no column note."),
        (GOOD + ",leak\n", "text_empty", "Row 3 of notes.csv has no text in column note (1 such rows in all)."),
        (GOOD + "belt, \n", "label_empty", "Row 3 of notes.csv has no label in column fault (1 such rows in all)."),
        (GOOD + "a,b,c\n", "row_ragged", "Row 3 of notes.csv has 3 cells where the header has 2."),
        ("note,fault\na,leak\nb,leak\n", "one_class", "Column fault of notes.csv has the same label in every row."),
        (GOOD.encode() + "Öl,leak\n".encode("latin-1"), "encoding_wrong", "Line 4 of notes.csv is not UTF-8 text."),
        (b"\x00\x01PAR1", "file_unreadable", "notes.csv cannot be read as CSV."),
    ],
)
def test_each_fault_is_one_sentence_with_its_place(csv, content, code, said):
    fault = refusal(lambda: read_rows(csv(content)))

    assert fault.code == code
    assert str(fault) == said
    assert fault.remedy


def test_a_file_that_is_not_there_or_of_another_kind_is_refused(tmp_path):
    (tmp_path / "notes.xls").write_bytes(b"x")
    (tmp_path / "notes.parquet").write_bytes(b"x")

    assert refusal(lambda: read_rows(source(tmp_path / "no.csv"))).code == "file_missing"
    assert refusal(lambda: read_rows(source(tmp_path / "notes.xls"))).code == "format_unknown"
    assert refusal(lambda: read_rows(source(tmp_path / "notes.parquet"))).code == "file_unreadable"


def test_data_that_is_not_what_the_spec_names_is_refused(csv, tmp_path):
    good = file_digest(csv(GOOD).path)
    assert verify_data(source(tmp_path / "notes.csv", sha256=good)) == good

    csv(GOOD + "belt,noise\n")

    assert refusal(lambda: verify_data(source(tmp_path / "notes.csv", sha256=good))).code == "digest_mismatch"


def texts_and_labels(sizes):
    texts = [f"text {label} {number}" for label, size in enumerate(sizes) for number in range(size)]
    return texts, np.repeat(np.arange(len(sizes)), sizes)


def test_every_class_is_in_every_part_by_its_share():
    texts, labels = texts_and_labels([100, 40, 3])

    parts = split_rows(texts, labels, Split(), seed=1)

    assert np.bincount(labels[parts.train]).tolist() == [60, 24, 1]
    assert np.bincount(labels[parts.validation]).tolist() == [10, 4, 1]
    assert np.bincount(labels[parts.test]).tolist() == [30, 12, 1]


def test_no_text_is_in_two_parts():
    texts, labels = texts_and_labels([60, 60])
    doubled = [*texts, *(f"  {text.upper().replace(' ', '   ')}" for text in texts)]

    parts = split_rows([normalised(text) for text in doubled], np.tile(labels, 2), Split(), seed=1)

    seen = [{normalised(doubled[row]) for row in part} for part in (parts.train, parts.validation, parts.test)]
    assert parts.dropped == 120
    assert sum(map(len, seen)) == len(set.union(*seen)) == 120


def test_rows_go_to_the_part_that_the_file_names(csv):
    lines = [f"text {row},{'ab'[row % 2]},{('train', 'validation', 'test')[row % 3]}" for row in range(30)]
    rows = read_rows(replace(csv("\n".join(["note,fault,part", *lines, "text 2,a,train"])), part="part"))

    parts = split_rows(rows.texts, rows.labels, Split(), seed=1, given=rows.given)

    assert parts.train.tolist() == list(range(0, 30, 3))
    assert 2 in parts.test  # a test row that stands in the training part as well stays unseen
    assert parts.dropped == 1


@pytest.mark.parametrize(("named", "code"), [("trial", "part_unknown"), ("train", "part_missing")])
def test_a_part_that_is_none_or_lacks_rows_is_refused(csv, named, code):
    chosen = replace(csv(f"note,fault,part\nseal drips,leak,train\nmotor hums,noise,{named}\n"), part="part")

    assert refusal(lambda: read_rows(chosen)).code == code


def test_a_split_follows_from_its_seed():
    texts, labels = texts_and_labels([50, 50])

    first, again, other = (split_rows(texts, labels, Split(), seed=seed) for seed in (1, 1, 2))

    assert first.test.tolist() == again.test.tolist() != other.test.tolist()


def test_too_few_rows_and_too_small_classes_are_refused():
    few = refusal(lambda: split_rows(*texts_and_labels([8, 8]), Split(), seed=1))
    small = refusal(lambda: split_rows(*texts_and_labels([30, 2]), Split(), seed=1))

    assert str(few) == "The data has 16 different rows; training, validation and test need at least 20 together."
    assert str(small) == "1 of the 2 classes have fewer than 3 different texts, the one of row 31 too."


def test_parts_go_by_their_usual_names_and_rows_to_train_on_lend_some_to_validate_on(tmp_path):
    path = tmp_path / "notes.csv"
    rows = [f"note {n},{'leak' if n % 2 else 'noise'},{'Test' if n < 6 else 'training'}" for n in range(20)]
    path.write_text("\n".join(["note,fault,part", *rows]))

    given = read_rows(LabelledTexts(str(path), part="part", text="note", label="fault")).given

    assert given.tolist() == [2] * 6 + [0] * 6 + [1] + [0] * 6 + [1]
