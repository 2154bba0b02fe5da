"""The command line, as a supervisor and as a person use it."""

import json
import os
import subprocess
import sys

import pytest

BLOCKED = """
import sys
sys.modules["django"] = None
from engine.cli import main
sys.exit(main(sys.argv[1:]))
"""


def engine(*arguments, **options):
    command = [sys.executable, "-m", "engine", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


@pytest.fixture
def spec_file(brief, tmp_path):
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(brief.resolved()))
    return path


def test_a_person_runs_a_job_where_django_cannot_be_imported(spec_file, tmp_path, planted):
    command = [sys.executable, "-c", BLOCKED, "run", str(spec_file), "--out", str(tmp_path / "out"), "--threads", "1"]

    ran = subprocess.run(command, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stderr
    assert "Training" in ran.stderr
    assert "validation accuracy" in ran.stderr
    assert planted not in ran.stderr + ran.stdout
    assert json.loads((tmp_path / "out" / "results.json").read_text())["schema"] == 1


class Warm:
    """A warm process of the engine under this one."""

    def __init__(self) -> None:
        reading, writing = os.pipe()
        command = [sys.executable, "-m", "engine", "warm", "--events-fd", str(writing), "--parent", str(os.getpid())]
        self.process = subprocess.Popen(
            command, pass_fds=[writing], stdin=subprocess.PIPE, text=True, start_new_session=True
        )
        os.close(writing)
        self.lines = os.fdopen(reading)

    def until(self, kind: str) -> bool:
        """Reads events up to one of this kind."""
        return any(json.loads(line)["ev"] == kind for line in self.lines)

    def send(self, line: str) -> None:
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()


@pytest.fixture
def warm():
    warm = Warm()
    yield warm
    warm.process.kill()
    warm.process.wait()
    warm.lines.close()


def test_a_warm_process_says_when_it_is_ready_and_does_the_job_it_is_sent(warm, brief, tmp_path):
    assert warm.until("ready")

    order = {"spec": brief.resolved(), "out": str(tmp_path / "out"), "threads": 1, "resume": False}
    found = {"trials": 8, "best": 3, "settings": ["training.epochs"]}
    warm.send(json.dumps({**order, "found": found}))

    assert warm.until("done")
    assert warm.process.wait(timeout=30) == 0
    assert (tmp_path / "out" / "results.json").stat().st_mode & 0o077 == 0
    results = json.loads((tmp_path / "out" / "results.json").read_text())
    assert results["recipe"]["why"]["epochs"].startswith("A search of 8 trials found it: trial 3")


def test_a_warm_process_leaves_when_nobody_has_a_job(warm):
    assert warm.until("ready")

    warm.process.stdin.close()

    assert warm.process.wait(timeout=30) == 0


def test_validate_shows_all_faults_with_their_remedies(tmp_path):
    path = tmp_path / "spec.json"
    path.write_text(json.dumps({"task": "text-classification", "model": {"path": "/no"}, "data": {}, "seed": "x"}))

    ran = engine("validate", path)

    assert ran.returncode == 2
    assert [fault["path"] for fault in json.loads(ran.stdout)] == ["data.path", "data.text", "data.label", "seed"]


def test_validate_looks_for_the_files(spec_file, brief):
    assert engine("validate", spec_file).returncode == 0

    spec_file.write_text(json.dumps({**brief.resolved(), "model": {"path": "/no/model"}}))
    ran = engine("validate", spec_file)

    assert ran.returncode == 2
    assert [fault["code"] for fault in json.loads(ran.stdout)] == ["file_missing"]


def test_a_wrong_spec_ends_with_exit_code_2_and_says_why(tmp_path):
    path = tmp_path / "spec.json"
    path.write_text("{}")

    ran = engine("run", path, "--out", tmp_path)

    assert ran.returncode == 2
    assert "The spec lacks task." in ran.stderr


def test_describe_prints_the_settings():
    assert json.loads(engine("describe").stdout)["required"] == ["task", "model", "data"]
