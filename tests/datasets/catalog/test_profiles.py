"""A version is profiled once, by a worker; its page tells it to who may see its rows, and to nobody else."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string

from agreements.errors import NotAllowed
from catalog.check_work import Checking
from catalog.models import Profile
from catalog.profile_work import Profiling
from catalog.profiling import checks_errand
from catalog.profiling import errand as profiling_errand
from catalog.services.profiles import ask_for_profile, profile_here
from work.models import Item, State
from work.services.claims import take_work
from work.services.holding import fail

pytestmark = pytest.mark.django_db


@pytest.fixture
def notes_with_hours(tmp_path):
    """Notes of 40 rows, one of them there twice, with a column of numbers."""

    def written(rows, *, name="notes.csv", classes=("wear", "leak"), hours=1):
        kinds = [classes[at % len(classes)] for at in range(rows)]
        lines = [f"machine {at} grinds in hall {at % 7},{kind},{at * hours}" for at, kind in enumerate(kinds)]
        path = tmp_path / name
        path.write_text("\n".join(["note,fault,hours", *lines, lines[-1]]) + "\n")
        return path

    return written


@pytest.fixture
def machines(bring_in, notes_with_hours):
    return bring_in(notes_with_hours(40), "Machines")


def page_of(client, version, number=""):
    return client.get(version.dataset.get_absolute_url(), {"version": number}).content.decode()


def test_a_worker_profiles_it_in_a_child_without_the_site(machines, steward, partner, client_for, api_for, tmp_path):
    ask_for_profile(machines, by=steward)
    assert "It is being profiled" in page_of(client_for(steward), machines)
    lease, kind = take_work("profile", "w1"), Profiling()
    item = Item.objects.get(pk=lease.item_id)
    assert kind.authorize([item])[item.pk].allowed
    order = kind.prepare(item, tmp_path) | {"out": str(tmp_path / "out")}

    child = subprocess.run(
        [*kind.command, "--events-fd", "1", "--parent", str(os.getpid())],
        input=json.dumps(order) + "\n",
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(sys.path)},
    )
    assert child.returncode == 0, child.stderr
    assert [json.loads(line)["ev"] for line in child.stdout.splitlines()] == ["ready", "done"]
    assert kind.accept(lease, tmp_path / "out").state == State.SUCCEEDED

    page = page_of(client_for(steward), machines)
    address = f"/api/v1/datasets/{machines.version.asset.slug}/versions/1/profile/"
    assert "in the middle, from 0 to 39" in page
    assert "97.6\u00a0%" in page  # rows without repeats
    told = api_for(steward).get(address).json()
    assert (told["state"], told["report"]["duplicates"], len(told["parts"])) == ("done", 1, 4)
    assert "in the middle" not in page_of(client_for(partner), machines)  # who knows of it, and may not see its rows
    assert api_for(partner).get(address).status_code == 403


def test_it_is_profiled_once_and_again_only_after_a_failure(machines, steward, partner, client_for):
    item = ask_for_profile(machines, by=steward).item
    with pytest.raises(ValidationError, match="profiled already"):
        ask_for_profile(machines, by=steward)

    fail(take_work("profile", "w1"), "table_too_large", {})

    page = page_of(client_for(steward), machines)
    assert "Counting took more memory than it may." in page
    assert "Profile it again" in page
    with pytest.raises(NotAllowed):
        ask_for_profile(machines, by=partner)
    client_for(steward).post(f"/datasets/{machines.version.asset.slug}/1/profile/")
    again = Profile.objects.get(version=machines)
    assert (again.state, again.item == item) == ("waiting", False)


@pytest.fixture
def doubtful(bring_in, tmp_path):
    """Notes of leaks and of wear; row 40 says the wrong one, and row 61 tests what row 3 has trained."""
    said = {"leak": "oil drips from the {} below seal {}", "wear": "the {} grinds and shakes on shaft {}"}
    things = ("pump", "motor", "belt", "valve", "rotor", "clutch", "brake", "cable", "hose", "gear")
    lines = ["note,fault,split"]
    for n in range(60):
        fault = "leak" if n % 2 else "wear"
        told = "wear" if n == 39 else fault
        note = said[fault].format(f"{things[n % 10]} of hall {things[n // 6]}", f"{n * 7919:x}")
        lines.append(f"{note},{told},{('train', 'train', 'validation')[n % 3]}")
    lines.append(lines[3].upper().replace("WEAR,VALIDATION", "wear,test").replace("LEAK,TRAIN", "leak,test"))
    path = tmp_path / "doubtful.csv"
    path.write_text("\n".join(lines) + "\n")
    return bring_in(path, "Doubtful")


def test_rows_that_are_alike_and_doubtful_labels_are_told_after_the_profile_to_who_may_see_rows(
    doubtful, steward, partner, client_for, api_for, tmp_path
):
    ask_for_profile(doubtful, by=steward)
    for kind, errand in ((Profiling(), profiling_errand), (Checking(), checks_errand)):
        lease = take_work(kind.name, "w1")
        item = Item.objects.get(pk=lease.item_id)
        assert kind.authorize([item])[item.pk].allowed
        folder = tmp_path / kind.name
        (folder / "out").mkdir(parents=True)
        errand.do(kind.prepare(item, folder), folder / "out", lambda *_, **__: None)
        kind.accept(lease, folder / "out")

    address = f"/api/v1/datasets/{doubtful.version.asset.slug}/versions/1/profile/"
    told = api_for(steward).get(address).json()
    assert told["checks"]["alike"]["told"] == [{"rows": [3, 61], "more": 0, "parts": ["test", "validation"]}]
    assert told["checks"]["labels"]["told"][0]["row"] == 40
    assert told["report"]["columns"][0]["languages"][0][0] == "en"
    page, known = page_of(client_for(steward), doubtful), page_of(client_for(partner), doubtful)
    assert "in two parts" in page
    assert "Labels that are likely wrong" in page
    assert "Labels that are likely wrong" not in known
    with pytest.raises(ValidationError, match="profiled already"):
        ask_for_profile(doubtful, by=steward)


def test_what_changed_since_the_version_before_is_told(
    machines, bring_in, notes_with_hours, steward, partner, client_for
):
    newer = notes_with_hours(60, name="more.csv", classes=("wear", "leak", "heat"), hours=2)
    second = bring_in(newer, dataset=machines.dataset)
    for version in (machines, second):
        profile_here(version, by=steward)

    page, known = page_of(client_for(steward), second), page_of(client_for(partner), second)

    for told in ("20 more rows", "New class <b>heat</b>: 34.4\u00a0% of the rows"):
        assert told in page
        assert told in known
    assert "<b>hours</b>: from 0 to 39 became from 0 to 118" in page
    assert "became from 0 to 118" not in known


def test_series_are_drawn_with_their_gaps(bring_in, gauges, steward, client_for):
    version = bring_in(gauges)
    profile_here(version, by=steward)

    page = page_of(client_for(steward), version)

    north, south = re.findall(r'class="line line-thin s." d="(.*?)"', page)
    assert (north.count("M"), south.count("M")) == (1, 2)
    assert "the longest step is 25 h" in page


def test_texts_that_are_nearly_all_of_one_length_are_told_in_one_number():
    def words(of: str, low: int, high: int) -> str:
        told = {"low": low, "high": high, "longest": 20}
        return render_to_string("catalog/column_words.html", {"of": of, "told": told}).strip()

    assert words("lengths", 13, 13) == "mostly 13 letters, longest 20"
    assert words("lengths", 12, 13) == "mostly 12 to 13 letters, longest 20"
    assert words("entries", 1, 1) == "mostly 1 entry, at most 20"
