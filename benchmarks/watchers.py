"""How quickly two hundred people who watch one job are answered, while none trains.

`python -m benchmarks.watchers --json`: the site as its image runs it (gunicorn, two processes of four threads), with
embedded services of its own, and watchers that do what the job's page does: every two seconds they ask for what is new
behind their cursor, with the mark of what they have. They watch a job that a worker holds and that says nothing, the
same job when it says a line a second, and a job that waits in line.
"""

import argparse
import asyncio
import html
import json
import random
import re
import socket
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.scene import set_the_scene
from benchmarks.site import own_site

if TYPE_CHECKING:
    from jobs.models import Job
    from work.leases import Lease

AT_MOST = 150.0  # milliseconds
ASKS_EVERY = 2.0  # seconds, as templates/jobs/live.html says
WARM_UP = 4.0
START_SECONDS = 30.0

PROGRESS = {"of": 1000, "rows_per_second": 30.0, "seconds_left": 60.0}

Say = Callable[[str], None]


@dataclass(frozen=True)
class Size:
    """How many watch, and for how many seconds each of the three is measured."""

    watchers: int = 200
    seconds: float = 20.0


SMOKE = Size(watchers=4, seconds=3.0)


@dataclass
class Answers:
    """What came back: milliseconds from asking to the last byte, and how often which status."""

    milliseconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def told(self) -> dict[str, Any]:
        """In figures."""
        return {
            "p50_ms": round(statistics.median(self.milliseconds), 1),
            "p95_ms": round(sorted(self.milliseconds)[int(0.95 * (len(self.milliseconds) - 1))], 1),
            "answers": {str(status): count for status, count in sorted(self.statuses.items())},
        }


def main() -> None:
    """Measure, and print the outcome as the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print nothing but the outcome as JSON")
    parser.add_argument("--smoke", action="store_true", help="a few watchers for a moment: see that it works")
    asked = parser.parse_args()
    say: Say = (lambda _: None) if asked.json else print
    with own_site("watchers") as var:
        measured = measure(var, SMOKE if asked.smoke else Size(), say)
    worst = max(measured[name]["p95_ms"] for name in ("held", "waits"))
    goals = {"watchers_p95_ms": {"value": None if asked.smoke else worst, "at_most": AT_MOST}}
    print(json.dumps({"benchmark": "watchers", "smoke": asked.smoke, "goals": goals, "measured": measured}))


def measure(var: Path, size: Size, say: Say) -> dict[str, Any]:
    """Figures of each of the three, by name."""
    from work.services.claims import take_work

    submit = set_the_scene()
    held = submit()
    lease = take_work("fine-tuning", "measured")
    assert lease is not None
    _say_lines(lease, 1, 40)
    waits = submit()
    measured: dict[str, Any] = {"watchers": size.watchers}
    with _web(var / "web.log") as port:
        for name, job, news in (("held", held, None), ("held_with_news", held, lease), ("waits", waits, None)):
            answers = asyncio.run(_watched(port, _sessions(size.watchers), job, size.seconds, news))
            measured[name] = answers.told()
            say(f"{name}: {measured[name]}")
    return measured


def _say_lines(lease: "Lease", first: int, last: int) -> None:
    from work.services.holding import Said, report

    lines = [Said(n, "step", {"step": n, "loss": 1 / n, **PROGRESS}) for n in range(first, last)]
    evaluation = {"step": last, "loss": 0.4, "accuracy": 0.9, "best": True}
    report(
        lease,
        [*lines, Said(last, "evaluation", evaluation)],
        phase="training",
        progress=evaluation | PROGRESS | {"validation_loss": 0.4},
    )


def _sessions(count: int) -> list[str]:
    """The cookies of so many people who are signed in."""
    from django.conf import settings
    from django.test import Client

    from entente.demo.cast import RESEARCHER
    from entente.demo.people import actor

    cookies = []
    for _number in range(count):
        client = Client()
        client.force_login(actor(RESEARCHER).user, backend="accounts.backends.SignIn")
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}")
    return cookies


@contextmanager
def _web(log: Path) -> Iterator[int]:
    """The site, on a port of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "entente.wsgi",
        f"--bind=127.0.0.1:{port}",
        "--workers=2",
        "--threads=4",
    ]
    with log.open("wb") as out:
        web = subprocess.Popen([*command, "--workers=2", "--threads=4"], stdout=out, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + START_SECONDS
        while socket.socket().connect_ex(("127.0.0.1", port)):
            if time.monotonic() > deadline:
                raise SystemExit(f"Within {START_SECONDS:.0f} s the site did not answer: {log.read_text()}")
            time.sleep(0.1)
        yield port
    finally:
        web.terminate()
        web.wait()


async def _watched(port: int, cookies: list[str], job: "Job", seconds: float, news: "Lease | None") -> Answers:
    answers, started = Answers(), time.monotonic()
    until = started + WARM_UP + seconds
    page = f"/jobs/{job.uid}/live/"
    watchers = [_watch(port, cookie, page, until, started + WARM_UP, answers) for cookie in cookies]
    await asyncio.gather(*watchers, *([_speak(news, until)] if news else []))
    return answers


async def _speak(lease: "Lease", until: float) -> None:
    """A line a second."""
    step = 41
    while time.monotonic() < until:
        await asyncio.to_thread(_say_lines, lease, step, step)
        step += 1
        await asyncio.sleep(1)


async def _watch(port: int, cookie: str, page: str, until: float, counts_from: float, answers: Answers) -> None:
    """As the page does: at an even pace, each at moments of their own."""
    address, headers = page, {"HX-Request": "true"}
    due = time.monotonic() + random.uniform(0, ASKS_EVERY)
    while due < until:
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        asked_at = time.monotonic()
        status, body = await _get(port, address, headers | {"Cookie": cookie})
        if asked_at > counts_from:
            answers.milliseconds.append(1000 * (time.monotonic() - asked_at))
            answers.statuses[status] += 1
        if status not in {200, 304}:
            raise RuntimeError(f"{address} was answered with {status}.")
        if status == 200:
            address = html.unescape(_found(r'hx-get="([^"]+)"', body))
            headers = {"HX-Request": "true"} | json.loads(html.unescape(_found(r'hx-headers="([^"]+)"', body)))
        due = max(due, asked_at) + ASKS_EVERY


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match is not None
    return match[1]


async def _get(port: int, address: str, headers: dict[str, str]) -> tuple[int, str]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    lines = [f"GET {address} HTTP/1.1", "Host: localhost", "Connection: close"]
    writer.write("\r\n".join([*lines, *(f"{name}: {value}" for name, value in headers.items()), "", ""]).encode())
    answer = (await reader.read()).decode()
    writer.close()
    return int(answer.split(" ", 2)[1]), answer


if __name__ == "__main__":
    main()
