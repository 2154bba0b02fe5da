"""A dataset's later versions: added by its owner, kept beside those before, reached by the terms that say so."""

import io

import pytest
from django.core.exceptions import ValidationError
from tests.collaboration import sign_between
from tests.terms import share_of

from agreements.errors import NotAllowed
from agreements.models import AssetVersion
from audit.models import Event
from catalog.services import add_dataset_version, preview_rows
from vault.models import Blob

WORD = "Quokkaphone"


def table(rows=6, name="more.csv", end="\n"):
    content = f"note,fault{end}" + "".join(f"{WORD} {n},{'wear' if n % 2 else 'leak'}{end}" for n in range(rows))
    file = io.BytesIO(content.encode())
    file.name = name
    return file


@pytest.fixture
def more(notes, steward):
    return add_dataset_version(notes.dataset, file=table(), changes="Two classes only.", by=steward)


def test_a_later_version_stands_beside_the_one_before(notes, more, steward):
    assert (more.version.number, more.rows, more.classes) == (2, 6, {"leak": 3, "wear": 3})
    assert (more.text_column, more.label_column) == ("note", "fault")
    assert notes.dataset.latest == more
    assert [version.rows for version in notes.dataset.versions()] == [6, 121]
    assert WORD not in str(preview_rows(notes, by=steward))
    assert Event.objects.get(verb="dataset.version_added").data["version"] == 2


def test_the_same_rows_are_no_new_version_and_leave_nothing(notes, more, steward):
    blobs = Blob.objects.count()

    with pytest.raises(ValidationError, match=r"again\.csv holds the same rows as version 2"):
        add_dataset_version(notes.dataset, file=table(name="again.csv", end="\r\n"), changes="None.", by=steward)

    assert AssetVersion.objects.filter(asset=notes.version.asset).count() == 2
    assert Blob.objects.count() == blobs


def test_nobody_else_adds_a_version(notes, partner, signatory_company):
    for actor in (partner, signatory_company):
        with pytest.raises(NotAllowed):
            add_dataset_version(notes.dataset, file=table(), changes="Mine.", by=actor)


@pytest.fixture
def agreed_on_the_first(
    notes, project, steward, university_steward, partner, reviewer, signatory_university, signatory_company
):
    sides = {"provider": steward.organization.slug, "recipient": partner.organization.slug}
    share = share_of(notes.version.asset.slug, "preview", "train", "evaluate", "derive", **sides)
    signatories = (signatory_company, signatory_university)
    return sign_between((steward, university_steward), signatories, reviewer, project, share | {"versions": 1})


@pytest.mark.usefixtures("agreed_on_the_first", "more")
def test_terms_about_one_version_do_not_reach_the_next(notes, client_for, project, partner):
    client, address = client_for(partner), notes.dataset.get_absolute_url()
    asked = f"?project={project.undertaking.slug}"

    newest = client.get(address + asked).content.decode()
    first = client.get(f"{address}{asked}&version=1").content.decode()

    assert "Rows are not shown to you" in newest
    assert WORD not in newest
    assert "machine 1 grinds" in first
    assert "There is a newer one" in first
    assert client.get(f"{address}?version=3").status_code == client.get(f"{address}?version=x").status_code == 404


@pytest.mark.usefixtures("agreed_on_the_first", "more")
def test_a_job_takes_the_newest_version_that_its_agreement_reaches(notes, base, api_for, client_for, project, partner):
    form = client_for(partner).get(f"/projects/{project.undertaking.slug}/jobs/new/").content.decode()
    asked = {"project": project.undertaking.slug, "model": base.version.asset.slug, "dataset": notes.version.asset.slug}

    submitted = api_for(partner).post("/api/v1/jobs/", asked, format="json")

    assert "Plant notes, version 1" in form
    assert "Plant notes, version 2" not in form
    assert submitted.status_code == 201, submitted.content
    assert submitted.json()["dataset_version"] == 1
