"""AdaLoRA takes ranks away while it trains, and remembers why."""

from dataclasses import replace

import pytest
import torch

from engine.checkpoints import Checkpoints
from engine.events import Events
from engine.faults import Stopped
from engine.ready import make_ready
from engine.spec import Adapter


@pytest.fixture
def adalora(brief):
    return replace(brief, method="adalora", adapter=Adapter(rank=2))


def ready_for(spec, out, *, should_stop=lambda: False, resume=False):
    silent = Events(lambda _: None)
    return make_ready(spec, out, events=silent, should_stop=should_stop, threads=1, resume=resume)


def ranks_left(method):
    scales = [p for name, p in method.parameters().items() if "lora_E" in name]
    return sum(int((each != 0).sum()) for each in scales) / len(scales)


def test_ranks_are_taken_away_until_the_wanted_number_is_left(adalora, tmp_path):
    ready = ready_for(adalora, tmp_path)
    left = []
    while ready.loop.progress.step < ready.loop.steps:
        ready.loop.take_step(ready.loop.next_rows())
        left.append(ranks_left(ready.method))

    assert left[0] == 3  # half as many again
    assert left == sorted(left, reverse=True)
    assert left[-1] == pytest.approx(2)


def test_the_importance_of_each_rank_is_in_the_checkpoint(adalora, tmp_path):
    asked = iter(range(10))
    ready = ready_for(adalora, tmp_path, should_stop=lambda: next(asked, None) is None)
    with pytest.raises(Stopped):
        ready.loop.run()
    checkpoint, _ = Checkpoints(tmp_path / "checkpoints", ready.digests).newest()

    resumed = ready_for(adalora, tmp_path, resume=True).method

    assert {name.partition(":")[0] for name in checkpoint.tensors["method"]} == {"ipt", "exp_avg_ipt", "exp_avg_unc"}
    for name, tensor in resumed.tensors().items():
        assert torch.equal(tensor, checkpoint.tensors["method"][name])
    assert resumed.config.rank_pattern == checkpoint.state["method"]["rank_pattern"]
    assert resumed.tensors()


def test_matrices_that_are_not_orthogonal_cost_loss(adalora, tmp_path):
    method = ready_for(adalora, tmp_path).method
    before = float(method.penalty().detach())
    with torch.no_grad():
        for matrix in method.matrices:
            flat = matrix if matrix.shape[0] <= matrix.shape[1] else matrix.T
            flat.copy_(torch.linalg.qr(flat.T)[0].T)

    assert before > 0.1
    assert float(method.penalty().detach()) < 1e-5
