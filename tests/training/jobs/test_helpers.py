"""What helps a job beside base and data: asked of the policy, pinned, and an ancestor of what is made."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from tests.training.jobs.tiny import tiny_classifier, tiny_model, tiny_translator

from agreements.errors import NotAllowed
from catalog.services import add_dataset
from engine.digests import file_digest, folder_digest
from jobs.errors import KeyReused
from jobs.fine_tuning import FineTuning
from jobs.models import Job
from registry.services import import_model

QUICK = {"training": {"epochs": 1, "batch_size": 32, "max_length": 16, "precision": "float32"}}
FAULTS = ["bearing wear", "leak", "misalignment"]


@pytest.fixture
def bring_model(university_steward):
    """Brings a model's folder in for the university, or for whom it is said."""

    def bring_model(name, folder, by=university_steward):
        return import_model(name=name, folder=folder, by=by, task="text-classification").latest

    return bring_model


@pytest.fixture
def words(university_steward):
    """Words that mean the same, as a dataset of the university's."""
    table = io.BytesIO(b"sound,other\ngrinds,rattles\ndrips,leaks\nshakes,trembles\n")
    table.name = "words.csv"
    return add_dataset(name="Sounds", file=table, text="sound", label="other", by=university_steward).latest


def sources_of(job):
    return {each.parent for each in job.result.model_version.version.sources.all()}


def test_a_helper_is_asked_of_the_policy_and_a_refusal_queues_nothing(
    submit, bring_model, base_folder, steward, partner
):
    theirs = bring_model("Senior", base_folder, by=steward)

    with pytest.raises(NotAllowed) as refused:
        submit(helpers={"teacher": theirs.version})

    assert not Job.objects.exists()
    assert refused.value.decision.sentences(partner)


def test_helpers_are_laid_out_under_the_digests_that_were_pinned(submit, bring_model, base_folder, words, tmp_path):
    helpers = {"teacher": bring_model("Senior", base_folder).version, "synonyms": words.version}
    job = submit(helpers=helpers, spec={"augmentation": {"synonyms": 0.2}}, idempotency_key="a")
    folder = tmp_path / "in"
    folder.mkdir()

    spec = FineTuning().prepare(job.item, folder)["spec"]

    taught, changed = spec["distillation"], spec["augmentation"]
    assert folder_digest(taught["teacher"]) == taught["sha256"] == helpers["teacher"].digest
    assert file_digest(changed["synonym_file"]) == changed["synonym_sha256"] == words.version.digest
    assert {path.stat().st_mode & 0o222 for path in folder.rglob("*")} == {0}
    assert set(job.needs()) >= {("derive", helpers["teacher"]), ("train", helpers["synonyms"])}
    with pytest.raises(KeyReused):
        submit(idempotency_key="a", spec={"augmentation": {"typos": 0.2}})


def test_a_helper_that_is_given_no_work_is_a_fault(submit, words):
    with pytest.raises(ValidationError) as faults:
        submit(helpers={"synonyms": words.version})

    assert set(faults.value.message_dict) == {"spec.augmentation.synonyms"}
    assert not Job.objects.exists()


def test_the_form_and_the_api_take_helpers_that_one_may_use(
    submit, bring_model, base_folder, words, project, notes, base, partner, client_for, api_for
):
    senior = bring_model("Senior", base_folder)
    address, client = f"/projects/{project.undertaking.slug}/jobs/new/", client_for(partner)
    chosen = {"model": base.version.asset.slug, "dataset": notes.version.asset.slug}

    page = client.get(address, {"dataset": chosen["dataset"]}).text
    assert "Senior, version 1" in page
    assert "AdamW" in page
    assert 'value="0.00001"' in page, "delta is written as people write it"
    helped = {"distillation.teacher": senior.version.asset.slug, "augmentation.synonym_file": "sounds"}
    answer = client.post(address, chosen | helped | {"augmentation.synonyms": "0.2", "lighter": "int8", "onnx": "on"})
    job = Job.objects.told().get()
    assert answer["Location"] == job.get_absolute_url()
    assert job.helping == {"teacher": senior.version, "synonyms": words.version}
    assert (job.spec["lighter"], job.spec["onnx"]) == ("int8", True)
    shown = client.get(job.get_absolute_url()).text
    assert "Senior, version 1" in shown
    again = client.get(address, {"from": job.uid}).context["form"]
    assert again["distillation.teacher"].value() == senior.version.asset.slug

    api = api_for(partner)
    asked = {"clone_of": str(job.uid), "spec": {"distillation": {"weight": 0.9}}}
    told = api.post("/api/v1/jobs/", asked, format="json").json()
    assert told["helpers"] == {"teacher": senior.version.asset.slug, "synonyms": "sounds"}
    wrong = api.post("/api/v1/jobs/", asked | {"teacher": "nobody"}, format="json").json()
    assert [each["field"] for each in wrong["errors"]] == ["teacher"]


@pytest.mark.heavy
class TestWithATinyModel:
    """Jobs that are really done."""

    @pytest.fixture
    def base_folder(self, tmp_path):
        return tiny_model(tmp_path / "base")

    def test_a_teachers_student_has_its_terms_among_its_own_and_is_told_in_other_forms(
        self, submit, do, bring_model, base, notes, tmp_path, partner, client_for
    ):
        teacher = bring_model("Senior", tiny_classifier(tmp_path / "senior", FAULTS))
        job = do(submit(helpers={"teacher": teacher.version}, spec=QUICK | {"lighter": "int8", "onnx": True}))

        assert sources_of(job) == {base.version, notes.version, teacher.version}
        assert "teacher" in job.result.results["contenders"]
        files = set(job.result.model_version.files.values_list("name", flat=True))
        assert {"model.safetensors", "onnx/model.onnx"} <= files
        page = client_for(partner).get(reverse("reports:report", args=[job.uid])).text
        assert "times as fast" in page
        assert "but for rounding" in page
        assert "The teacher" in page

    def test_what_texts_are_changed_with_is_among_the_sources_of_the_model(
        self, submit, do, bring_model, base, notes, words, tmp_path
    ):
        writer = bring_model("Translator", tiny_translator(tmp_path / "writer")).version
        helpers = {"synonyms": words.version, "translator": writer, "translator_back": writer}
        changed = {"augmentation": {"synonyms": 0.3, "translations": 0.2}}

        job = do(submit(helpers=helpers, spec=QUICK | changed))

        assert sources_of(job) == {base.version, notes.version, words.version, writer}
        digests = job.result.results["digests"]
        assert (digests["synonyms"], digests["translator"]) == (words.version.digest, writer.digest)
