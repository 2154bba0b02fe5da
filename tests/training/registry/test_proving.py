"""Tampering with a manifest, a weight file or a card behind the site's back is found and named."""

import io
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command

from agreements.models import AssetVersion
from engine.digests import object_digest
from registry.services import import_model


@pytest.fixture
def version(base_folder, university_steward):
    (base_folder / "README.md").write_text("# Tiny base")
    return import_model(name="Tiny base", folder=base_folder, by=university_steward).latest


def found():
    said = io.StringIO()
    try:
        call_command("verify_models", stdout=said)
    except CommandError as faults:
        return f"{said.getvalue()}{faults}"
    return said.getvalue()


def test_what_was_tampered_with_is_named(version):
    assert found() == "1 versions of models are what they were when they came in.\n"

    files = {file.name: file for file in version.files.select_related("blob")}
    for name in ("README.md", "model.safetensors"):
        with Path(storages["vault"].path(files[name].blob.path)).open("r+b") as stored:
            stored.write(b"!")
    assert "Tiny base, 1: the card README.md is gone, or its bytes are not" in found()
    assert "Tiny base, 1: the weight file model.safetensors is gone, or its bytes are not" in found()
    assert "2 faults" in found()

    files["config.json"].delete()
    assert "Tiny base, 1: the manifest is not that of its files" in found()

    left = {name: file.blob.sha256 for name, file in files.items() if name != "config.json"}
    AssetVersion.objects.filter(pk=version.pk).update(digest=object_digest(left))  # the forger covers up
    assert "the manifest is not the one that the audit has" in found()
