"""What goes wrong in a job is told with a code and a remedy, and without a word of the data."""

import errno
import shutil
from dataclasses import replace
from types import SimpleNamespace

import pytest
from safetensors.torch import load_file, save_file
from tests.training.engine.conftest import Told
from torch._dynamo.exc import BackendCompilerFailed

from engine import checkpoints, child
from engine.digests import folder_digest
from engine.events import Events
from engine.faults import JobFault
from engine.spec import ModelSource


@pytest.fixture
def told(spec, tmp_path):
    """Runs a job as a process does, and gives its exit code and its `failed` event."""

    def run(asked):
        events = []
        code = child.do_job(asked, tmp_path / "out", events=Events(events.append), threads=1, resume=False)
        return code, next((event for event in events if event["ev"] == "failed"), None)

    return run


def test_a_loss_that_is_no_number_ends_the_job(told, spec, tmp_path):
    folder = shutil.copytree(spec.model.path, tmp_path / "broken")
    weights = load_file(folder / "model.safetensors")
    weights["embeddings.LayerNorm.weight"][0] = float("nan")
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})

    code, failed = told(replace(spec, model=ModelSource(str(folder))))

    assert (code, failed["code"]) == (1, "nan_loss")
    assert failed["message"] == "The loss is not a number any more at step 1."
    assert "Lower the learning rate (it was 0.005)" in failed["remedy"]


def test_a_full_disk_ends_the_job_and_leaves_no_half_checkpoint(told, brief, tmp_path, monkeypatch):
    monkeypatch.setattr(checkpoints.shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))

    code, failed = told(brief)

    assert (code, failed["code"]) == (1, "disk_full")
    assert not list((tmp_path / "out" / "checkpoints").iterdir())


def test_faults_of_data_and_model_are_told(told, spec):
    missing = replace(spec, data=replace(spec.data, label="colour"))

    code, failed = told(missing)

    assert (code, failed["code"]) == (1, "column_missing")
    assert failed["message"] == "notes.csv has no column colour."
    assert failed["remedy"] == "Choose from its columns: note, fault."


@pytest.mark.parametrize("damaged", ["readable", "unreadable"])
def test_a_base_that_is_not_what_the_spec_names_takes_no_step(do, spec, base_model, tmp_path, damaged):
    folder = shutil.copytree(base_model, tmp_path / "base")
    weights = folder / "model.safetensors"
    if damaged == "readable":
        content = bytearray(weights.read_bytes())
        content[-1] ^= 1
        weights.write_bytes(content)
    else:
        weights.write_bytes(b"no weights")
    named = replace(spec, model=ModelSource(str(folder), sha256=folder_digest(base_model)))
    heard = Told()

    with pytest.raises(JobFault) as fault:
        do(named, told=heard)

    assert fault.value.code == "digest_mismatch"
    assert not heard.of("step")


def test_a_wrong_digest_is_refused(told, spec):
    other = replace(spec, model=replace(spec.model, sha256="0" * 64))

    assert told(other)[1]["code"] == "digest_mismatch"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (MemoryError(), "out_of_memory"),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes"), "out_of_memory"),
        (OSError(errno.ENOSPC, "No space left on device"), "disk_full"),
        (KeyError("x"), "internal_error"),
        (BackendCompilerFailed(print, RuntimeError("no kernel"), None), "compile_failed"),
        (JobFault("nan_loss", step=3, learning_rate=1.0), "nan_loss"),
    ],
)
def test_an_error_becomes_the_fault_that_a_person_understands(spec, tmp_path, error, code):
    assert child.as_fault(error, spec, tmp_path).code == code


def test_an_unforeseen_error_does_not_quote_the_data(spec, tmp_path, planted, capsys):
    fault = child.as_fault(ValueError(planted), spec, tmp_path)

    assert fault.params == {"kind": "ValueError"}
    assert planted not in str(fault) + fault.remedy + capsys.readouterr().err
