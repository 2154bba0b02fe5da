"""The incident page: who used an asset, for those who answer for it."""

import csv
import io

import pytest
from django.core.exceptions import PermissionDenied
from tests.cast import recruit

from agreements.services.assets import add_version, register_asset
from audit.services import record
from catalog.services import preview_rows
from organizations.models import Role


@pytest.fixture
def used(notes, agreement, submit, partner, steward):
    """The partner submitted a job and was refused a look; the steward looked; a model came of it."""
    asset = notes.version.asset
    submit()
    with pytest.raises(PermissionDenied):
        preview_rows(notes, by=partner)
    preview_rows(notes, by=steward)
    model = register_asset("model", name="Tuned on the notes", owner=partner.organization, openness="closed")
    add_version(model, "0" * 64, derived_from=[notes.version])
    record(partner, "model.downloaded", model)
    return asset


def test_it_lists_people_deeds_agreements_jobs_and_what_came_of_it(client_for, used, steward):
    page = client_for(steward).get(f"/datasets/{used.slug}/incident/")
    incident = page.context["incident"]

    found = {(use.person, use.verb, use.what) for use in incident.uses}
    assert ("Wen Jiahui", "job.submitted", "Plant notes") in found
    assert ("Wen Jiahui", "preview.refused", "Plant notes") in found
    assert ("Tomas Reuter", "dataset.previewed", "Plant notes") in found
    assert ("Wen Jiahui", "model.downloaded", "Tuned on the notes") in found
    assert "Maintenance notes 2026" in incident.agreements
    assert [one.name for one in incident.made] == ["Tuned on the notes"]
    assert len(incident.jobs) == len(incident.downloads) == 1
    assert "Freeze it everywhere" in page.content.decode()


def test_it_goes_out_as_a_table(client_for, used, steward):
    answer = client_for(steward).get(f"/datasets/{used.slug}/incident.csv")

    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert {"Wen Jiahui", "Tomas Reuter"} <= {row["Person"] for row in rows}


def test_it_is_for_those_who_answer_for_the_asset(client_for, used, company, partner, stranger):
    auditor, researcher = recruit(company, "Anke Vogel", Role.AUDITOR), recruit(company, "Ben Roth", Role.RESEARCHER)
    path = f"/datasets/{used.slug}/incident/"

    assert client_for(auditor).get(path).status_code == 200
    assert client_for(researcher).get(path).status_code == 403
    assert client_for(partner).get(path).status_code == 403
    type(used).objects.filter(pk=used.pk).update(openness="closed")
    assert client_for(stranger).get(path).status_code == 404


def test_its_owner_reads_every_event_about_it_in_the_audit(client_for, used, steward):
    told = client_for(steward).get("/audit/", {"about": used.uid}).context["told"]

    assert {"job.submitted", "preview.refused", "dataset.previewed"} <= {one.event.verb for one in told}


def test_a_program_reads_the_same(api_for, used, steward, partner):
    told = api_for(steward).get(f"/api/v1/datasets/{used.slug}/incident/").json()

    assert ("Wen Jiahui", "job.submitted", "Maintenance notes 2026") in {
        (use["person"], use["verb"], use["under"]) for use in told["uses"]
    }
    assert [one["name"] for one in told["made"]] == ["Tuned on the notes"]
    assert (len(told["jobs"]), len(told["downloads"])) == (1, 1)
    assert api_for(partner).get(f"/api/v1/datasets/{used.slug}/incident/").status_code == 403
