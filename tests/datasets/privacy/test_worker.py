"""A worker of the site looks through what comes in."""

import pytest
from django.urls import reverse
from tests.workers import wait_until

from privacy.services import KIND
from work import kinds
from work.supervision.supervisor import Supervisor


@pytest.fixture
def worker(monkeypatch, settings, transactional_db):
    """One that does no other kind of work: engines take long to become warm."""
    monkeypatch.setattr(kinds, "_kinds", {KIND: kinds.kind_of(KIND)})
    settings.WORK_POLL_SECONDS = settings.WORK_HEARTBEAT_SECONDS = 0.1
    supervisor = Supervisor("north")
    supervisor.start()
    yield supervisor
    supervisor.leave(10)
    assert not supervisor.is_alive()


@pytest.mark.heavy
def test_a_worker_looks_through_what_comes_in(worker, patients, client_for, steward):
    wait_until(lambda: patients.scan.item.has_ended, seconds=30, item=patients.scan.item)

    page = client_for(steward).get(reverse("privacy:version", args=[patients.version.asset.slug, 1]))

    assert "a**.s***.*@c***.e***" in page.content.decode()
    assert "To be answered" in page.content.decode()
