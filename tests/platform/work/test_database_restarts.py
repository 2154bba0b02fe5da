"""PostgreSQL is restarted while a worker works and the site is read: both go on, and nothing is done twice."""

import time

import pytest
import requests
from django.conf import settings
from tests.platform.work.servers import start, stop
from tests.workers import wait_until

from work.models import Item, State, Transition, Worker
from work.services.queueing import enqueue

pytestmark = [pytest.mark.heavy, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]

SHORT = {"WORK_HEARTBEAT_SECONDS": "0.5"}


@pytest.fixture
def reader(database, client_for, live_site, partner):
    """Somebody who keeps one connection to the site, as a browser does: the status of a page that asks the database."""
    browser = requests.Session()
    browser.cookies[settings.SESSION_COOKIE_NAME] = client_for(partner).session.session_key
    return lambda: browser.get(f"{live_site.url}/jobs/", timeout=10).status_code


@pytest.mark.parametrize(("away_seconds", "lease_seconds", "attempts"), [(1.5, "30", 1), (3, "2", 2)])
def test_postgresql_restarted_in_the_middle_costs_no_work_and_doubles_none(
    database, reader, count, partner, away_seconds, lease_seconds, attempts
):
    item = enqueue("counting", by=partner)
    worker = count.start("north", '{"steps": 10000, "pause": 0.02}', WORK_LEASE_SECONDS=lease_seconds, **SHORT)
    wait_until(lambda: item.progress.get("step", 0) >= 5, item=item)
    assert reader() == 200

    stop(database)
    assert reader() == 500
    time.sleep(away_seconds)
    start(database)

    assert reader() == 200, "the site makes a new connection"
    later = enqueue("counting", by=partner)
    count.finish(item, later)
    wait_until(lambda: not Item.objects.exclude(state=State.SUCCEEDED).exists(), seconds=30)
    item.refresh_from_db()
    assert (item.attempt, item.faults) == (attempts, attempts - 1)
    assert sorted(count.accepted()) == sorted([str(item.uid), str(later.uid)])
    assert Transition.objects.filter(item=item, to_state=State.SUCCEEDED).count() == 1
    said = [line.data["step"] for line in item.lines.filter(kind="step")]
    assert said == sorted(set(said)), "every step is told once, whichever attempt made it"
    assert worker.poll() is None
    assert Worker.objects.alive().count() == 1
