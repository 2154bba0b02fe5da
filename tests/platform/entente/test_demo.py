"""`manage.py demo`, as a newcomer runs it."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from django.core.management import call_command

from entente.demo import base_model
from entente.demo.errors import DemoError
from entente.demo.table import sample
from organizations.models import Organization

ROOT = Path(__file__).resolve().parents[3]


def _demo(var: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--no-serve", "--json", *arguments],
        cwd=ROOT,
        env={**os.environ, "ENTENTE_VAR": str(var), "DATABASE_URL": "", "REDIS_URL": "", "SECRET_KEY": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell's background job ignores Ctrl-C, and so would what it starts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def _outcome(process: subprocess.Popen[str], seconds: int) -> dict:
    out, err = process.communicate(timeout=seconds)
    assert process.returncode == 0, err[-2000:]
    return {**json.loads(out.splitlines()[-1]), "said": err}


def _left_running(var: Path) -> list[str]:
    """What belongs to this demonstration and still runs two seconds after its end."""
    deadline = time.monotonic() + 2
    while (found := _processes_of(var)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


def _processes_of(var: Path) -> list[str]:
    """Processes with this folder in their environment or on their command line."""
    found = []
    for process in psutil.process_iter():
        try:
            told = [*process.cmdline(), *process.environ().values()]
        except psutil.Error:
            continue
        if process.pid != os.getpid() and any(str(var) in word for word in told):
            found.append(" ".join(process.cmdline()))
    return found


@pytest.fixture
def var(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    for parent in (folder, *folder.parents[:2]):
        parent.chmod(0o755)  # as root, PostgreSQL's own user has to get in
    return folder


def _table(folder: Path, text: str) -> Path:
    path = folder / "mine.csv"
    path.write_text(text, encoding="utf-8")
    return path


def _notes(pumps: int) -> str:
    rows = (f"the pump number {n} is {word},{word}\n" for n in range(pumps) for word in ("hot", "loud"))
    return "note,fault\n" + "".join(rows)


GOOD = _notes(12)


def _third_of_the_sample(folder: Path) -> tuple[str, ...]:
    """Arguments for every third of the notes that a demonstration learns: all of the path in a third of the time."""
    header, *notes = sample().path.read_text(encoding="utf-8").splitlines()
    table = _table(folder, "\n".join([header, *notes[::3]]))
    return "--data", str(table), "--text", sample().text, "--label", sample().label


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("remark,fault\nit hums,loud\n", r"mine\.csv.*note.*“remark”, “fault”"),
        ("", r"mine\.csv.*empty"),
        ("note,fault\n" + "".join(f"it hums {n},loud\n" for n in range(9)), r"mine\.csv.*fault.*loud"),
        (GOOD + "it is odd,strange\n", r"mine\.csv.*strange"),
        (GOOD + "it \x00 is,hot\n", r"mine\.csv, row 25 .line 26."),
    ],
)
def test_a_faulty_table_stops_the_demo_with_one_sentence_and_leaves_nothing(db, tmp_path, capsys, content, sentence):
    with pytest.raises(SystemExit) as stopped:
        call_command("demo", "--data", str(_table(tmp_path, content)), "--text", "note", "--label", "fault")

    assert stopped.value.code == 2
    assert re.match(sentence, capsys.readouterr().err, re.DOTALL)
    assert not Organization.objects.exists()


def test_a_table_that_is_not_there_is_said_to_be_missing(tmp_path, capsys):
    with pytest.raises(SystemExit) as stopped:
        call_command("demo", "--data", str(tmp_path / "mine.csv"), "--text", "note", "--label", "fault")
    assert stopped.value.code == 2
    assert "mine.csv can't be read: No such file or directory." in capsys.readouterr().err


def test_weights_that_are_not_the_published_ones_are_not_used(monkeypatch):
    monkeypatch.setattr(base_model, "WEIGHTS_SHA256", "0" * 64)
    with pytest.raises(DemoError, match="instead of the published"):
        base_model.base_model_folder()


def _interrupt_while_it_trains(demo: subprocess.Popen[str]) -> None:
    seen = ""
    while "the company's data" not in seen:  # the job is submitted in this step
        seen += demo.stderr.read(1)
    time.sleep(3)
    demo.send_signal(signal.SIGINT)
    demo.communicate(timeout=60)


@pytest.mark.heavy
def test_the_whole_path_goes_on_after_ctrl_c_ends_in_a_report_and_another_run_is_quick(var, tmp_path):
    arguments = _third_of_the_sample(tmp_path)
    stopped = _demo(var, *arguments)
    _interrupt_while_it_trains(stopped)

    assert stopped.returncode == 130
    assert _left_running(var) == []

    first = _outcome(_demo(var, *arguments), seconds=900)

    assert first["job"]["state"] == "succeeded"
    for contender in ("base", "probe", "baseline", "tuned"):
        value, low, high = first[contender]["accuracy"]
        assert 0 <= low <= value <= high <= 1
    assert first["tuned"]["accuracy"][0] > first["base"]["accuracy"][2]
    assert next(iter(first["tuned"])) == "accuracy"
    assert "is suspended since" in first["said"]  # the company stopped it, the same job was refused, it goes on
    assert "one access request" in first["said"]
    assert _left_running(var) == []

    began = time.monotonic()
    second = _outcome(_demo(var, *arguments), seconds=120)
    assert second["report"] == first["report"]
    assert second["tuned"] == first["tuned"]
    assert "is suspended since" not in second["said"]
    assert time.monotonic() - began < 60
    assert _left_running(var) == []
