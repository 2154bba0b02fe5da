"""Train, validation and test as a part of a version: given or made, and rows of two parts that are alike."""

import io
import random
import zipfile
from collections import Counter
from dataclasses import replace

import pytest
from PIL import Image

from catalog.fault_words import tell
from catalog.formats import FormatError, Split

WORDS = ("valve", "bearing", "spindle", "gearbox", "belt", "motor", "pump", "filter", "shaft", "clutch", "brake")


def sentence(number):
    return " ".join(random.Random(number).choices(WORDS, k=9))


def rows(*, more=(), column="", count=200):
    """Notes of twenty machines, a day each ten of them, two classes of which one is rare."""
    lines = [f"note,fault,machine,day{column}"]
    lines += [
        f"{sentence(n)},{'leak' if n % 10 else 'wear'},m{n % 20},2026-01-{1 + n // 10:02}"
        + (f",{('train', 'train', 'dev', 'Test')[n % 4]}" if column else "")
        for n in range(count)
    ]
    return "\n".join([*lines, *more])


def split(**how):
    def corrected(guess):
        roles = {"note": "text", "fault": "label", "machine": "group", "day": "time", "part": "split"}
        columns = [replace(each, role=roles.get(each.name, each.role)) for each in guess.columns]
        return replace(guess, columns=columns, split=Split(**how))

    return corrected


def by_part(brought, column):
    found = {}
    for row in brought.rows:
        found.setdefault(row["split"], []).append(row[column])
    return found


def test_a_split_at_random_has_the_shares_that_were_asked_for_and_the_same_seed_makes_it_again(bring):
    first = bring(rows(), correct=split(way="random", seed=4))
    parts = Counter(first.table["split"].to_pylist())

    assert parts == {"train": 160, "validation": 20, "test": 20}
    assert first.schema.split["parts"] == parts
    assert first.schema.columns[-1].role == "split"
    assert bring(rows(), correct=split(way="random", seed=4)).table.equals(first.table)
    assert not bring(rows(), correct=split(way="random", seed=5)).table.equals(first.table)


def test_each_class_has_the_same_shares_and_each_group_one_part(bring):
    stratified = by_part(bring(rows(), correct=split(way="stratified", test=0.2)), "fault")
    grouped = by_part(bring(rows(), correct=split(way="grouped", seed=1)), "machine")

    assert {part: Counter(labels)["wear"] for part, labels in stratified.items()} == {
        "train": 14, "validation": 2, "test": 4,
    }  # fmt: skip
    assert sum(len(set(machines)) for machines in grouped.values()) == 20
    assert set(grouped) == {"train", "validation", "test"}


def test_by_time_the_latest_rows_are_the_test_and_no_moment_is_in_two_parts(bring):
    days = by_part(bring(rows(), correct=split(way="time")), "day")

    assert max(days["train"]) < min(days["validation"])
    assert max(days["validation"]) < min(days["test"])


def test_a_split_that_is_given_is_kept_in_our_words(bring):
    brought = bring(rows(column=",part"), correct=split())

    assert Counter(brought.table["part"].to_pylist()) == {"train": 100, "validation": 50, "test": 50}
    assert (brought.schema.split["way"], brought.schema.split["parts"]["validation"]) == ("given", 50)


def test_what_is_no_part_and_a_part_without_rows_are_faults(bring):
    for content, how, said in [
        (rows(column=",part", more=["a,leak,m1,2026-02-01,later"]), {}, "row 201, column “part”: “later” is no part"),
        (rows(count=9), {"way": "time", "test": 0.05}, "no row would be for validation"),
    ]:
        with pytest.raises(FormatError) as refused:
            bring(content, correct=split(**how))
        assert said in tell(refused.value.faults[0])


def test_rows_of_two_parts_that_are_nearly_the_same_are_told_left_out_or_refused(bring):
    again = sentence(3).upper().replace(" ", "  ") + "!"  # row 4, given to the test
    content = rows(column=",part", more=[f"{again},leak,m1,2026-02-01,train"])

    assert len(bring(content, correct=split()).rows) == 201
    left = bring(content, correct=split(alike="removed"))
    assert (len(left.rows), left.schema.split["removed"]) == (200, 1)
    assert again not in left.table["note"].to_pylist()
    assert "1 rows were left out" in left.repaired[-1]
    with pytest.raises(FormatError) as refused:
        bring(content, correct=split(alike="refused"))
    assert "row 4 (test) and row 201 (train) are nearly the same" in tell(refused.value.faults[0])


def test_a_picture_that_was_only_written_anew_is_known_again(bring, tmp_path):
    path = tmp_path / "scans.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(12):
            pixels = random.Random(number).randbytes(12 * 9)
            picture = Image.frombytes("L", (12, 9), pixels).resize((240, 180), Image.Resampling.BICUBIC)
            for folder, size, form in [("train", (240, 180), "PNG"), ("test", (200, 150), "JPEG")][: 1 + (number == 7)]:
                out = io.BytesIO()
                picture.resize(size).save(out, form)
                archive.writestr(f"{folder}/{number % 2}/{number}.{form.lower()}", out.getvalue())

    left = bring(path, "scans.zip", correct=lambda guess: replace(guess, split=Split(alike="removed")))

    assert left.schema.split["parts"] == {"train": 11, "validation": 0, "test": 1}
    with zipfile.ZipFile(tmp_path / "out" / "pictures.zip") as album:
        assert sorted(album.namelist()) == sorted(left.table["picture"].to_pylist()), "what is left out goes with it"
