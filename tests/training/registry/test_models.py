"""What may come in as a model, what is published, and who may have the weights."""

import json

import numpy as np
import pytest
from django.core.exceptions import ValidationError
from safetensors.numpy import save_file

from agreements.errors import NotAllowed
from agreements.models import Asset
from audit.models import Event
from engine.digests import folder_digest
from registry.models import Model
from registry.services import import_model, materialise


@pytest.fixture
def folder(tmp_path):
    """A model's folder as the registry wants it; nothing here loads it."""
    folder = tmp_path / "base"
    (folder / "1_Pooling").mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({"model_type": "bert", "architectures": ["BertModel"]}))
    (folder / "1_Pooling" / "config.json").write_text("{}")
    save_file({"embeddings": np.zeros((4, 8), dtype="float32")}, folder / "model.safetensors")
    return folder


@pytest.fixture
def base(folder, university_steward):
    return import_model(name="Tiny base", folder=folder, by=university_steward, openness=Asset.Openness.DESCRIBED)


def test_a_model_is_named_by_the_digest_of_its_files_and_counted(base, folder, university):
    assert base.asset.owner == university
    assert base.architecture == "BertModel"
    assert base.latest.parameters == 32
    assert base.latest.version.digest == folder_digest(folder)
    assert Event.objects.get(verb="model.imported").decision["allowed"]


def test_it_is_laid_out_for_a_job_byte_for_byte(base, folder, tmp_path):
    assert folder_digest(materialise(base.latest, tmp_path / "work")) == folder_digest(folder)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("pytorch_model.bin", b"\x80\x04", "pytorch_model.bin is in a format that can run code"),
        ("modeling_mine.py", b"import os", "modeling_mine.py is code."),
        ("tokenizer_config.json", b'{"auto_map": {"AutoTokenizer": "x.y"}}', "tokenizer_config.json asks for code"),
        ("tokenizer.json", b"{", "tokenizer.json is not valid JSON"),
        ("picture.tiff", b"", "picture.tiff is of no kind that a model needs."),
        ("model.safetensors", b"\xff" * 20, "model.safetensors is not a sound safetensors file"),
    ],
)
def test_what_could_run_or_is_unsound_is_refused_by_name(folder, university_steward, name, content, sentence):
    (folder / name).write_bytes(content)

    with pytest.raises(ValidationError) as refused:
        import_model(name="Tiny base", folder=folder, by=university_steward)

    assert sentence in refused.value.messages[0]
    assert not Model.objects.exists()


def test_a_link_that_leads_out_of_the_folder_is_refused(folder, university_steward, tmp_path):
    (tmp_path / "secret.json").write_text("{}")
    (folder / "vocab.json").symlink_to(tmp_path / "secret.json")

    with pytest.raises(ValidationError, match=r"vocab\.json leads out of the folder"):
        import_model(name="Tiny base", folder=folder, by=university_steward)


def test_a_folder_without_weights_says_what_it_lacks(folder, university_steward):
    (folder / "model.safetensors").unlink()

    with pytest.raises(ValidationError, match="has no weights as safetensors"):
        import_model(name="Tiny base", folder=folder, by=university_steward)


def test_weights_are_sent_to_who_may_have_them_and_the_refusal_is_explained_and_kept(
    base, folder, client_for, university_steward, partner, stranger
):
    address = f"{base.get_absolute_url()}1/files/model.safetensors"

    sent = client_for(university_steward).get(address)
    assert b"".join(sent.streaming_content) == (folder / "model.safetensors").read_bytes()
    assert Event.objects.filter(verb="model.downloaded").count() == 1
    assert client_for(partner).get(address).status_code == 403
    assert client_for(stranger).get(address).status_code == 403
    assert Event.objects.filter(verb="release_weights.refused").count() == 2


@pytest.mark.parametrize("name", ["nothing.json", "../config.json", "a%00b", "%E4%B8%AD"])
def test_a_file_that_is_not_there_is_not_found(base, client_for, university_steward, name):
    client = client_for(university_steward)

    assert client.get(f"{base.get_absolute_url()}1/files/{name}").status_code == 404
    assert client.get(f"{base.get_absolute_url()}?project=%00").status_code == 200


def test_the_page_links_files_only_for_who_may_have_them(base, client_for, university_steward, stranger):
    link = "/models/tiny-base/1/files/model.safetensors"

    assert link in client_for(university_steward).get(base.get_absolute_url()).content.decode()
    page = client_for(stranger).get(base.get_absolute_url()).content.decode()
    assert "model.safetensors" in page
    assert link not in page


def test_a_closed_model_does_not_exist_for_others(base, client_for, api_for, stranger):
    Asset.objects.update(openness=Asset.Openness.CLOSED)

    for address in (base.get_absolute_url(), f"{base.get_absolute_url()}1/files/model.safetensors"):
        assert client_for(stranger).get(address).status_code == 404
    assert api_for(stranger).get("/api/v1/models/").json()["results"] == []
    assert api_for(stranger).get("/api/v1/models/tiny-base/").status_code == 404


def test_the_api_tells_a_model_with_the_manifest_of_its_files(base, api_for, partner):
    told = api_for(partner).get("/api/v1/models/tiny-base/").json()

    assert told["versions"][0]["sha256"] == base.latest.version.digest
    assert {file["name"] for file in told["versions"][0]["files"]} == {
        "config.json",
        "1_Pooling/config.json",
        "model.safetensors",
    }


def test_who_brings_no_assets_for_their_organization_is_refused(folder, signatory_university):
    with pytest.raises(NotAllowed):
        import_model(name="Tiny base", folder=folder, by=signatory_university)
