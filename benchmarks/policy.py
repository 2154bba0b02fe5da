"""What access costs: the first page of a list, one decision, and taking an agreement back.

`python -m benchmarks.policy --json`: 200 organizations, 5,000 agreements and 100,000 datasets in embedded services of
its own. Every ratio is of two things measured in turns within the run. django-guardian's own list stands beside, on the
same rows: it knows no suspension, and is no answer to the same question.
"""

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

FIRST_PAGE = 50
ROUNDS, SMOKE_ROUNDS = 40, 3
JOBS, MODELS = 1_000, 100

GOALS = {
    "visible_vs_unfiltered": 2.0,
    "decide_vs_get": 4.0,
    "decide_queries": 3,
    "suspend_seconds": 1.0,
    "count_ms": 30.0,
    "by_name_ms": 30.0,
    "search_ms": 30.0,
}

Say = Callable[[str], None]


def main() -> None:
    """Measure, and print the outcome."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print nothing but the outcome as JSON")
    parser.add_argument("--smoke", action="store_true", help="a tiny world: see that it works")
    asked = parser.parse_args()
    say: Say = (lambda _: None) if asked.json else print
    with tempfile.TemporaryDirectory(prefix="entente-policy-", ignore_cleanup_errors=True) as var:
        measured = measure(Path(var), say, smoke=asked.smoke)
    goals = {name: {"value": measured[name], "at_most": at_most} for name, at_most in GOALS.items()}
    for name, goal in goals.items():
        say(f"{name}: {goal['value']}; goal: at most {goal['at_most']}.")
    print(json.dumps({"benchmark": "policy", "goals": goals, "measured": measured}))


def measure(var: Path, say: Say, *, smoke: bool) -> dict[str, Any]:
    """Everything that was measured, by name."""
    var.chmod(0o711)  # PostgreSQL's own user passes through when this is run by root
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SECRET_KEY"):
        os.environ.pop(name, None)
    os.environ |= {"ENTENTE_VAR": str(var), "DJANGO_SETTINGS_MODULE": "entente.settings", "LOG_LEVEL": "WARNING"}
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    from entente import services

    services.ensure()
    try:
        call_command("migrate", verbosity=0, interactive=False)
        return _measured(say, smoke=smoke)
    finally:
        connections.close_all()
        services.leave(settings.PLACE)


def _measured(say: Say, *, smoke: bool) -> dict[str, Any]:
    from benchmarks import policy_world as world
    from organizations.models import Organization

    rounds = SMOKE_ROUNDS if smoke else ROUNDS
    started = time.perf_counter()
    world.build(world.TINY if smoke else world.Size())
    say(f"The world stands after {time.perf_counter() - started:.0f} s.")
    typical = Organization.objects.get(slug="partner-5")
    told = {
        **_lists("typical", typical, rounds, say),
        **_decisions(typical, rounds * 5, say),
        **_others(typical, rounds, say),
        **_suspension(say, smoke=smoke),
    }
    told |= _lists("few", world.few(), rounds, say)
    told["visible_vs_unfiltered"] = max(told["typical_vs_unfiltered"], told["few_vs_unfiltered"])
    return told


def _person(organization: Any) -> Any:
    from accounts.models import User

    return User.objects.get(email=f"someone@{organization.slug}.example")


def _actor(organization: Any) -> Any:
    from organizations.actor import Actor

    return Actor.of(_person(organization), organization)


def _milliseconds(deeds: dict[str, Callable[[], Any]], rounds: int) -> dict[str, float]:
    """The median of each, done in turns so that what else the machine does falls on all alike."""
    taken: dict[str, list[float]] = {name: [] for name in deeds}
    for turn in range(rounds + 2):
        for name, deed in deeds.items():
            started = time.perf_counter()
            deed()
            if turn > 1:  # the first ones warm up
                taken[name].append(1000 * (time.perf_counter() - started))
    return {name: round(statistics.median(times), 2) for name, times in taken.items()}


def _lists(case: str, organization: Any, rounds: int, say: Say) -> dict[str, Any]:
    """The first page of datasets, newest first: the actor's query is part of it."""
    from guardian.shortcuts import get_objects_for_user  # noqa: TID251  what we are compared with

    from agreements.models import Asset
    from agreements.policy import visible
    from catalog.models import Dataset
    from organizations.actor import Actor

    person = _person(organization)
    rows = Dataset.objects.select_related("asset__owner").order_by("-asset_id")

    def ours() -> list[Any]:
        actor = Actor.of(person, organization)
        return list(visible(actor, rows, "discover", newest=FIRST_PAGE)[:FIRST_PAGE])

    def guardians() -> list[Any]:
        known = get_objects_for_user(person, "agreements.discover_asset", Asset.objects.filter(kind="dataset"))
        return list(known.select_related("owner").order_by("-pk")[:FIRST_PAGE])

    taken = _milliseconds({"unfiltered": lambda: list(rows[:FIRST_PAGE]), "ours": ours, "guardian": guardians}, rounds)
    say(f"{case}: {len(ours())} rows; {taken} ms.")
    return {
        f"{case}_ms": taken,
        f"{case}_vs_unfiltered": round(taken["ours"] / taken["unfiltered"], 2),
        f"{case}_guardian_vs_unfiltered": round(taken["guardian"] / taken["unfiltered"], 2),
    }


def _decisions(organization: Any, rounds: int, say: Say) -> dict[str, Any]:
    """One decision on a dataset that an agreement shares, beside reading it by its key."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from agreements.models import Asset, AssetGroupPermission
    from agreements.policy import decide

    actor = _actor(organization)
    given = AssetGroupPermission.objects.filter(organization=organization, grant__agreement__state="active")
    shared = given.filter(content_object__derived=False, content_object__openness="closed").first()
    assert shared is not None
    asset = shared.content_object
    with CaptureQueriesContext(connection) as queries:
        assert decide(_actor_as_in_a_request(actor), "train", asset).allowed
    taken = _milliseconds(
        {"get": lambda: Asset.objects.get(pk=asset.pk), "decide": lambda: decide(actor, "train", asset)}, rounds
    )
    say(f"One decision: {len(queries)} queries; {taken} ms.")
    return {
        "decide_ms": taken,
        "decide_queries": len(queries),
        "decide_vs_get": round(taken["decide"] / taken["get"], 2),
    }


def _actor_as_in_a_request(actor: Any) -> Any:
    from organizations.actor import Actor

    return Actor.of(actor.user, actor.organization)


def _others(organization: Any, rounds: int, say: Say) -> dict[str, Any]:
    """What has no newest first: the count, another order, a search."""
    from agreements.policy import visible
    from catalog.models import Dataset

    actor = _actor(organization)
    rows = Dataset.objects.select_related("asset__owner")

    def seen() -> Any:
        return visible(actor, rows, "discover")

    taken = _milliseconds(
        {
            "count_ms": lambda: seen().count(),
            "by_name_ms": lambda: list(seen().order_by("asset__name")[:FIRST_PAGE]),
            "search_ms": lambda: list(seen().filter(asset__name__icontains="abc").order_by("-asset_id")[:FIRST_PAGE]),
        },
        max(3, rounds // 4),
    )
    say(f"Other shapes: {taken}.")
    return dict(taken)


def _suspension(say: Say, *, smoke: bool) -> dict[str, Any]:
    """Suspending an agreement with jobs and models behind it, what is cleaned up afterwards included."""
    from agreements.models import Agreement, Asset, Party
    from agreements.services.suspension import suspend_agreement
    from benchmarks.policy_world import work_on
    from work.services.withdrawals import handle_withdrawals

    agreement = Agreement.objects.filter(state="active", parties__receives=True).first()
    assert agreement is not None
    shared = Asset.objects.filter(group_permissions__grant__agreement=agreement).first()
    assert shared is not None
    jobs, models = (20, 5) if smoke else (JOBS, MODELS)
    work_on(agreement, shared, jobs=jobs, models=models)
    by = _actor(Party.objects.get(agreement=agreement, provides=True).organization)
    started = time.perf_counter()
    suspend_agreement(agreement, by=by, reason="Measured")
    suspended = time.perf_counter()
    refused = handle_withdrawals()
    seconds = round(time.perf_counter() - started, 3)
    assert refused == jobs
    say(f"Suspended in {suspended - started:.3f} s; with all that follows {seconds} s.")
    return {"suspend_seconds": seconds, "suspend_alone_seconds": round(suspended - started, 3)}


if __name__ == "__main__":
    main()
