"""What the queue survives, with real Celery workers that are killed, frozen, cut off from Redis, doubled."""

import os
import signal
import time

import psutil
import pytest
import redis
from tests.platform.work.servers import own_redis, start, stop
from tests.workers import children_of, wait_until

from work.models import Item, State, Transition, Worker
from work.services.queueing import enqueue

pytestmark = [pytest.mark.heavy, pytest.mark.django_db(transaction=True)]

LONG = '{"steps": 10000, "pause": 0.02}'  # until the test has seen it run, and finishes it
AWAY_SECONDS = 60  # as long as Redis is stopped


def assert_each_once(items, accepted):
    assert sorted(accepted) == sorted(str(item.uid) for item in items)
    assert not Item.objects.exclude(state=State.SUCCEEDED).exists()
    assert Transition.objects.filter(to_state=State.SUCCEEDED).count() == len(items)


def all_done():
    return not Item.objects.exclude(state=State.SUCCEEDED).exists()


def works_on(worker, item, *, step=1):
    def true():
        return item.worker.endswith(f":{worker.pid}") and item.progress.get("step", 0) >= step

    return true


def test_a_supervisor_frozen_past_its_lease_writes_nothing_when_it_wakes(count, partner):
    item = enqueue("counting", by=partner)
    frozen = count.start("frozen", LONG, WORK_LEASE_SECONDS="2", WORK_HEARTBEAT_SECONDS="0.5")
    wait_until(works_on(frozen, item, step=2), item=item)

    os.kill(frozen.pid, signal.SIGSTOP)  # its child counts on, as a child of a frozen process does
    orphans = children_of(frozen)
    heir = count.start("heir", LONG, WORK_LEASE_SECONDS="2", WORK_HEARTBEAT_SECONDS="0.5")
    wait_until(works_on(heir, item), item=item)
    said = item.lines.filter(attempt=1).count()
    os.kill(frozen.pid, signal.SIGCONT)
    count.finish(item)
    wait_until(all_done)

    item.refresh_from_db()
    assert (item.attempt, item.faults) == (2, 1)
    assert item.lines.filter(attempt=1).count() == said
    assert_each_once([item], count.accepted())
    wait_until(lambda: "no longer holds" in (count.book.parent / "frozen.log").read_text(), seconds=20)
    assert psutil.wait_procs(orphans[:1], timeout=10)[1] == [], "the child of the lost lease is stopped"


def test_a_worker_killed_with_work_in_every_slot_loses_none_of_it(count, partner):
    items = [enqueue("counting", by=partner) for _ in range(4)]
    first = count.start("first", LONG, WORK_SLOTS="4", WORK_LEASE_SECONDS="2", WORK_HEARTBEAT_SECONDS="0.5")
    wait_until(lambda: Item.objects.running().exclude(progress={}).count() == 4)

    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    count.finish(*items)
    count.start("second", LONG, WORK_SLOTS="2", WORK_LEASE_SECONDS="2", WORK_HEARTBEAT_SECONDS="0.5")
    wait_until(all_done)

    assert_each_once(items, count.accepted())
    assert set(Item.objects.values_list("attempt", "faults")) == {(2, 1)}


def test_an_engine_killed_from_outside_is_started_again_where_it_was(count, partner):
    item = enqueue("counting", by=partner)
    worker = count.start("north", LONG)
    wait_until(works_on(worker, item, step=5), item=item)

    for child in children_of(worker):
        child.kill()
    count.finish(item)
    wait_until(all_done)

    item.refresh_from_db()
    assert (item.attempt, item.faults) == (2, 1)
    assert item.transitions.get(to_state=State.QUEUED, attempt=1).reason["code"] == "child_crashed"
    assert item.lines.filter(attempt=2, kind="step").first().data["step"] > 2
    assert_each_once([item], count.accepted())


def test_two_workers_of_one_name_share_the_work_and_double_none(count, partner):
    items = [enqueue("counting", by=partner) for _ in range(30)]
    for _ in range(2):
        count.start("twin", WORK_SLOTS="2")
    wait_until(all_done)

    assert_each_once(items, count.accepted())
    assert Worker.objects.count() == 2


def unread(server):
    with redis.Redis(unix_socket_path=str(server.place.redis_socket)) as client:
        return client.llen("celery")


def test_redis_flushed_stopped_for_a_minute_and_started_again_costs_no_work(count, partner, tmp_path, monkeypatch):
    from entente.celery import app

    with own_redis(tmp_path / "redis") as server:
        monkeypatch.setattr(app.conf, "broker_url", f"redis+socket://{server.place.redis_socket}")
        app._after_fork()  # forgets the connections to the other one
        worker = count.start("north", REDIS_URL=app.conf.broker_url)
        items = [enqueue("counting", by=partner)]
        wait_until(all_done)

        with redis.Redis(unix_socket_path=str(server.place.redis_socket)) as client:
            client.flushall()
        items.append(enqueue("counting", by=partner))
        wait_until(all_done)

        stop(server)
        back_at = time.monotonic() + AWAY_SECONDS
        while time.monotonic() < back_at:
            items.append(enqueue("counting", by=partner))
            wait_until(all_done)
            time.sleep(5)
        start(server)
        items.append(enqueue("counting", by=partner))
        wait_until(all_done)
        assert worker.poll() is None
        app.send_task("work.tasks.wake", ("counting",))
        wait_until(lambda: unread(server) == 0)

        assert_each_once(items, count.accepted())
        app._after_fork()
