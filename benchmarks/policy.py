"""What access costs: lists, one decision, and taking an agreement back.

`python -m benchmarks.policy --json`: 200 organizations, 5,000 agreements and 100,000 datasets in embedded services of
its own. Every ratio is of two things measured in turns within the run.
"""

import argparse
import json
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from benchmarks.site import own_site

if TYPE_CHECKING:
    from organizations.models import Organization

ROUNDS, SMOKE_ROUNDS = 40, 3
JOBS, MODELS = 1_000, 100

GOALS = {
    "visible_vs_unfiltered": 2.0,
    "decide_vs_get": 4.0,
    "decide_queries": 3,
    "suspend_seconds": 1.0,
    "count_ms": 30.0,
    "order_by_name_ms": 30.0,
    "search_ms": 30.0,
}

Say = Callable[[str], None]


def main() -> None:
    """Measure, and print the outcome as the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print nothing but the outcome as JSON")
    parser.add_argument("--smoke", action="store_true", help="a tiny world: see that it works")
    asked = parser.parse_args()
    say: Say = (lambda _: None) if asked.json else print
    with own_site("policy"):
        measured = measure(say, smoke=asked.smoke)
    print(json.dumps(_outcome(measured, smoke=asked.smoke)))


def _outcome(measured: dict[str, Any], *, smoke: bool) -> dict[str, Any]:
    """The figures of a tiny world say nothing of a large one, so its goals have no value."""
    goals = {name: {"value": None if smoke else measured[name], "at_most": most} for name, most in GOALS.items()}
    return {"benchmark": "policy", "smoke": smoke, "goals": goals, "measured": measured}


def measure(say: Say, *, smoke: bool) -> dict[str, Any]:
    """Everything that was measured, by name."""
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
        **_suspension(say, smoke=smoke),
    }
    told |= _lists("few", world.few(), rounds, say)
    return told | _worst(told)


def _worst(told: dict[str, Any]) -> dict[str, float]:
    """The slower of the two who read: the typical one, and the one who may see five of all, the oldest."""
    others = [told[f"{case}_others_ms"]["ours"] for case in ("typical", "few")]
    return {
        "visible_vs_unfiltered": max(told["typical_vs_unfiltered"], told["few_vs_unfiltered"]),
        "count_ms": max(each["count"] for each in others),
        "order_by_name_ms": max(each["order_by_name"] for each in others),
        "search_ms": max(taken for each in others for name, taken in each.items() if name.startswith("search")),
    }


def _lists(case: str, organization: "Organization", rounds: int, say: Say) -> dict[str, Any]:
    from benchmarks import policy_lists

    taken = policy_lists.newest(organization, rounds)
    others = policy_lists.others(organization, max(3, rounds // 4))
    say(f"{case}: first page {taken} ms; ours {others['ours']} ms; guardian's {others['guardian']} ms.")
    return {
        f"{case}_ms": taken,
        f"{case}_vs_unfiltered": round(taken["ours"] / taken["unfiltered"], 2),
        f"{case}_guardian_vs_unfiltered": round(taken["guardian"] / taken["unfiltered"], 2),
        f"{case}_others_ms": others,
    }


def _decisions(organization: "Organization", rounds: int, say: Say) -> dict[str, Any]:
    """One decision on a dataset that an agreement shares, beside reading it by its key."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from agreements.models import Asset, AssetGroupPermission
    from agreements.policy import decide
    from benchmarks.policy_lists import milliseconds, person_of
    from organizations.actor import Actor

    person = person_of(organization)
    actor = Actor.of(person, organization)
    given = AssetGroupPermission.objects.filter(organization=organization, grant__agreement__state="active")
    shared = given.filter(content_object__derived=False, content_object__openness="closed").first()
    assert shared is not None
    asset = shared.content_object
    with CaptureQueriesContext(connection) as queries:
        assert decide(Actor.of(person, organization), "train", asset).allowed
    taken = milliseconds(
        {"get": lambda: Asset.objects.get(pk=asset.pk), "decide": lambda: decide(actor, "train", asset)}, rounds
    )
    say(f"One decision: {len(queries)} queries; {taken} ms.")
    return {
        "decide_ms": taken,
        "decide_queries": len(queries),
        "decide_vs_get": round(taken["decide"] / taken["get"], 2),
    }


def _suspension(say: Say, *, smoke: bool) -> dict[str, Any]:
    """Suspending an agreement with jobs and models behind it, what is cleaned up afterwards included."""
    from agreements.models import Agreement, Asset, Party
    from agreements.services.suspension import suspend_agreement
    from benchmarks.policy_lists import person_of
    from benchmarks.policy_world import work_on
    from organizations.actor import Actor
    from work.services.withdrawals import handle_withdrawals

    agreement = Agreement.objects.filter(state="active", parties__receives=True).first()
    assert agreement is not None
    shared = Asset.objects.filter(group_permissions__grant__agreement=agreement).first()
    assert shared is not None
    jobs, models = (20, 5) if smoke else (JOBS, MODELS)
    work_on(agreement, shared, jobs=jobs, models=models)
    provider = Party.objects.get(agreement=agreement, provides=True).organization
    by = Actor.of(person_of(provider), provider)
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
