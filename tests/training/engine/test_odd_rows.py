"""Rows that are allowed and odd: what comes of them is defined."""

import csv
from dataclasses import replace

import pytest


@pytest.fixture
def on(do, spec, tmp_path):
    """Does a brief job on these rows of text, label and part."""

    def do_on(rows, **training):
        path = tmp_path / "notes.csv"
        with path.open("w", newline="") as file:
            csv.writer(file).writerows([("note", "fault", "part"), *rows])
        brief = replace(spec.training, epochs=1, **training)
        return do(replace(spec, data=replace(spec.data, path=str(path), part="part"), training=brief))

    return do_on


def told(rows, parts):
    """Rows with these parts, by how many have each."""
    names = [name for name, count in parts.items() for _ in range(count)]
    return [(*row, name) for row, name in zip(rows, names, strict=False)]


def test_a_text_of_a_hundred_thousand_characters_is_cut_and_told(on, rows):
    long = (("pump motor " * 9091)[:100_000], "leak")

    job = on(told([long, *rows], {"train": 40, "validation": 10, "test": 20}))

    assert job.results["rows"]["cut"] == 1
    assert "texts_cut" in job.told.codes()


def test_parts_of_one_row_are_enough_for_a_result_that_claims_nothing(on, rows):
    results = on(told(rows, {"train": 40, "validation": 1, "test": 1})).results

    assert results["rows"]["test"] == 1
    assert results["verdict"] == "not_shown"
    assert results["slices"] == []
    _, low, high = results["contenders"]["tuned"]["accuracy"]
    assert high - low > 0.5


def test_a_label_that_is_never_predicted_nor_in_the_test_has_no_f1(on, rows):
    rare = ("smoke belt valve", "fire")
    split = told([rare, *rows], {"train": 61, "validation": 20, "test": 30})

    results = on(split).results

    fire = next(each for each in results["classes"] if each["label"] == "fire")
    assert (fire["rows"], fire["f1"], fire["precision"], fire["recall"]) == (0, None, None, None)
