"""How often a test split was looked at before."""

import json
from dataclasses import replace

import pytest


@pytest.fixture
def quick(brief):
    return replace(brief, training=replace(brief.training, epochs=1))


def test_jobs_beside_this_one_that_were_tested_on_the_same_rows_are_counted(do, quick, tmp_path):
    def looked(name, spec):
        return do(spec, tmp_path / name).results["test_split"]

    (tmp_path / "note.txt").write_text("no job")
    first = looked("first", quick)
    other_settings = looked("second", replace(quick, method="head"))
    other_rows = looked("third", replace(quick, seed=5))

    assert [first["looked_before"], other_settings["looked_before"], other_rows["looked_before"]] == [0, 1, 0]
    assert first["sha256"] == other_settings["sha256"] != other_rows["sha256"]
    assert looked("fourth", quick)["looked_before"] == 2
    card = (tmp_path / "fourth/model/README.md").read_text()
    assert "test rows that training never saw, and that 2 earlier jobs were tried on:" in card
    assert "never saw:" in (tmp_path / "first/model/README.md").read_text()


def test_who_starts_the_job_may_have_counted(command, quick, tmp_path):
    path, out = tmp_path / "spec.json", tmp_path / "out"
    path.write_text(json.dumps(quick.resolved()))

    assert command("run", path, "--out", out, "--threads", 1, "--looked", 7) == 0

    told = json.loads((out / "results.json").read_text())["test_split"]
    assert (told["looked_before"], told["counted_by"]) == (7, "caller")


def test_the_seeds_of_one_job_are_no_earlier_looks(command, quick, tmp_path):
    path, out = tmp_path / "spec.json", tmp_path / "out"
    path.write_text(json.dumps({**quick.resolved(), "seeds": 2}))

    assert command("run", path, "--out", out, "--threads", 1) == 0

    assert json.loads((out / "results.json").read_text())["test_split"]["looked_before"] == 0
