"""The plant notes sample keeps the promises that its README makes."""

import csv
import re
from collections import Counter
from itertools import combinations
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "datasets" / "catalog" / "samples" / "plant_notes"
NOTES = FOLDER / "notes.csv"
README = FOLDER / "README.md"

FAULTS = {
    "bearing wear",
    "lubrication",
    "misalignment",
    "overheating",
    "electrical",
    "sensor fault",
}


def read_rows():
    with NOTES.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def words_of(note):
    return frozenset(re.findall(r"[a-z0-9]+", note.lower()))


def overlap(one, other):
    return len(one & other) / len(one | other)


def test_the_file_is_utf8_with_unix_line_ends_and_the_promised_header():
    raw = NOTES.read_bytes()
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    assert raw.decode("utf-8").split("\n", 1)[0] == "note,fault"


def test_there_are_at_least_640_notes_and_each_sits_on_one_line():
    rows = read_rows()
    assert len(rows) >= 640
    assert len(NOTES.read_text(encoding="utf-8").splitlines()) == len(rows) + 1


def test_every_row_has_exactly_a_note_and_one_of_the_six_faults():
    for row in read_rows():
        assert set(row) == {"note", "fault"}
        assert row["note"]
        assert row["note"] == row["note"].strip()
        assert row["fault"] in FAULTS


def test_every_note_is_between_8_and_40_words_long():
    for row in read_rows():
        assert 8 <= len(row["note"].split()) <= 40, row["note"]


def test_all_notes_are_distinct():
    notes = [row["note"] for row in read_rows()]
    assert len(set(notes)) == len(notes)


def test_the_classes_are_uneven_and_the_smallest_has_at_least_50_notes():
    counts = Counter(row["fault"] for row in read_rows())
    assert set(counts) == FAULTS
    assert min(counts.values()) >= 50
    assert max(counts.values()) >= 2 * min(counts.values())


def test_the_classes_are_mixed_rather_than_sorted():
    first = {row["fault"] for row in read_rows()[:50]}
    assert first == FAULTS


def test_no_two_notes_share_60_percent_of_their_words():
    notes = [(row["note"], words_of(row["note"])) for row in read_rows()]
    too_close = [(a, b) for (a, one), (b, other) in combinations(notes, 2) if overlap(one, other) >= 0.6]
    assert too_close == []


def test_the_readme_states_the_licence_and_the_true_count_of_every_class():
    text = README.read_text(encoding="utf-8")
    assert "CC0-1.0" in text
    counts = Counter(row["fault"] for row in read_rows())
    for fault, count in counts.items():
        assert re.search(rf"^\| {fault} +\| +{count} \|$", text, re.MULTILINE), fault
    assert f"**{sum(counts.values())}**" in text
