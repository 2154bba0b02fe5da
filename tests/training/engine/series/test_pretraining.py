"""A base for series, learned without labels, and what it is good for."""

from dataclasses import replace

import numpy as np
import pyarrow.parquet as pq
import pytest
import torch
from safetensors.torch import load_file
from transformers import PatchTSTForPretraining

from engine.series_masking import interpolated
from engine.spec import Augmentation, ForecastSeries, LabelledSeries, ModelSource, RawSeries, SpecError, parse

from .conftest import make_waves

LENGTH = 6000


@pytest.fixture(scope="module")
def waves():
    return make_waves(LENGTH)


@pytest.fixture(scope="module")
def path(write, waves):
    return write({**waves, "day": ["odd" if row // 48 % 2 else "even" for row in range(LENGTH)]})


@pytest.fixture(scope="module")
def spec(job, small, path):
    data = RawSeries(path, time="time", columns=("load", "drift"), context=48, stride=12)
    return job("series-pretraining", small, data, epochs=20, patience=20)


@pytest.fixture(scope="module")
def brief(spec):
    return replace(spec, training=replace(spec.training, epochs=1))


@pytest.fixture(scope="module")
def finished(do, spec):
    return do(spec)


def test_what_is_hidden_is_filled_in_better_than_by_a_line(finished):
    results = finished.results
    errors = {key: each["mean_absolute_error"] for key, each in results["contenders"].items()}

    assert errors["tuned"][2] < errors["baseline"][1]  # their intervals do not meet
    assert errors["tuned"][0] < errors["base"][0]
    assert (results["reference"], results["verdict"]) == ("baseline", "better")
    assert results["contenders"]["baseline"]["name"] == "interpolation"
    assert results["hidden_share"] == 0.5


def test_transformers_loads_the_model_and_fills_in_the_same(finished, spec, waves):
    model = PatchTSTForPretraining.from_pretrained(finished.out / "model").eval()
    table = pq.read_table(finished.out / "predictions.parquet").to_pydict()
    values = np.column_stack([waves["load"], waves["drift"]])
    train = values[: round(0.6 * LENGTH)]
    scaled = (values - train.mean(axis=0)) / train.std(axis=0)
    read = torch.tensor(np.stack([scaled[row : row + 48] for row in table["row"]]), dtype=torch.float32)

    torch.manual_seed(spec.seed)  # as the job hides them
    with torch.no_grad():
        loss = model(past_values=read).loss
        torch.manual_seed(spec.seed)
        inner = model.model(past_values=read)
        error = (model.head(inner.last_hidden_state) - inner.patch_input).abs().mean(dim=3)

    assert torch.isfinite(loss)
    each = (error * inner.mask).sum(dim=(1, 2)) / inner.mask.sum(dim=(1, 2))
    assert each.tolist() == pytest.approx(table["error"], rel=1e-3)


@pytest.mark.parametrize("task", ["series-forecasting", "series-classification"])
def test_the_saved_base_gives_its_weights_to_other_tasks(do, job, path, finished, task):
    data = {
        "series-forecasting": ForecastSeries(path, time="time", target="load", context=48, horizon=6, stride=16),
        "series-classification": LabelledSeries(
            path, time="time", columns=("load", "drift"), label="day", context=48, stride=16
        ),
    }[task]
    base = ModelSource(str(finished.out / "model"))

    done = do(replace(job(task, base, data, epochs=1), method="head"))

    before, after = (load_file(job.out / "model/model.safetensors") for job in (finished, done))
    inner = [name for name in before if name.startswith("model.")]
    assert inner
    assert all(torch.equal(before[name], after[name]) for name in inner)
    assert {name for name in after if name.startswith("head.")} != set()


def test_a_stopped_job_goes_on_to_the_same_weights(goes_on, spec):
    """Which patches are hidden, too, is drawn as it would have been."""
    assert goes_on(replace(spec, augmentation=Augmentation(shift=4)))


def test_what_was_not_measured_is_not_asked(do, brief, write, waves):
    holes = {**waves, "load": ["" if 4900 <= row < 4990 else cell for row, cell in enumerate(waves["load"])]}

    done = do(replace(brief, data=replace(brief.data, path=write(holes), columns=("load",))))

    assert done.results["rows"]["missing"] == 90
    assert 0 < done.results["contenders"]["baseline"]["mean_absolute_error"][0] < 2


def test_patches_of_a_new_model_show_nothing_of_each_other(do, brief):
    done = do(replace(brief, model=ModelSource(architecture="patchtst-small"), data=replace(brief.data, stride=16)))

    config = PatchTSTForPretraining.from_pretrained(done.out / "model").config
    assert config.patch_stride == config.patch_length


def test_what_cannot_be_windows_of_series_is_refused(refused, brief, base_model, write, waves):
    words = write({**waves, "drift": ["far"] * LENGTH})

    assert refused(replace(brief, data=replace(brief.data, path=words))).code == "number_wrong"
    assert refused(replace(brief, model=ModelSource(str(base_model)))).code == "model_unfit"
    assert refused(replace(brief, data=replace(brief.data, context=40))).code == "model_unfit"


@pytest.mark.parametrize(("setting", "value"), [("method", "head"), ("training", {"adversarial": "fgm"})])
def test_what_needs_a_steady_input_does_not_go_with_it(setting, value):
    data = {"path": "/data/sensors.csv", "time": "time", "columns": ["load"]}
    spec = {"task": "series-pretraining", "model": {"architecture": "patchtst-small"}, "data": data}

    with pytest.raises(SpecError) as error:
        parse({**spec, setting: value})

    assert [fault.code for fault in error.value.faults] == ["spec_clash"]


def test_a_line_joins_what_is_seen_before_and_after():
    true = np.arange(12.0).reshape(1, 1, 4, 3) ** 2
    hidden = np.zeros_like(true)
    hidden[0, 0, [1, 3]] = 1

    (line,) = interpolated(true, hidden, 3)[0]

    assert line[1].tolist() == [4 + (36 - 4) * step / 4 for step in (1, 2, 3)]
    assert line[3].tolist() == [64, 64, 64]
    assert (line[[0, 2]] == true[0, 0, [0, 2]]).all()
