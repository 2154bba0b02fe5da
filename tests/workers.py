"""Real Celery workers on the test's database, and how to wait for what they do."""

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest
from django.conf import settings as site
from django.db import connection

from work.models import State


def on_this_database(tmp_path):
    """The environment of another process that works on the test's database."""
    database = connection.settings_dict
    return {
        "PATH": os.environ["PATH"],
        "ENTENTE_VAR": str(tmp_path),
        "DATABASE_URL": f"postgres://{database['USER']}@/{database['HOST']}/{database['NAME']}",
        "REDIS_URL": site.CELERY_BROKER_URL,
        "SECRET_KEY": "the key of a worker that serves no page, 0123456789",
        "SIGNING_KEYS_SECRET": "what a worker has no use for, yet must have, 0123456789",
        "ALLOWED_HOSTS": "localhost",
    }


@pytest.fixture
def start_worker(tmp_path, transactional_db):
    """Starts workers on the test's database; none of them outlives the test."""
    started = []

    def start(name, *, app="entente", **environment):
        worker = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", app, "worker", "-n", name, "--loglevel", "INFO"],
            env={
                **on_this_database(tmp_path),
                "WORK_LEASE_SECONDS": "4",
                "WORK_HEARTBEAT_SECONDS": "1",
                "WORK_THREADS": "1",
                "WORK_REST_SECONDS": "0.2",
                "INGESTION_SLOTS": "0",  # a place has a warm child; what needs one asks for it
                "PRIVACY_SLOTS": "0",
                **environment,
            },
            stdout=(tmp_path / f"{name}.log").open("wb"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        started.append(worker)
        return worker

    yield start
    for worker in started:
        worker.send_signal(signal.SIGCONT)
        worker.send_signal(signal.SIGTERM)
    for worker in started:
        try:
            worker.wait(20)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()


def wait_until(true, *, seconds=120, item=None):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if item:
            item.refresh_from_db()
        if true():
            return
        if item and item.has_ended:
            break
        time.sleep(0.05)
    raise AssertionError(
        f"Not within {seconds} s, or never: {item} is {item and (item.state, item.phase, item.reason, item.progress)}"
    )


def trains(item, step):
    return lambda: item.state == State.RUNNING and item.progress.get("step", 0) >= step


def children_of(worker):
    return psutil.Process(worker.pid).children(recursive=True)
