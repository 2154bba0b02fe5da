"""What is wrong with a file is said in one sentence that names file, row, column and remedy."""

import io

import pytest
from django.core.exceptions import ValidationError

from catalog.tables import check_table

GOOD = "note,fault\n" + "".join(f"text {i},{'wear' if i % 2 else 'heat'}\n" for i in range(8))


def faults_of(content: str | bytes, name: str = "/home/me/notes.csv") -> list[str]:
    with pytest.raises(ValidationError) as refused:
        check_table(named(content, name), text="note", label="fault")
    return refused.value.messages


def named(content: str | bytes, name: str = "notes.csv") -> io.BytesIO:
    file = io.BytesIO(content if isinstance(content, bytes) else content.encode())
    file.name = name
    return file


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "notes.csv is empty."),
        ("note,fault\n", "notes.csv names its columns but has no rows below them."),
        (GOOD.replace("note,", "nota,"), "notes.csv has no column “note”. It has: “nota”, “fault”."),
        (GOOD.replace("note,", "fault,"), "notes.csv, first line: more than one column is called “fault”."),
        (GOOD + "alone,other\n", "notes.csv, row 9, column “fault”: “other” has 1 text only"),
        (GOOD.replace("heat", "wear"), "notes.csv, column “fault”: every row says “wear”."),
        (GOOD + "ragged\n", "notes.csv, row 9 (line 10): it has 1 values, but there are 2 columns."),
        (GOOD + "unlabelled, \n", "notes.csv, row 9 (line 10), column “fault”: the value is empty."),
        (GOOD + "nu\0l,wear\n", "notes.csv, row 9 (line 10), column “note”: the value holds a NUL character."),
        (GOOD + '"open,wear\n', "notes.csv, line 10: the quotation marks don't match."),
        (GOOD + f'"{"x" * 140_000}",wear\n', "notes.csv, line 10: a value is longer than 131072 characters."),
        (
            GOOD.encode() + "müde,wear\n".encode("latin-1"),
            "row 9 (line 10), column “note”: the value is not written in UTF-8",
        ),
        (GOOD.encode("utf-16"), "notes.csv, row 1: the file is written in UTF-16."),
    ],
)
def test_each_fault_is_a_sentence_that_says_where(content, sentence):
    assert any(sentence in fault for fault in faults_of(content)), faults_of(content)


def test_faults_of_several_rows_are_said_at_once():
    assert len(faults_of(GOOD + ",wear\nragged\nunlabelled,\n")) == 3


def test_a_file_that_would_not_fit_is_not_read_to_its_end(monkeypatch):
    monkeypatch.setattr("catalog.tables.LARGEST_BYTES", 10)

    assert faults_of(GOOD) == ["notes.csv is larger than 0 MB. Bring it in parts, as several datasets."]


def test_a_blank_line_counts_as_no_row_but_lines_keep_their_numbers():
    assert "row 9 (line 12)" in faults_of(GOOD + "\n\n,wear\n")[0]


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.replace(",", ";"),
        GOOD.replace(",", "\t"),
        GOOD.replace("\n", "\r\n"),
    ],
    ids=["plain", "with a byte order mark", "semicolons", "tabs", "from Windows"],
)
def test_tables_are_read_as_spreadsheets_write_them(content):
    assert check_table(named(content), text="note", label="fault").classes == {"heat": 4, "wear": 4}


def test_the_sample_that_travels_with_the_project_is_sound(plant_notes):
    table = check_table(plant_notes, text="note", label="fault")

    assert len(table.rows) >= 600
    assert len(table.classes) == 6
