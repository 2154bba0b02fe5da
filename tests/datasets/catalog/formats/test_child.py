"""The process that reads a dataset, as the queue's supervisor drives it."""

import json
import sys

import pytest

from engine.errands import DONE, FAULT, STOPPED
from work.supervision.child import Child

COMMAND = [sys.executable, "-m", "engine.errands", "catalog.formats.errand"]
ROWS = "text,label\n" + "".join(f"the pump number {i} runs,{'wear' if i % 2 else 'heat'}\n" for i in range(30))


@pytest.fixture
def ordered(tmp_path):
    """Gives a child one order: its exit code, what it said, and the result."""

    def do(**order):
        child = Child(COMMAND, threads=1)
        try:
            child.send({"out": str(tmp_path / "out"), **order})
            said = []
            while child.exit_code is None:
                said += child.listen(0.2)
            return child.exit_code, said, json.loads((tmp_path / "out" / "result.json").read_text())
        finally:
            child.dispose()

    return do


def test_a_dataset_is_looked_at_and_read_in_a_process_of_its_own(ordered, put, tmp_path):
    path = str(put(ROWS, "rows.csv"))

    code, _, looked = ordered(do="inspect", path=path, name="rows.csv")
    assert (code, looked["guess"]["shape"]) == (DONE, "texts")
    code, said, read = ordered(do="normalise", path=path, name="rows.csv", guess=looked["guess"])

    assert code == DONE
    assert [event["ev"] for event in said] == ["ready", "phase", "progress", "done"]
    assert read["schema"]["classes"] == {"heat": 15, "wear": 15}
    assert {made.name for made in (tmp_path / "out").iterdir()} == {"data.parquet", "result.json"}


def test_what_is_wrong_is_the_result(ordered, put):
    code, said, read = ordered(do="inspect", path=str(put("", "none.csv")), name="none.csv")

    assert code == FAULT
    assert said[-1]["code"] == "dataset_unreadable"
    assert read["faults"] == [["empty", {"file": "none.csv"}]]


def test_a_process_that_is_asked_to_stop_leaves_nothing_half_made(put, tmp_path):
    path = put("text,label\n" + "the pump runs and runs,heat\nit stopped at once,wear\n" * 200_000, "rows.csv")
    child = Child(COMMAND, threads=1)
    try:
        dialect = {
            "delimiter": ",",
            "quote": '"',
            "escape": "",
            "decimal": ".",
            "skip": 0,
            "header": True,
            "missing": [],
        }
        columns = [{"name": name, "kind": "text", "role": name} for name in ("text", "label")]
        guess = {"format": "csv", "encoding": "utf-8", "dialect": dialect, "shape": "texts", "columns": columns}
        order = {"do": "normalise", "path": str(path), "name": "rows.csv", "guess": guess, "out": str(tmp_path / "out")}
        child.send({**order, "guess": {**guess, "parts": {"rows.csv": ""}}})
        while not any(event["ev"] == "progress" for event in child.listen(0.1)):
            assert child.exit_code is None
        child.ask_to_stop()
        while child.exit_code is None:
            child.listen(0.1)
        assert child.exit_code == STOPPED, child.last_words
    finally:
        child.dispose()
    assert list((tmp_path / "out").iterdir()) == []
