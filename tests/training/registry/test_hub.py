"""Hugging Face's own clients, unchanged, read models and datasets from here, as far as terms allow."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from huggingface_hub import HfApi, close_session
from huggingface_hub.errors import GatedRepoError
from tests.collaboration import sign_between
from tests.terms import share_of
from tests.training.jobs.tiny import tiny_model

from agreements.models import Asset
from agreements.services.suspension import suspend_agreement
from audit.models import Event
from catalog.services import add_dataset
from collaborations.services import add_to_team
from registry.services import import_model

CLIENT = Path(__file__).parent / "hub_client.py"


@pytest.fixture
def downloads(
    notes,
    project,
    university,
    company,
    partner,
    steward,
    university_steward,
    reviewer,
    signatory_university,
    signatory_company,
):
    """An agreement by which the university may download the company's notes in the project."""
    add_to_team(project, university_steward.user, by=partner)
    share = share_of(notes.version.asset.slug, "download", provider=company.slug, recipient=university.slug)
    signatories = (signatory_company, signatory_university)
    return sign_between((steward, university_steward), signatories, reviewer, project, share)


@pytest.mark.django_db(transaction=True)
def test_unchanged_clients_find_load_and_are_refused(
    live_server, downloads, project, notes, university_steward, steward, api_for, tmp_path
):
    folder = tiny_model(tmp_path / "tiny")
    base = import_model(name="Tiny base", folder=folder, by=university_steward, openness=Asset.Openness.OPEN).latest
    for openness in ("closed", "described"):
        add_dataset(
            name=f"{openness} notes",
            file=_table(),
            text="note",
            label="fault",
            by=steward,
            openness=Asset.Openness(openness),
        )
    secret = api_for(university_steward)._credentials["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    names = {
        "model": f"{base.version.asset.owner.slug}/{base.version.asset.slug}",
        "dataset": f"{notes.version.asset.owner.slug}/{notes.version.asset.slug}",
        "hidden": f"{notes.version.asset.owner.slug}/closed-notes",
    }
    environment = {
        **os.environ,
        "HF_ENDPOINT": f"{live_server.url}/hub/{project.undertaking.slug}",
        "HF_TOKEN": secret,
        "HF_HOME": str(tmp_path / "cache"),
        "HF_HUB_OFFLINE": "0",
    }

    client = [sys.executable, str(CLIENT), *names.values()]
    done = subprocess.run(client, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["whoami"] == university_steward.organization.slug
    assert found["models"] == [names["model"]]
    assert found["info"] == [base.version.digest[:40], False]
    assert found["tags"] == ["v1"]
    assert (Path(found["snapshot"]) / "model.safetensors").read_bytes() == (folder / "model.safetensors").read_bytes()
    assert Path(found["again"]).read_bytes() == (folder / "config.json").read_bytes()
    assert found["parameters"] == base.parameters
    assert (found["columns"], found["rows"]) == (["note", "fault"], notes.rows)
    assert found["no file"] == "RemoteEntryNotFoundError"
    assert found["no version"] == "RevisionNotFoundError"
    assert found["no model"] == found["hidden"] == "RepositoryNotFoundError"
    assert found["gated"] == "GatedRepoError"
    assert Event.objects.filter(verb="dataset.downloaded", object_name=notes.version.asset.name).exists()
    taken = Event.objects.filter(verb="model.downloaded").values_list("data__file", flat=True)
    assert {"README.md", "config.json", "model.safetensors"} <= set(taken)  # the card is written when it is asked for

    suspend_agreement(downloads, reason="Clause 4 was not kept.", by=steward)
    with pytest.raises(GatedRepoError, match="suspended"):
        HfApi(environment["HF_ENDPOINT"], token=secret).list_repo_files(names["dataset"], repo_type="dataset")
    close_session()


def _table():
    file = io.BytesIO(b"note,fault\n" + b"".join(b"it grinds %d,%s\n" % (n, (b"a", b"b")[n % 2]) for n in range(40)))
    file.name = "more.csv"
    return file


def test_a_download_goes_on_where_it_broke(client_for, base, university_steward):
    client = client_for(university_steward)
    config = next(each for each in base.files.all() if each.name == "config.json")
    address = f"/hub/-/{base.version.asset.owner.slug}/{base.version.asset.slug}/resolve/main/config.json"

    whole = client.get(address)
    rest = client.get(address, headers={"Range": "bytes=5-", "If-Range": whole["ETag"]})
    last = client.get(address, headers={"Range": "bytes=-3"})
    behind = client.get(address, headers={"Range": f"bytes={config.blob.size}-"})
    other = client.get(address, headers={"Range": "bytes=5-", "If-Range": '"another"'})

    data = whole.getvalue()
    assert len(data) == config.blob.size
    assert (rest.status_code, rest.getvalue()) == (206, data[5:])
    assert rest["Content-Range"] == f"bytes 5-{len(data) - 1}/{len(data)}"
    assert last.getvalue() == data[-3:]
    assert (behind.status_code, behind["Content-Range"]) == (416, f"bytes */{len(data)}")
    assert (other.status_code, other.getvalue()) == (200, data)
