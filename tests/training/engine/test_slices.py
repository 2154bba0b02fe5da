"""Where a model is better and where it is worse."""

import csv
from dataclasses import replace

import numpy as np
import pytest

from engine.calibration import brier_score, expected_calibration_error, fit_temperature, reliability, tempered
from engine.classes import Accuracy
from engine.faults import JobFault
from engine.slices import LEAST, script, slices, thirds, weigh_slices


def test_thirds_of_lengths_have_about_as_many_rows_and_say_their_range():
    lengths = np.array([3, 4, 5, 6, 7, 8, 9, 10, 30])

    assert thirds(lengths) == ["3–5"] * 3 + ["6–8"] * 3 + ["9–30"] * 3
    assert set(thirds(np.full(9, 4))) == {"4–4"}


def test_the_script_is_that_of_most_letters():
    assert [script(text) for text in ("Seal drips", "轴承漏油 (SKF)", "подшипник", "4711 !")] == [
        "LATIN",
        "CJK",
        "CYRILLIC",
        "",
    ]


def test_a_kind_of_rows_that_the_model_does_not_know_comes_first():
    labels = np.tile([0, 1], 60)
    said = np.eye(2)[labels] * 0.8 + 0.1
    said[40:80] = 1 - said[40:80]  # all wrong there
    found = slices(None, None, {"site": ["lyon"] * 40 + ["lund"] * 40 + ["oslo"] * 40})
    right = (said.argmax(axis=1) == labels).astype(float)

    worst, *rest = weigh_slices(found, lambda inside: Accuracy(labels[inside]), said, right, seed=1)

    assert (worst["by"], worst["value"], worst["rows"], worst["accuracy"][0]) == ("site", "lund", 40, 0.0)
    assert worst["difference_to_rest"] == (-1.0, -1.0, -1.0)
    assert [each["accuracy"][0] for each in rest] == [1.0, 1.0]


def test_few_rows_and_all_rows_are_no_slice():
    columns = {"site": ["lyon"] * 100 + ["lund"] * (LEAST - 1), "same": ["yes"] * (99 + LEAST)}

    assert [each.value for each in slices(None, None, columns)] == ["lyon"]


def test_a_job_tells_its_result_by_length_and_by_declared_columns(do, brief, rows, tmp_path):
    path = tmp_path / "notes.csv"
    with path.open("w", newline="") as file:
        sites = [(*row, ("lyon", "lund")[number % 2]) for number, row in enumerate(rows * 2)]
        csv.writer(file).writerows(
            [("note", "fault", "site"), *((f"{t} s{i}", f, s) for i, (t, f, s) in enumerate(sites))]
        )
    data = replace(brief.data, path=str(path), slices=("site",))

    told = do(replace(brief, data=data)).results["slices"]

    assert {each["by"] for each in told} >= {"site", "length"}
    assert sum(each["rows"] for each in told if each["by"] == "site") == 72
    assert [each["difference_to_rest"][0] for each in told] == sorted(each["difference_to_rest"][0] for each in told)


def test_a_declared_column_that_is_not_there_is_refused(do, brief):
    with pytest.raises(JobFault, match="has no column site"):
        do(replace(brief, data=replace(brief.data, slices=("site",))))


def test_the_temperature_of_who_is_too_sure_is_above_one_and_makes_confidence_believable():
    random = np.random.default_rng(5)
    true = random.dirichlet([1, 1, 1], size=4000)
    labels = np.array([random.choice(3, p=p) for p in true])
    sure = true**3 / (true**3).sum(axis=1, keepdims=True)  # as at a third of the temperature

    temperature = fit_temperature(sure[:2000], labels[:2000])

    assert temperature == pytest.approx(3, rel=0.1)
    before, after = (reliability(said, labels[2000:]) for said in (sure[2000:], tempered(sure[2000:], temperature)))
    assert expected_calibration_error(after) < expected_calibration_error(before) / 3
    assert brier_score(np.eye(3)[labels], labels) == 0
    assert brier_score(np.eye(3)[(labels + 1) % 3], labels) == 2
