"""Columns that signed terms mask: what stands in them leaves nowhere, and what can do without them goes on."""

import io

import pyarrow.parquet as pq
import pytest
from django.urls import reverse
from tests import collaboration
from tests.collaboration import sign_between
from tests.datasets.privacy.conftest import done_by_a_child
from tests.terms import share_of

from agreements.errors import NotAllowed
from agreements.policy import decide
from catalog.fusion_work import FusionWork
from catalog.models import Fusion, Profile
from catalog.services import add_dataset
from catalog.services.fusions import Part, fuse_sources
from catalog.services.profiles import profile_here
from catalog.sight import sight_of, uncut
from jobs.access import may_run
from jobs.fine_tuning import FineTuning
from jobs.services import submit_job

base, base_folder = collaboration.base, collaboration.base_folder
notes, project = collaboration.notes, collaboration.project
WARD = "Ferdinandine Quackenbush"
KINDS = ("leak", "wear", "crack")


@pytest.fixture
def visits(steward):
    """The company's visits: a note and its fault, and who was there."""
    rows = [f"machine {at} grinds in hall {at % 7},{KINDS[at % 3]},{WARD} {at},{at}" for at in range(60)]
    table = io.BytesIO(("note,fault,who,age\n" + "\n".join(rows)).encode())
    table.name = "visits.csv"
    return add_dataset(name="Visits", file=table, text="note", label="fault", by=steward).latest


@pytest.fixture
def masked(
    visits, project, university, company, steward, university_steward, reviewer, signatory_university, signatory_company
):
    """Signs that the university may do about everything with the visits, of which these columns are masked."""

    def masked(*columns, **asked):
        slug = visits.version.asset.slug
        operations = ("preview", "download", "train", "evaluate", "derive", "statistics")
        share = share_of(slug, *operations, provider=company.slug, recipient=university.slug)
        protections = {
            "masked_columns": [{"dataset": slug, "columns": list(columns)}],
            "privacy_budget": None,
            **asked,
        }
        if not protections["privacy_budget"]:
            share["operations"].remove("statistics")
        signatories, stewards = (signatory_company, signatory_university), (steward, university_steward)
        return sign_between(stewards, signatories, reviewer, project, share, protections=protections)

    return masked


def rows_address(visits):
    return f"/datasets/{visits.version.asset.slug}/1/rows/"


def test_a_masked_column_is_shown_searched_and_told_nowhere_and_to_its_owner_as_ever(
    masked, visits, project, partner, steward, client_for, api_for
):
    profile_here(visits, by=steward)
    masked("who")
    page = client_for(partner)
    dataset, rows = visits.dataset.get_absolute_url(), rows_address(visits)

    for address in (dataset, rows, f"{rows}?q=Quackenbush", dataset.rstrip("/") + "/1/privacy/"):
        text = page.get(address).text
        assert "machine" in text or "q=" in address or "privacy" in address
        assert WARD not in text.replace('value="Quackenbush"', "")
    assert "masked" in page.get(rows).text
    api = f"/api/v1/datasets/{visits.version.asset.slug}/versions/1"
    asked = {"project": project.undertaking.slug}
    told = api_for(partner).get(f"{api}/rows/", asked).json()
    assert (told["count"], told["masked"], sorted(told["rows"][0]["values"])) == (60, ["who"], ["age", "fault", "note"])
    assert api_for(partner).get(f"{api}/rows/", {**asked, "q": "Quackenbush"}).json()["count"] == 0
    filtered = api_for(partner).get(f"{api}/rows/", {**asked, "column": "who", "test": "missing"})
    assert filtered.status_code == 403
    assert "masks “who” of *Visits*" in filtered.json()["reasons"][0]["sentence"]
    profiled = api_for(partner).get(f"{api}/profile/", asked).json()["report"]["columns"]
    assert [each["name"] for each in profiled] == ["note", "fault", "age"]
    owners = client_for(steward).get(f"{rows}?q=Quackenbush").text
    assert f"{WARD} 7" in owners


def test_of_a_masked_label_neither_classes_nor_doubts_are_told(
    masked, visits, project, partner, steward, client_for, api_for
):
    profile_here(visits, by=steward)
    doubt = {"row": 1, "label": "leak", "confidence": 0.1, "likelier": "wear", "likelier_confidence": 0.9}
    labels = {"rows": 60, "right": 0.9, "doubted": 1, "told": [doubt]}
    alike = {"by": "texts", "compared": 60, "rows": 0, "groups": 0, "across": 0, "told": []}
    Profile.objects.filter(pk=visits.pk).update(checks={"alike": alike, "labels": labels})
    masked("fault")

    for by, told in ((partner, False), (steward, True)):
        page = client_for(by).get(f"{visits.dataset.get_absolute_url()}?project={project.undertaking.slug}").text
        assert "machine 1 grinds" in page
        assert [kind in page for kind in KINDS] == [told] * 3
        asked = api_for(by).get("/api/v1/datasets/visits/").json()["versions"][0]
        assert bool(asked["classes"]) == told
        asked = {"project": project.undertaking.slug}
        assert bool(api_for(by).get("/api/v1/datasets/visits/versions/1/profile/", asked).json()["checks"]) == told


def test_no_file_with_a_masked_column_leaves_and_nothing_is_counted_in_it(
    masked, visits, project, partner, client_for, api_for
):
    masked("who", "age", privacy_budget={"epsilon": "2", "delta": "0.00001"})
    page, within = client_for(partner), f"?project={project.undertaking.slug}"

    for role in ("original", "normalised"):
        refused = page.get(f"{visits.dataset.get_absolute_url()}1/files/{role}/{within}")
        assert refused.status_code == 403
        assert f"/files/{role}/" not in page.get(visits.dataset.get_absolute_url() + within).text
        assert "files are given out only as they are" in refused.text
    there = {"project": project.undertaking.slug, "owner": visits.version.asset.owner.slug, "name": "visits"}
    assert api_for(partner).get(reverse("hub:dataset-tree", kwargs=there | {"revision": "main"})).status_code == 403
    statistics = f"/datasets/{visits.version.asset.slug}/1/statistics/{within}"
    assert 'value="age"' not in page.get(statistics).text
    asked = {"column": "age", "statistic": "count", "epsilon": 0.1}
    counted = api_for(partner).post(f"/api/v1/datasets/visits/versions/1/statistics/{within}", asked, format="json")
    assert counted.status_code == 403
    assert "masks “age”" in counted.json()["reasons"][0]["sentence"]


def test_a_job_learns_from_no_masked_column_and_is_given_none(masked, visits, project, base, partner, tmp_path):
    agreement = masked("who")
    asked = {"project": project, "model": base, "dataset": visits, "by": partner}

    job = submit_job(**asked, spec={})
    assert may_run(job).allowed
    folder = tmp_path / "attempt"
    folder.mkdir()
    data = FineTuning().prepare(job.item, folder)["spec"]["data"]
    assert pq.read_table(data["path"]).column_names == ["note", "fault", "age"]
    assert data["sha256"] is None

    for name in ("text", "slices"):
        with pytest.raises(NotAllowed) as refused:
            submit_job(**asked, spec={"data": {name: ["who"] if name == "slices" else "who"}})
        clause = agreement.grants.first().clauses["masked_columns"]
        said = refused.value.decision.sentences(partner)[0]
        assert "masks “who” of *Visits*, which this needs" in said
        assert f"See its clause {clause}" in said


def test_what_is_made_of_masked_columns_is_masked_under_its_new_name(
    masked, visits, notes, project, steward, partner, client_for, tmp_path
):
    """The owner combines all columns; the recipient of what was made still sees none of the masked one."""
    columns = [{"name": name, "kind": "text", "role": ""} for name in ("said", "person")]
    parts = [Part(visits, {"said": "note", "person": "who"}), Part(notes, {"said": "note", "person": "fault"})]
    fusion = fuse_sources(parts, columns=columns, about={"name": "All"}, by=steward)
    done_by_a_child(FusionWork(), tmp_path / "fused")
    fusion.refresh_from_db()
    masked("who")

    yes = decide(partner, "preview", visits.version, project=project.undertaking)
    assert [*sight_of(visits, yes).masked] == ["who"]
    assert [*sight_of(fusion.made, yes).masked] == ["person"]
    assert not uncut(fusion.made)(yes).allowed
    combine = f"{reverse('catalog:combine')}?source=visits&source=plant-notes&project={project.undertaking.slug}"
    assert "who" not in client_for(partner).get(combine).text
    with pytest.raises(NotAllowed):
        fuse_sources(parts, columns=columns, about={"name": "Mine"}, by=partner, project=project.undertaking)
    assert Fusion.objects.count() == 1
