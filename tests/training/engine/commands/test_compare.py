"""Jobs on the same test rows are set side by side, and tested with care for how many they are."""

import json
import shutil
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine.compare import compare, holm
from engine.faults import JobFault


@pytest.fixture(scope="session")
def hasty(do, spec):
    """The job of `finished` at a rate that learns little."""
    return do(replace(spec, training=replace(spec.training, epochs=1, learning_rate=1e-6)))


def test_jobs_are_compared_by_settings_figures_and_rows(finished, hasty):
    compared = compare([finished.out, hasty.out])

    assert compared["jobs"] == [str(finished.out), str(hasty.out)]
    assert compared["settings"] == {"training.epochs": [12, 1], "training.learning_rate": [5e-3, 1e-6]}
    assert compared["metrics"]["accuracy"] == [
        finished.results["contenders"]["tuned"]["accuracy"],
        hasty.results["contenders"]["tuned"]["accuracy"],
    ]
    (pair,) = compared["pairs"]
    gain = compared["metrics"]["accuracy"][0][0] - compared["metrics"]["accuracy"][1][0]
    assert pair["difference"][0] == pytest.approx(gain)
    assert pair["difference"][1] > 0
    assert pair["p"] == pair["p_corrected"] < 0.1


def test_the_rows_on_which_they_disagree_are_named_with_what_each_said(finished, hasty):
    said = {folder: pq.read_table(folder / "predictions.parquet").to_pylist() for folder in (finished.out, hasty.out)}
    differing = [
        {"row": one["row"], "label": one["label"], "predicted": [one["predicted"], other["predicted"]]}
        for one, other in zip(*said.values(), strict=True)
        if one["predicted"] != other["predicted"]
    ]

    assert compare([*said])["disagreements"] == differing != []


def test_p_is_corrected_for_the_number_of_tests(finished, hasty):
    compared = compare([finished.out, hasty.out, finished.out])

    first, same, last = compared["pairs"]
    assert same["p"] == same["p_corrected"] == 1
    assert first["p_corrected"] == pytest.approx(3 * first["p"])
    assert last["p_corrected"] == first["p_corrected"]


def test_holms_correction_is_that_of_his_paper():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.5, 0.9]) == [1.0, 1.0]


def test_errors_of_rows_are_compared_as_means(tmp_path, finished):
    folders = []
    for name, errors in (("one", [1.0, 2.0, 3.0, float("nan")] * 9), ("other", [2.0, 3.0, 4.0, 9.0] * 9)):
        folder = shutil.copytree(finished.out, tmp_path / name)
        columns = {"row": list(range(36)), "error": errors}
        pq.write_table(pa.table(columns), folder / "predictions.parquet")
        folders.append(folder)

    compared = compare(folders)

    (pair,) = compared["pairs"]
    assert (pair["of"], pair["difference"]) == ("error", pytest.approx((-1, -1, -1)))
    assert compared["disagreements"] is None


def test_jobs_on_other_test_rows_are_refused(do, brief, finished):
    other = do(replace(brief, seed=brief.seed + 1))

    with pytest.raises(JobFault) as refusal:
        compare([finished.out, other.out])

    assert (refusal.value.code, refusal.value.params["what"]) == ("not_comparable", "test rows")


@pytest.mark.parametrize("what", ["data", "task", "labels"])
def test_jobs_on_other_data_are_refused(finished, tmp_path, what):
    folder = shutil.copytree(finished.out, tmp_path / "other")
    results = finished.results
    place = {"data": results["digests"], "task": results["recipe"], "labels": results}[what]
    place[what] = "another"
    (folder / "results.json").write_text(json.dumps(results))

    with pytest.raises(JobFault) as refusal:
        compare([finished.out, folder])

    assert (refusal.value.code, refusal.value.params["what"]) == ("not_comparable", what)


@pytest.mark.parametrize(("name", "code"), [("results.json", "file_missing"), ("predictions.parquet", "file_missing")])
def test_a_folder_without_a_whole_result_is_refused(finished, tmp_path, name, code):
    folder = shutil.copytree(finished.out, tmp_path / "other")
    (folder / name).unlink()

    with pytest.raises(JobFault) as refusal:
        compare([finished.out, folder])

    assert refusal.value.code == code
    (folder / name).write_text("[]")
    with pytest.raises(JobFault) as refusal:
        compare([finished.out, folder])
    assert refusal.value.code == "file_unreadable"


def test_the_command_prints_json_and_a_table_for_a_person(command, finished, hasty, capfd, planted):
    assert command("compare", finished.out, hasty.out) == 0

    said = capfd.readouterr()
    assert json.loads(said.out) == json.loads(json.dumps(compare([finished.out, hasty.out])))
    assert "accuracy" in said.err
    assert "training.learning_rate: 0.005 | 1e-06" in said.err
    assert "They disagree on" in said.err
    assert planted not in said.out + said.err


def test_the_command_tells_a_fault_and_wants_two_folders(command, finished, tmp_path, capfd):
    assert command("compare", finished.out, tmp_path) == 1
    assert "There is no" in capfd.readouterr().err
    with pytest.raises(SystemExit) as usage:
        command("compare", finished.out)
    assert usage.value.code == 2
