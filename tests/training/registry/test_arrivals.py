"""A model comes in as an archive: what could run or contradicts itself is refused by name, the rest becomes a model."""

import io
import json
import tarfile
import zipfile

import numpy as np
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from safetensors.numpy import save
from tests.reading import uploaded

from catalog.services.ingestions import begin_ingestion
from engine.errands import Fault
from registry.arriving import Arriving
from registry.models import Arrival, Model
from registry.reading.errand import do
from registry.services.arrivals import begin_arrival
from work.services import holding
from work.services.claims import take_work
from work.supervision import folders

CARD = "---\nlicense: apache-2.0\nlanguage: [en, no]\npipeline_tag: fill-mask\n---\n# Tiny\n"
CONFIG = {"model_type": "bert", "architectures": ["BertModel"], "vocab_size": 4, "num_hidden_layers": 2}
WEIGHTS = {
    "embeddings.word_embeddings.weight": np.zeros((4, 8), dtype="float32"),
    "encoder.layer.0.output.weight": np.zeros((2, 2), dtype="float32"),
    "encoder.layer.1.output.weight": np.zeros((2, 2), dtype="float32"),
}
SOUND = {
    "tiny/config.json": json.dumps(CONFIG).encode(),
    "tiny/model.safetensors": save(WEIGHTS),
    "tiny/README.md": CARD.encode(),
    "__MACOSX/tiny/._config.json": b"\0",
}


def packed(files):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as target:
        for name, content in files.items():
            target.writestr(name, content)
    return archive.getvalue()


def work_off() -> Arrival:
    """Do the order that waits, as the supervisor and its child would."""
    kind = Arriving()
    lease = take_work(kind.name, "w1")
    arrival = Arrival.objects.get(item=lease.item_id)
    folder = folders.open_folder(lease)
    (out := folder / "out").mkdir(exist_ok=True)
    try:
        do(kind.prepare(arrival.item, folder), out, lambda *_, **__: None)
        kind.accept(lease, out)
    except Fault as fault:
        holding.fail(lease, fault.code, kind.keep_fault(lease, fault.code, fault.params))
    folders.leave(lease, keep_checkpoints=False)
    return Arrival.objects.told().get(pk=arrival.pk)


def test_an_archive_brought_on_the_page_becomes_a_model_of_which_the_card_tells(
    client_for, university_steward, partner, stranger
):
    client = client_for(university_steward)
    about = {"name": "Tiny", "openness": "described", "field": "Machines"}
    fields = about | {"file": SimpleUploadedFile("tiny.zip", packed(SOUND))}

    place = client.post("/models/new/", fields).url
    assert "Looking through it" in client.get(place).content.decode()
    assert client_for(partner).get(place).status_code == 404
    arrival = work_off()

    model = Model.objects.get()
    assert client.get(place).url == model.get_absolute_url()
    assert (model.licence, model.languages, model.task) == ("apache-2.0", ["en", "no"], "fill-mask")
    assert model.field == "Machines"
    assert (model.architecture, model.latest.parameters) == ("BertModel", 40)
    assert [file.name for file in model.latest.files.all()] == ["README.md", "config.json", "model.safetensors"]
    assert arrival.upload is None
    assert "<dd>en, no</dd>" in client_for(stranger).get(model.get_absolute_url()).content.decode()


def test_a_file_is_brought_in_as_a_dataset_or_as_a_model_never_both(university_steward):
    first, second = (uploaded(packed(SOUND), by=university_steward, name=f"{n}.zip") for n in range(2))
    begin_ingestion(first, about={"name": "Rows"}, by=university_steward)
    begin_arrival(second, about={"name": "Tiny"}, by=university_steward)

    with pytest.raises(ValidationError, match="being brought in already"):
        begin_arrival(first, about={"name": "Tiny"}, by=university_steward)
    with pytest.raises(ValidationError, match="being brought in already"):
        begin_ingestion(second, about={"name": "Rows"}, by=university_steward)


WRONG = {
    "pytorch_model.bin": b"\x80\x04",
    "modeling_tiny.py": b"import os",
    "config.json": json.dumps(CONFIG | {"auto_map": {"AutoModel": "x.y"}}).encode(),
}
CONTRADICTIONS = {
    "config.json": json.dumps(CONFIG | {"vocab_size": 5, "num_hidden_layers": 3}).encode(),
    "tokenizer.json": json.dumps({"model": {"vocab": {"a": 0, "b": 9}}}).encode(),
    "model.safetensors.index.json": json.dumps({"weight_map": {"gone.weight": "model.safetensors"}}).encode(),
}


def test_the_api_brings_one_in_and_says_of_each_file_what_is_wrong(api_for, university_steward, stranger):
    def brought(changed, pack=packed, name="tiny.zip"):
        files = SOUND | {f"tiny/{file}": content for file, content in changed.items()}
        body = {"name": "Tiny", "file": SimpleUploadedFile(name, pack(files))}
        answer = api_for(university_steward).post("/api/v1/models/", body, format="multipart")
        assert answer.status_code == 202
        work_off()
        return answer.headers["Location"], api_for(university_steward).get(answer.headers["Location"]).json()

    place, told = brought(WRONG)
    assert told["state"] == "faulty"
    runs, code, asks = sorted(told["faults"], key=lambda sentence: list(WRONG).index(sentence.split()[0]))
    assert "can run code when it is loaded" in runs
    assert "modeling_tiny.py is code" in code
    assert "asks for code of its own (“auto_map”)" in asks
    assert api_for(stranger).get(place).status_code == 404

    said = "\n".join(brought(CONTRADICTIONS)[1]["faults"])
    assert "“vocab_size”: 5, but “embeddings.word_embeddings.weight” in the weights has 4 rows" in said
    assert "there are 3 layers, but the weights have 2" in said
    assert "tokenizer.json knows 10 tokens" in said
    assert "“gone.weight” lies in model.safetensors, and it does not" in said

    def linked(files):
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w") as target:
            link = tarfile.TarInfo("tiny/config.json")
            link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
            target.addfile(link)
        return archive.getvalue()

    assert brought({"../escaped.json": b"{}"})[1]["state"] == "faulty"
    assert brought({}, linked, "tiny.tar")[1]["state"] == "faulty"
    assert "is no archive of a model" in brought({}, lambda _files: b"text", "tiny.txt")[1]["faults"][0]
    assert not Model.objects.exists()


@pytest.mark.parametrize("who", ["signatory_university"])
def test_who_adds_nothing_to_the_organization_brings_nothing(client_for, request, who):
    client = client_for(request.getfixturevalue(who))

    assert client.get("/models/new/").status_code == 403
    assert "Add a model" not in client.get("/models/").content.decode()
