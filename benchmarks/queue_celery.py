"""The same by plain Celery on Redis, whose queue is the list of messages: tasks that do nothing but count."""

import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from celery import Celery

WAIT_SECONDS = 180.0
LOOK_SECONDS = 0.01
STARTED = "benchmark-queue-started"


def _app() -> Celery:
    from django.conf import settings

    return Celery("plain", broker=settings.CELERY_BROKER_URL)


def measure(tasks: int, claimers: int, say: Callable[[str], None]) -> dict[str, Any]:
    """How many tasks a second `claimers` threads of one Celery worker take, beside what sending one costs."""
    import redis
    from django.conf import settings

    counter = redis.Redis.from_url(settings.CELERY_BROKER_URL.replace("redis+socket", "unix"))
    app = _app()
    started = time.perf_counter()
    for _number in range(tasks):
        app.send_task("plain.count", ignore_result=True)
    sent = time.perf_counter() - started
    command = [sys.executable, "-m", "benchmarks.queue_celery", str(claimers)]
    worker = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(lambda: int(counter.get(STARTED) or 0) > 0)
        first, began = int(counter.get(STARTED) or 0), time.perf_counter()
        _wait(lambda: int(counter.get(STARTED) or 0) >= tasks)
        seconds = time.perf_counter() - began
    finally:
        worker.terminate()
        worker.wait()
    told = {
        "celery_tasks_per_second": round((tasks - first) / seconds, 1),
        "celery_send_ms": round(1000 * sent / tasks, 2),
    }
    say(f"Plain Celery: {told}.")
    return told


def _wait(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not true():
        if time.monotonic() > deadline:
            raise SystemExit(f"Celery did not take its tasks within {WAIT_SECONDS:.0f} s.")
        time.sleep(LOOK_SECONDS)


def _work(claimers: str) -> None:
    import django

    django.setup()
    import redis
    from django.conf import settings

    counter = redis.Redis.from_url(settings.CELERY_BROKER_URL.replace("redis+socket", "unix"))
    app = _app()

    def count() -> None:
        counter.incr(STARTED)

    app.task(count, name="plain.count", ignore_result=True)
    app.worker_main(["worker", "--pool", "threads", "--concurrency", claimers, "--without-gossip", "--without-mingle"])


if __name__ == "__main__":
    _work(sys.argv[1])
