"""A worker on a machine with GPUs, as NVIDIA's library would tell of them: a place and a child for each."""

from types import SimpleNamespace

import pynvml
import pytest
from tests.workers import wait_until

from work.models import Item, State, Worker
from work.services.queueing import Asks, enqueue
from work.supervision.machine import GIB, devices

GPUS = [("GPU-aaaa", 80), ("GPU-bbbb", 24)]  # UUID, memory in GiB


@pytest.fixture
def two_gpus(monkeypatch):
    """NVML of a machine with two GPUs; the tests' machines have none."""
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    told = {
        "nvmlInit": lambda: None,
        "nvmlShutdown": lambda: None,
        "nvmlDeviceGetCount": lambda: len(GPUS),
        "nvmlDeviceGetHandleByIndex": lambda number: number,
        "nvmlDeviceGetIndex": lambda number: number,
        "nvmlDeviceGetUUID": lambda number: GPUS[number][0],
        "nvmlDeviceGetName": lambda _: "NVIDIA H100",
        "nvmlDeviceGetMemoryInfo": lambda number: SimpleNamespace(total=GPUS[number][1] * GIB, used=GIB),
        "nvmlDeviceGetUtilizationRates": lambda _: SimpleNamespace(gpu=50),
    }
    for name, answer in told.items():
        monkeypatch.setattr(pynvml, name, answer)


def test_each_gpu_has_a_place_whose_child_sees_it_alone(two_gpus, counting, start_supervisor, partner):
    counting.order = {"steps": 1000, "pause": 0.01}
    items = [enqueue("counting", by=partner) for _ in range(2)]
    start_supervisor()
    wait_until(lambda: Item.objects.running().count() == 2, seconds=30)
    counting.finish(*items)
    wait_until(lambda: not Item.objects.exclude(state=State.SUCCEEDED).exists(), seconds=15)

    seen = {result["environment"]["CUDA_VISIBLE_DEVICES"] for result in counting.results}
    assert seen == {"GPU-aaaa", "GPU-bbbb"}
    assert len(items) == len(counting.results)
    worker = Worker.objects.get()
    assert (worker.slots, worker.memory_gib) == (2, 80)


def test_what_asks_for_memory_is_taken_by_the_place_of_the_gpu_that_has_it(
    two_gpus, counting, start_supervisor, wait_for, partner
):
    for _ in range(3):
        enqueue("counting", by=partner, asks=Asks(memory_gib=40))
    start_supervisor()
    wait_until(lambda: not Item.objects.exclude(state=State.SUCCEEDED).exists(), seconds=15)

    assert {result["environment"]["CUDA_VISIBLE_DEVICES"] for result in counting.results} == {"GPU-aaaa"}


@pytest.mark.parametrize("visible", ["1", "GPU-bbbb"])
def test_a_worker_uses_only_the_gpus_that_it_was_given(two_gpus, monkeypatch, visible):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)

    assert [device["uuid"] for device in devices()] == ["GPU-bbbb"]
