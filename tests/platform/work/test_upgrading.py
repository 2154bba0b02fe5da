"""An upgrade under load, by the steps of docs/operations.md: workers drain, tables change, the next release goes on."""

import signal
import subprocess
import sys

import pytest
from django.db import connections
from tests.workers import on_this_database, wait_until

from work.models import Item, State, Transition, Worker
from work.services.queueing import enqueue

pytestmark = [pytest.mark.heavy, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]

NEXT = {"DJANGO_SETTINGS_MODULE": "tests.platform.work.next_release.settings", "PYTHONPATH": "."}
LONG = '{"steps": 10000, "pause": 0.02}'


def migrate(tmp_path):
    """As whoever installs the next release does."""
    owner = connections["owner"].settings_dict
    address = f"postgres://{owner['USER']}@/{owner['HOST']}/{owner['NAME']}"
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "work"],
        env=on_this_database(tmp_path) | NEXT | {"DATABASE_OWNER_URL": address},
        check=True,
        capture_output=True,
    )


def test_workers_drain_tables_change_and_the_next_release_goes_on_without_a_loss(database, count, partner, tmp_path):
    items = [enqueue("counting", by=partner) for _ in range(4)]
    old = count.start("old", LONG, WORK_SLOTS="2")
    wait_until(lambda: sum(item.progress.get("step", 0) > 3 for item in Item.objects.running()) == 2)

    old.send_signal(signal.SIGTERM)
    assert old.wait(30) == 0
    assert not Item.objects.running().exists()
    interrupted = set(Item.objects.filter(state=State.QUEUED, attempt=1).values_list("pk", flat=True))
    assert len(interrupted) == 2
    items.append(enqueue("counting", by=partner))  # the site goes on meanwhile
    migrate(tmp_path)
    count.finish(*items)
    left = count.start("left-behind", LONG)
    count.start("new", LONG, WORK_SLOTS="2", **NEXT)
    wait_until(lambda: not Item.objects.exclude(state=State.SUCCEEDED).exists(), seconds=60)

    assert sorted(count.accepted()) == sorted(str(item.uid) for item in items)
    assert Transition.objects.filter(to_state=State.SUCCEEDED).count() == len(items)
    assert set(Item.objects.values_list("faults", flat=True)) == {0}
    for item in Item.objects.filter(pk__in=interrupted):
        assert item.lines.filter(attempt=2, kind="step").first().data["step"] > 3, "from its checkpoint"
    assert not Transition.objects.filter(worker__startswith="left-behind").exists()
    wait_until(lambda: Worker.objects.exclude(unfit={}).exists(), seconds=20)
    behind = Worker.objects.exclude(unfit={}).get()
    assert behind.name.startswith("left-behind")
    assert behind.unfit["code"] == "worker_older"
    assert left.poll() is None
