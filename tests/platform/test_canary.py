"""What may not be discovered leaves no trace: no name, no address, no count, on any page, list, search or export.

Everything there can be is added between a company and a partner of it; others read the whole site before and after.
"""

import logging
import re

import pytest
from django.urls import get_resolver
from tests.addresses import addresses, ask, filled
from tests.collaboration import CODES, sign_between
from tests.crowd import one_of_each
from tests.platform.test_nothing_there import VARIES
from tests.terms import share_of

from accounts.models import User
from agreements.models import Agreement, Asset
from agreements.policy import visible
from catalog.models import Dataset
from catalog.services import add_dataset
from collaborations.models import Project
from collaborations.services import add_to_team, start_project
from jobs.models import Job
from jobs.services import submit_job
from organizations.models import Organization, Role
from organizations.services import found_organization
from registry.models import Model
from registry.services import import_model

pytestmark = pytest.mark.heavy

CANARY = "Zanzibarica"
SEARCH = f"?q={CANARY}&search={CANARY}&page=1"  # what one looks for, in lists
EXPORT = "?format=jsonl"  # which only the audit's address takes
# Not those whose answers are the same for everybody.
PLACES = sorted(
    place
    for place in set(addresses(get_resolver().url_patterns))
    if not place.startswith(("/account/", "/styleguide/", "/api/v1/schema/", "/api/docs/", "/admin/r/"))
)
# What is different each time: besides what a page has, the moment of an export or of being asked.
MOMENTS = re.compile(VARIES.pattern + r'|"(exported_at|export_sha256|at)":"[^"]+"')


@pytest.fixture
def quiet():
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def add_canary(crowd, worlds, base, base_folder, reviewer, tmp_path):
    """Adds one hidden thing of each kind that the company shares with the taker."""

    def add(taker_name):
        keeper, taker = crowd["own", "steward"], crowd[taker_name, "researcher"]
        table = tmp_path / "canary.csv"
        table.write_text("note,fault\n" + "\n".join(f"{CANARY} {n},{'leak' if n % 2 else 'wear'}" for n in range(40)))
        with table.open("rb") as file:
            notes = add_dataset(name=f"{CANARY} notes", file=file, text="note", label="fault", by=keeper).latest
        model = import_model(name=f"{CANARY} base", folder=base_folder, by=keeper, openness="closed").latest
        parties = {"parties": [taker.organization, keeper.organization], "codes": CODES, "commercial": False}
        project = start_project(name=f"{CANARY} hall", **parties, by=taker)
        for who in (taker, keeper):
            add_to_team(project, who.user, by=who)
        sides = {"provider": keeper.organization.slug, "recipient": taker.organization.slug}
        shares = [
            share_of(notes.version.asset.slug, "train", "evaluate", "derive", **sides),
            share_of(model.version.asset.slug, "evaluate", "infer", **sides, kind="model"),
        ]
        signatories = (crowd["own", "signatory"], crowd[taker_name, "signatory"])
        stewards = (keeper, crowd[taker_name, "steward"])
        agreement = sign_between(stewards, signatories, reviewer, project, *shares, title=f"{CANARY} 2026")
        job = submit_job(project=project, model=base, dataset=notes, spec={}, name=f"{CANARY} run", by=taker)
        one_of_each(
            agreement,
            project,
            notes.version.asset,
            model.version.asset,
            job,
            keeper=keeper,
            taker=taker,
            joining=crowd[taker_name, "auditor"],
        )
        founder = User.objects.create_user("canary@canary.example", name=CANARY)
        found_organization(f"{CANARY} Institute", Organization.Kind.INDUSTRY, founder=founder)

    return add


def told(client, world):
    """All that the site says to one person, by address. Of a PDF, which is dated, only whether there is one."""
    said = {}
    for place in PLACES:
        path = filled(place, world)
        looks = [SEARCH] if "<" not in place else []
        for query in ("", *looks, *([EXPORT] if "audit" in place else [])):
            response = ask(client, "GET", path + query)
            text = "" if path.endswith(".pdf") else response.getvalue().decode(errors="replace")
            said[path + query] = response.status_code, MOMENTS.sub("", text)
    return said


@pytest.mark.usefixtures("quiet", "undrawn_pdf")
@pytest.mark.parametrize(
    ("taker", "watching"),
    [
        ("stranger", [("partner", "steward"), ("partner", "auditor"), ("suspended", "auditor")]),
        ("partner", [("stranger", "owner"), ("stranger", "auditor"), ("unverified", "steward"), ("anonymous", "")]),
    ],
)
def test_what_others_share_changes_nothing_that_one_reads(taker, watching, worlds, crowd_clients, add_canary):
    seen_from = {who: worlds.get(who[0], worlds["partner"]) for who in watching}
    before = {who: told(crowd_clients[who], world) for who, world in seen_from.items()}

    add_canary(taker)

    changed = {}
    for who, world in seen_from.items():
        for path, said in told(crowd_clients[who], world).items():
            if said != before[who][path]:
                old, new = (text.splitlines() for _status, text in (before[who][path], said))
                changed[who, path] = [line for line in new if line not in old][:3]
    assert changed == {}


LISTS = {"datasets": Dataset, "models": Model, "projects": Project, "jobs": Job, "agreements": Agreement}


def test_each_list_of_the_api_is_as_long_as_what_one_may_see(crowd, crowd_clients, add_canary):
    add_canary("stranger")

    for who, actor in crowd.items():
        for name, model in LISTS.items():
            answer = crowd_clients[who].get(f"/api/v1/{name}/").json()
            known = visible(actor, model.objects.all(), "discover").count()
            assert (len(answer["results"]), answer.get("count", known)) == (known, known), (who, name)


@pytest.mark.usefixtures("undrawn_pdf")
def test_the_canary_is_there_for_those_whom_it_concerns(crowd, crowd_clients, worlds, add_canary):
    add_canary("stranger")

    for who in (("own", Role.STEWARD), ("stranger", Role.RESEARCHER)):
        said = told(crowd_clients[who], worlds["partner"])
        naming = {path for path, (_status, text) in said.items() if f"{CANARY} " in text}
        assert {"/agreements/", "/projects/", "/jobs/", "/datasets/", "/models/", "/duties/"} <= naming
    assert Asset.objects.filter(name__startswith=CANARY).count() == 2
