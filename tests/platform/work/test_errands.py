"""Children of every kind that takes no GPU have left the network with all their threads, before they take an order."""

import time
from pathlib import Path

import pytest

from work.kinds import kind_of, known, takes_gpu
from work.supervision.child import Child


@pytest.mark.parametrize(
    "name",
    [
        "batch-prediction",
        "checks",
        "deidentification",
        "fusion",
        "ingestion",
        "model-import",
        "privacy-scan",
        "profile",
        "withdrawal",
    ],
)
def test_no_thread_of_the_child_is_on_the_network(name):
    child = Child(kind_of(name).command, threads=1)
    try:
        deadline, said = time.monotonic() + 60, []
        while not any(event["ev"] == "ready" for event in said):
            assert child.exit_code is None, said
            assert time.monotonic() < deadline
            said += child.listen(0.2)
        if any(event.get("code") == "network_not_isolated" for event in said):
            pytest.skip("This system allows no namespaces.")

        networks = {task.readlink() for task in Path(f"/proc/{child.pid}/task").glob("*/ns/net")}
        assert len(networks) == 1
        assert networks != {Path("/proc/self/ns/net").readlink()}
    finally:
        child.dispose()


def test_each_of_these_kinds_is_looked_at():
    listed = test_no_thread_of_the_child_is_on_the_network.pytestmark[0].args[1]
    assert listed == [name for name in known() if not takes_gpu(name)]
