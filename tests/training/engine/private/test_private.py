"""Private training: what it tells of a row is bounded, accounted for, and said; and it still learns."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from opacus.accountants import RDPAccountant
from transformers import AutoModelForSequenceClassification

from engine.child import in_order
from engine.events import Events
from engine.faults import JobFault, Stopped
from engine.find_rate import find_rate
from engine.ready import make_ready
from engine.spec import Privacy
from engine.tasks.text_classification import Classifying

SECRET = bytes(range(32))
RATES = {"full": 2e-3, "head": 2e-2, "lora": 3e-3}


def ready_for(spec, out):
    silent = Events(lambda _: None)
    options = {"events": silent, "should_stop": lambda: False, "threads": 1, "resume": False}
    return make_ready(spec, out, secret=SECRET, **options)


@pytest.fixture(scope="module")
def private(knowing):
    """A job that may tell much, so that it can learn from 72 rows."""
    training = replace(knowing.training, batch_size=24, epochs=24, patience=1)
    return replace(knowing, training=training, privacy=Privacy(epsilon=500.0, delta=1e-4))


@pytest.fixture(scope="module")
def short(private):
    """One that tells little, in few steps with a checkpoint after each."""
    training = replace(private.training, epochs=3, checkpoint_seconds=0.0, precision="auto")
    return replace(private, training=training, privacy=Privacy(epsilon=4.0, delta=1e-4))


@pytest.fixture(scope="module", params=RATES)
def tuned(request, do, private):
    training = replace(private.training, learning_rate=RATES[request.param])
    spec = replace(private, method=request.param, training=training)
    return spec, do(spec, secret=SECRET)


@pytest.fixture(scope="module")
def undisturbed(do, short):
    """The short job, left alone."""
    return do(short, secret=SECRET)


def test_it_learns(tuned):
    _, job = tuned

    assert job.results["contenders"]["tuned"]["accuracy"][1] > 1 / 3  # three classes
    assert job.results["curve"]["validation"][-1][1] < 0.8 * math.log(3)


def test_the_model_folder_gives_the_same_predictions_in_transformers(tuned, tmp_path):
    spec, job = tuned
    task = ready_for(replace(spec, privacy=Privacy()), tmp_path).task
    model = AutoModelForSequenceClassification.from_pretrained(job.out / "model").eval()
    with torch.inference_mode():
        said = model(**task.tokens.batch(task.parts.test)).logits.argmax(dim=1)

    right = (said == task.labels[task.parts.test]).double().mean().item()
    assert right == pytest.approx(job.results["contenders"]["tuned"]["accuracy"][0])


def test_it_differs_from_plain_training(do, short, undisturbed):
    training = replace(short.training, precision="float32")
    plain = do(replace(short, training=training, privacy=Privacy()))

    assert plain.results["digests"]["weights"] != undisturbed.results["digests"]["weights"]
    assert "privacy" not in plain.results


def test_what_was_told_is_what_the_accountant_says_of_the_steps_and_within_the_target(undisturbed, short):
    told, accountant = undisturbed.results["privacy"], RDPAccountant()
    for _ in range(undisturbed.results["curve"]["steps"]):
        accountant.step(noise_multiplier=told["noise_multiplier"], sample_rate=24 / 72)

    assert told["epsilon"] == pytest.approx(accountant.get_epsilon(delta=1e-4))
    assert 0.9 * short.privacy.epsilon < told["epsilon"] <= short.privacy.epsilon
    assert (told["delta"], told["max_norm"], told["steps"], told["accountant"]) == (1e-4, 1.0, 9, "rdp")


def test_fewer_steps_tell_less(short, tmp_path):
    private = ready_for(short, tmp_path).loop.private

    assert private.told(3)["epsilon"] < private.told(9)["epsilon"]


def test_however_it_ends_a_private_process_says_last_how_many_steps_it_has_begun(short, tmp_path):
    said = []
    events = Events(said.append)

    def work(_should_stop):
        loop = make_ready(short, tmp_path, events=events, should_stop=lambda: False, threads=1, resume=False).loop
        loop.take_step(loop.next_rows())
        raise JobFault("nan_loss", step=2, learning_rate=1.0)

    in_order(work, short, tmp_path, events)

    last = said[-1]
    assert (last["ev"], last["privacy"]["steps"]) == ("progress", 1)
    assert last["privacy"]["noise_multiplier"] > 0
    assert last["privacy"]["sample_rate"] == 24 / 72


def test_the_result_says_what_was_protected_and_what_was_not(undisturbed):
    told = undisturbed.results["privacy"]

    assert "any one row" in told["protected"]
    assert "validation and test rows" in told["unprotected"]
    card = (undisturbed.out / "model" / "README.md").read_text()
    assert f"differential privacy: epsilon {told['epsilon']:.3g}" in card


def test_the_secret_is_in_no_result_and_no_event(undisturbed):
    files = [file for file in undisturbed.out.rglob("*") if file.is_file()]
    left = [file.read_bytes() for file in files] + [json.dumps(undisturbed.told.events).encode()]

    assert len(left) > 5
    assert not [content for content in left if SECRET in content or SECRET.hex().encode() in content]


def test_all_epochs_are_trained_and_the_last_weights_kept(tuned):
    spec, job = tuned
    curve = job.results["curve"]

    assert curve["stopped"] == "epochs"
    assert curve["best_step"] == curve["steps"] == 3 * spec.training.epochs


def test_no_loss_on_rows_trained_on_is_told(undisturbed):
    assert undisturbed.results["curve"]["training"] == []
    assert not [event for event in undisturbed.told.of("step") if "loss" in event]


def test_nothing_else_learns_from_the_rows_and_no_single_row_is_told(undisturbed):
    results = undisturbed.results

    assert list(results["contenders"]) == ["base", "tuned"]
    assert (results["reference"], list(results["comparisons"])) == ("base", ["base"])
    assert results["verdict"] in ("better", "not_shown", "worse")
    assert not {"mistakes", "attributions"} & results.keys()
    assert not (undisturbed.out / "predictions.parquet").exists()


@pytest.mark.parametrize("method", ["full", "head", "lora"])
def test_stopped_it_goes_on_to_the_same_weights(do, short, undisturbed, tmp_path, method):
    spec, asked = replace(short, method=method), iter(range(4))
    with pytest.raises(Stopped):
        do(spec, tmp_path, should_stop=lambda: next(asked, None) is None, secret=SECRET)

    resumed = do(spec, tmp_path, resume=True)
    whole = undisturbed if method == "full" else do(spec, secret=SECRET)

    assert "resumed" in resumed.told.codes()
    assert resumed.results["digests"] == whole.results["digests"]
    assert resumed.results["privacy"] == whole.results["privacy"]


def test_another_secret_gives_other_weights(do, short, undisturbed):
    assert do(short).results["digests"]["weights"] != undisturbed.results["digests"]["weights"]


def test_each_row_counts_by_its_own_gradient_cut_to_the_longest(short, tmp_path):
    loop = ready_for(short, tmp_path).loop
    loop.private.optimizer.noise_multiplier = 0.0
    for part in loop.subject.model.modules():
        if isinstance(part, torch.nn.Dropout):
            part.p = 0.0
    rows, lengths, wanted = np.arange(4), [], dict.fromkeys(loop.parameters, 0.0)
    for row in rows:
        loop.subject.loss(np.array([row])).backward()
        length = math.sqrt(sum(float(p.grad.norm()) ** 2 for p in loop.parameters.values()))
        lengths.append(length)
        for name, parameter in loop.parameters.items():
            wanted[name] = wanted[name] + parameter.grad * min(1.0, 1 / length) / 24
            parameter.grad = parameter.grad_sample = None

    loop.subject.loss(rows).backward()
    loop.private.protect(1, len(rows))

    assert max(lengths) > 1
    for name, parameter in loop.parameters.items():
        assert torch.allclose(parameter.grad, wanted[name], atol=1e-5), name


def test_the_noise_is_as_long_as_it_has_to_be(short, tmp_path):
    loop = ready_for(short, tmp_path).loop
    loop.private.protect(1, 0)  # a sample without rows is noise alone

    numbers = torch.cat([p.grad.flatten() for p in loop.parameters.values()])
    assert numbers.std().item() == pytest.approx(loop.private.noise_multiplier / 24, rel=0.02)
    assert abs(numbers.mean().item()) < 0.01 * loop.private.noise_multiplier


def test_a_sample_without_rows_is_a_step_too(short, tmp_path):
    loop = ready_for(short, tmp_path).loop
    before = {name: parameter.detach().clone() for name, parameter in loop.parameters.items()}

    loop.take_step(np.array([], dtype=np.int64))

    assert loop.progress.step == 1
    assert all(torch.isfinite(p).all() and not torch.equal(p, before[name]) for name, p in loop.parameters.items())


def test_which_tokens_occur_does_not_show_in_the_embeddings(short, tmp_path):
    loop = ready_for(short, tmp_path).loop
    words = loop.subject.model.get_input_embeddings().weight
    before = words.detach().clone()

    loop.take_step(loop.next_rows())

    assert (words != before).any(dim=1).all()


def test_every_row_is_in_a_sample_by_itself_with_the_same_probability(short, tmp_path):
    private = ready_for(short, tmp_path).loop.private
    samples = [rows for epoch in range(200) for rows in private.plan(epoch)]
    share = np.bincount(np.concatenate(samples), minlength=72) / len(samples)

    assert len({len(rows) for rows in samples}) > 5
    assert np.abs(share - 1 / 3).max() < 5 * math.sqrt(2 / 9 / len(samples))


def test_precision_is_not_left_to_a_trial(undisturbed):
    assert undisturbed.results["recipe"]["precision"] == "float32"


def test_a_delta_that_may_tell_a_whole_row_is_refused(short, tmp_path):
    with pytest.raises(JobFault) as refused:
        ready_for(replace(short, privacy=Privacy(epsilon=4.0, delta=1 / 72)), tmp_path)

    assert (refused.value.code, refused.value.params["path"]) == ("spec_range", "privacy.delta")


def test_a_rate_is_not_looked_for_on_private_rows(short, tmp_path):
    with pytest.raises(JobFault) as refused:
        find_rate(ready_for(short, tmp_path).loop)

    assert refused.value.code == "spec_clash"


def test_when_memory_runs_out_it_is_not_tried_again_and_can_go_on_from_its_start(
    do, short, undisturbed, tmp_path, monkeypatch
):
    compute, calls = Classifying.loss, []

    def never(task, rows):
        calls.append(len(rows))
        if len(calls) > 1:  # the first is the trial of a few rows
            raise MemoryError
        return compute(task, rows)

    with monkeypatch.context() as patched:
        patched.setattr(Classifying, "loss", never)
        with pytest.raises(MemoryError):
            do(short, tmp_path, secret=SECRET)

    assert len(calls) == 2
    assert do(short, tmp_path, resume=True).results["digests"] == undisturbed.results["digests"]
