"""What every page costs where there is much: 100,000 jobs and 10,000 models, 20,000 answers of one.

`python -m benchmarks.pages --json`: the demonstration with a job that has its report, in embedded services of its own.
Each page that answers one of its people is asked in turns, through all of the site but the socket; the questions to the
database are counted before there is much, and after.
"""

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from benchmarks.site import own_site

ROUNDS, SMOKE_ROUNDS = 20, 3
SLOWEST_P95_MS, GROWING = 100.0, 0
NO_PAGES = ("/api/", "/admin/", "/hub/", "/account/", "/metrics")

Say = Callable[[str], None]


class Size(NamedTuple):
    """How much there is."""

    jobs: int
    models: int
    answers: int


LARGE, SMALL, TINY = Size(100_000, 10_000, 20_000), Size(20, 20, 20), Size(200, 50, 100)


class Place(NamedTuple):
    """Who reads, and a page."""

    who: str
    path: str


def main() -> None:
    """Measure, and print the outcome as the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print nothing but the outcome as JSON")
    parser.add_argument("--smoke", action="store_true", help="a tiny world: see that it works")
    asked = parser.parse_args()
    say: Say = (lambda _: None) if asked.json else print
    with own_site("pages"):
        measured = measure(say, smoke=asked.smoke)
    worst, growing = measured["slowest"][0]["p95_ms"], len(measured["growing"])
    goals = {  # the times of a tiny world say nothing of a large one
        "slowest_p95_ms": {"value": None if asked.smoke else worst, "at_most": SLOWEST_P95_MS},
        "queries_growing_pages": {"value": growing, "at_most": GROWING},
    }
    print(json.dumps({"benchmark": "pages", "smoke": asked.smoke, "goals": goals, "measured": measured}))


def measure(say: Say, *, smoke: bool) -> dict[str, Any]:
    """The pages with their times, the slowest first, and those that ask the database more where there is more."""
    from benchmarks import pages_world as world
    from benchmarks.policy_world import settle

    every, clients = _places(world.stand()), world.readers()
    places = [place for place in every if _answers(clients, place)]
    say(f"{len(places)} of {len(every)} addresses are pages for their reader.")
    world.grow(SMALL)
    few = {place: _questions(clients, place) for place in places}
    started = time.perf_counter()
    world.grow(TINY if smoke else LARGE)
    settle()
    say(f"The world stands after {time.perf_counter() - started:.0f} s.")
    growing = {place: (before, now) for place, before in few.items() if (now := _questions(clients, place)) > before}
    times = _times(clients, places, SMOKE_ROUNDS if smoke else ROUNDS)
    for place, (before, now) in growing.items():
        say(f"{place.who} {place.path}: {before} questions, then {now}.")
    for each in times[:10]:
        say(f"{each['who']} {each['path']}: {each['p95_ms']} ms, half within {each['p50_ms']} ms.")
    return {
        "pages": len(places),
        "slowest": times[:10],
        "growing": [{**place._asdict(), "questions": asked} for place, asked in growing.items()],
    }


def _places(world: Mapping[str, str]) -> list[Place]:
    """Every page of the site for each reader, with the world's things in its address."""
    from django.urls import get_resolver
    from tests.addresses import addresses, filled

    def paths() -> Iterator[str]:
        for address in dict.fromkeys(addresses(get_resolver().url_patterns)):
            if f"/{address.lstrip('/')}".startswith(NO_PAGES):
                continue
            try:
                yield filled(address, world)
            except KeyError:  # nothing of the kind is there
                continue

    told = dict.fromkeys(paths())
    return [Place(who, path) for path in told for who in ("researcher", "steward")]


def _answers(clients: Mapping[str, Any], place: Place) -> bool:
    """Whether it is a page for that reader."""
    response = clients[place.who].get(place.path)
    return response.status_code == 200 and response.headers["Content-Type"].startswith("text/html")


def _questions(clients: Mapping[str, Any], place: Place) -> int:
    """How many questions the page asks of the database once it is warm."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    clients[place.who].get(place.path)
    with CaptureQueriesContext(connection) as queries:
        clients[place.who].get(place.path)
    return len(queries)


def _times(clients: Mapping[str, Any], places: list[Place], rounds: int) -> list[dict[str, Any]]:
    taken: dict[Place, list[float]] = defaultdict(list)
    for _round in range(rounds):
        for place in places:
            started = time.perf_counter()
            clients[place.who].get(place.path)
            taken[place].append(1000 * (time.perf_counter() - started))
    told = [{**place._asdict(), **_spread(sorted(each))} for place, each in taken.items()]
    return sorted(told, key=lambda each: -each["p95_ms"])


def _spread(times: list[float]) -> dict[str, float]:
    return {"p50_ms": round(times[len(times) // 2], 1), "p95_ms": round(times[int(0.95 * (len(times) - 1))], 1)}


if __name__ == "__main__":
    main()
