"""Work that counts, and supervisors that run in threads of the test's process."""

import time
from collections.abc import Callable, Iterator

import pytest
from tests.platform.work.counting import Counting, open_gates
from tests.platform.work.servers import own_database

from work import kinds
from work.models import Item
from work.supervision.supervisor import Supervisor

APP = "tests.platform.work.counting_app"


@pytest.fixture
def counting(monkeypatch, settings, tmp_path) -> Counting:
    """The kind "counting", the only one there is, with short times."""
    kind = Counting(tmp_path / "gates")
    monkeypatch.setattr(kinds, "_kinds", {kind.name: kind})
    settings.WORK_FOLDER = tmp_path / "work"
    settings.WORK_POLL_SECONDS = settings.WORK_POLICY_SECONDS = settings.WORK_HEARTBEAT_SECONDS = 0.05
    settings.WORK_STOP_SECONDS = 1.0
    return kind


@pytest.fixture
def start_supervisor(counting, transactional_db) -> Iterator[Callable[[], Supervisor]]:
    """Starts supervisors; all of them have left at the end."""
    started = []

    def start(name: str = "north") -> Supervisor:
        supervisor = Supervisor(name)
        supervisor.start()
        started.append(supervisor)
        return supervisor

    yield start
    for supervisor in started:
        supervisor.leave(10)
        assert not supervisor.is_alive()


@pytest.fixture
def wait_for() -> Callable[[Item, str], Item]:
    """Waits until an item is in a state, or in a state and at a step."""

    def wait(item: Item, state: str, *, step: int = 0) -> Item:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            item.refresh_from_db()
            if item.state == state and item.progress.get("step", 0) >= step:
                return item
            time.sleep(0.02)
        raise AssertionError(f"{item} is {item.state} at {item.progress}, not {state} at step {step}.")

    return wait


@pytest.fixture
def count(start_worker, tmp_path):
    """Starts workers that count, and gives the uids of the results they accepted."""

    class Count:
        book, gates = tmp_path / "book", tmp_path / "gates"

        def start(self, name, order='{"steps": 3, "pause": 0.01}', **environment):
            told = {"COUNTING_ORDER": order, "COUNTING_BOOK": str(self.book), "COUNTING_GATES": str(self.gates)}
            return start_worker(name, app=APP, **told | {"PYTHONPATH": "."} | environment)

        def finish(self, *items):
            open_gates(self.gates, items)

        def accepted(self):
            return self.book.read_text().split() if self.book.exists() else []

    return Count()


@pytest.fixture
def database(tmp_path_factory, transactional_db):
    """A server that no other test is connected to."""
    with own_database(tmp_path_factory.mktemp("database") / "own") as server:
        yield server
