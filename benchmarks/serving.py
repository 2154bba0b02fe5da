"""What the model server costs: 32 clients, each with one text at a time, against the bare forward of those 32 texts.

`python -m benchmarks.serving --json`: the demonstration's model with a head trained on its notes, its agreement, the
server as `manage.py serve_models` starts it, and the policy, the limits and the audit at work in every call.
"""

import argparse
import http.client
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.site import own_site

CLIENTS = 32
SECONDS, SMOKE_SECONDS = 20.0, 2.0
ADDRESS = "127.0.0.1:8471"
WAIT_SECONDS = 120.0
LEAST_THROUGHPUT, MOST_P50 = 0.7, 2.5  # of the bare forward's


@dataclass(frozen=True)
class Served:
    """A model that can be asked, by whom, and about what."""

    folder: Path
    path: str
    token: str
    texts: list[str]


def main() -> None:
    """Measure, and print the outcome."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print nothing but the outcome as JSON")
    parser.add_argument("--smoke", action="store_true", help="two seconds only: see that it works")
    asked = parser.parse_args()
    say: Callable[[str], None] = (lambda _: None) if asked.json else print
    seconds = SMOKE_SECONDS if asked.smoke else SECONDS
    with own_site("serving") as var:
        served = serve(var)
        bare = bare_forward(served, seconds / 2)
        with _server(var / "models.log"):
            calls = ask(served, seconds)
    throughput, p50 = len(calls) / seconds, statistics.median(calls)
    goals = {
        "throughput_vs_bare": {"value": round(throughput * bare / CLIENTS, 3), "at_least": LEAST_THROUGHPUT},
        "p50_vs_bare": {"value": round(p50 / bare, 3), "at_most": MOST_P50},
    }
    say(
        f"A bare forward of {CLIENTS} texts takes {bare * 1000:.1f} ms. {CLIENTS} clients get {throughput:.0f} answers "
        f"a second, half of them within {p50 * 1000:.1f} ms."
    )
    measured = {"bare_ms": bare * 1000, "p50_ms": p50 * 1000, "calls": len(calls), "per_second": throughput}
    print(json.dumps({"benchmark": "serving", "goals": goals, "measured": measured}))


def serve(var: Path) -> Served:
    """The demonstration's model with a head that a job trained, and a token of its researcher's."""
    from datetime import timedelta

    from django.utils import timezone

    from benchmarks.scene import set_the_scene
    from engine.events import Events
    from engine.job import run_job
    from engine.spec import parse
    from entente.demo.cast import RESEARCHER
    from entente.demo.people import actor
    from jobs.fine_tuning import FineTuning
    from organizations.models import Scope
    from organizations.services import issue_token
    from registry.services import materialise
    from work.services.claims import take_work

    job = set_the_scene({"method": "head"})()
    lease = take_work("fine-tuning", worker="measured")
    assert lease is not None
    out = var / "out"
    out.mkdir()
    run_job(parse(FineTuning().prepare(job.item, out)["spec"]), out, events=Events(lambda _: None), should_stop=bool)
    FineTuning().accept(lease, out)
    job.refresh_from_db()
    version, by = job.result.model_version, actor(RESEARCHER)
    ends = timezone.now() + timedelta(hours=1)
    _token, secret = issue_token(by.user, by.organization, tuple(Scope.values), name="measured", expires_at=ends)
    path = f"/serving/{job.project.undertaking.slug}/v2/models/{version.version.asset.slug}/infer"
    return Served(materialise(version, var / "model"), path, secret, _texts())


def _texts() -> list[str]:
    import csv

    from entente.demo.table import sample

    table = sample()
    with table.path.open(encoding="utf-8", newline="") as file:
        return [row[table.text] for row in csv.DictReader(file)][:CLIENTS]


def bare_forward(served: Served, seconds: float) -> float:
    """Seconds that the forward of all texts takes, tokens made, half of the time; as one would write it."""
    import torch
    from django.conf import settings
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    torch.set_num_threads(settings.MODEL_SERVER_THREADS)
    model = AutoModelForSequenceClassification.from_pretrained(served.folder).eval()
    tokens = AutoTokenizer.from_pretrained(served.folder)(served.texts, padding=True, return_tensors="pt")
    times, ends = [], time.monotonic() + seconds
    with torch.inference_mode():
        model(**tokens)
        while time.monotonic() < ends:
            started = time.perf_counter()
            model(**tokens)
            times.append(time.perf_counter() - started)
    return statistics.median(times)


@contextmanager
def _server(log: Path) -> Iterator[None]:
    with log.open("wb") as out:
        command = [sys.executable, "manage.py", "serve_models", "--address", ADDRESS]
        server = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
    try:
        _wait(log)
        yield
    finally:
        server.terminate()
        server.wait()


def _wait(log: Path) -> None:
    ends = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < ends:
        try:
            connection = http.client.HTTPConnection(ADDRESS)
            connection.request("GET", "/serving/-/v2/health/ready")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"The model server did not come up:\n{log.read_text()}")


def ask(served: Served, seconds: float) -> list[float]:
    """Seconds that each call took, of those that ended within `seconds`, once all clients have an answer."""
    connections = [http.client.HTTPConnection(ADDRESS) for _ in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(lambda place: _call(connections[place], served, place), range(CLIENTS)))  # loads it
        ends = time.monotonic() + seconds
        calls = clients.map(lambda place: _calls(connections[place], served, place, ends), range(CLIENTS))
        return [each for of_client in calls for each in of_client]


def _calls(connection: http.client.HTTPConnection, served: Served, place: int, ends: float) -> list[float]:
    times = []
    while True:
        started = time.perf_counter()
        _call(connection, served, place)
        if time.monotonic() > ends:
            return times
        times.append(time.perf_counter() - started)


def _call(connection: http.client.HTTPConnection, served: Served, place: int) -> None:
    tensor: dict[str, Any] = {"name": "text", "shape": [1], "datatype": "BYTES", "data": [served.texts[place]]}
    headers = {"Authorization": f"Bearer {served.token}"}
    connection.request("POST", served.path, json.dumps({"inputs": [tensor]}), headers)
    response = connection.getresponse()
    said = response.read()
    if response.status != http.client.OK:
        raise SystemExit(said.decode())


if __name__ == "__main__":
    main()
