"""Runs as other programs keep them, without a network."""

import json
import socket
from dataclasses import replace
from importlib.util import find_spec

import pytest

from engine.faults import JobFault
from engine.spec import packages


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    def refuse(self, address):
        if self.family != socket.AF_UNIX:
            raise AssertionError(f"a connection to {address}")
        return connect(self, address)

    connect = socket.socket.connect
    monkeypatch.setattr(socket.socket, "connect", refuse)


def test_mlflow_finds_settings_curves_and_figures(do, brief, base_model, undisturbed):
    pytest.importorskip("mlflow", reason="mlflow is an extra")
    job = do(replace(brief, tracker="mlflow"))
    from mlflow.tracking import MlflowClient

    client, results = MlflowClient(tracking_uri=(job.out / "mlflow").as_uri()), job.results
    (experiment,) = client.search_experiments(filter_string="name = 'text-classification'")
    (run,) = client.search_runs([experiment.experiment_id])

    losses = client.get_metric_history(run.info.run_id, "training/loss")
    assert [(each.step, each.value) for each in losses] == [tuple(each) for each in results["curve"]["training"]]
    assert run.data.metrics["test/accuracy"] == results["contenders"]["tuned"]["accuracy"][0]
    assert run.data.metrics["test/accuracy_low"] == results["contenders"]["tuned"]["accuracy"][1]
    assert run.data.params["training.batch_size"] == "8"
    assert str(base_model) not in str(run.data.params)
    assert results["digests"]["weights"] == undisturbed.results["digests"]["weights"]


def test_wandb_keeps_the_run_offline(do, brief, base_model):
    pytest.importorskip("wandb", reason="wandb is an extra")
    job = do(replace(brief, tracker="wandb"))

    (kept,) = (job.out / "wandb").glob("wandb/offline-run-*/*.wandb")

    content = kept.read_bytes()  # a log of messages in protobuf
    steps = job.results["curve"]["steps"]
    assert content.count(b"training/loss") >= steps
    assert b"test/accuracy" in content
    assert str(base_model).encode() not in content


@pytest.mark.parametrize(
    ("setting", "gone"),
    [({"onnx": True}, "onnxruntime"), ({"tracker": "wandb"}, "wandb"), ({"tracker": "mlflow"}, "mlflow")],
)
def test_a_missing_package_is_found_before_training(do, brief, command, tmp_path, monkeypatch, capfd, setting, gone):
    monkeypatch.setattr(packages, "find_spec", lambda name: None if name == gone else find_spec(name))
    path = tmp_path / "spec.json"
    path.write_text(json.dumps({**brief.resolved(), **setting}))

    assert command("validate", path) == 2
    (fault,) = json.loads(capfd.readouterr().out)
    assert (fault["path"], fault["params"]["packages"]) == (*setting, gone)
    assert "pip install" in fault["remedy"]
    with pytest.raises(JobFault) as error:
        do(replace(brief, **setting))
    assert error.value.code == "package_missing"
