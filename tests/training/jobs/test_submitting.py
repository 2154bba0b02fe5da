"""Who may submit a job, what is pinned, and how often."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.db.models.functions import Now

from agreements.errors import LicenceConflict, NotAllowed
from agreements.services.licences import state_licence
from agreements.services.suspension import resume_agreement, suspend_agreement
from audit.models import Event
from catalog.services import add_dataset
from engine.digests import file_digest, folder_digest
from jobs.errors import KeyReused
from jobs.fine_tuning import FineTuning
from jobs.models import Job
from jobs.services import cancel_job, submit_job
from jobs.wishes import Wishes
from work.models import Item, State


def test_the_agreement_lets_a_researcher_of_the_recipient_train(submit, base, notes, university):
    job = submit()

    assert job.item.state == State.QUEUED
    assert job.item.organization == university
    assert job.name == "Plant notes, run 1"
    assert job.spec["model"]["sha256"] == base.version.digest
    assert job.spec["data"]["sha256"] == notes.version.digest
    assert (job.spec["data"]["text"], job.spec["data"]["label"]) == ("note", "fault")
    assert job.spec["training"]["epochs"] == 8, "every default is written out"
    event = Event.objects.get(verb="job.submitted")
    assert event.decision["allowed"]
    assert event.object_id == str(job.pk)


def test_a_job_asks_for_as_much_storage_as_its_base_takes_and_then_as_the_last_like_it_left(submit, base):
    first = submit()
    assert first.item.expected_bytes == sum(file.blob.size for file in base.files.all()) > 0
    Item.objects.filter(pk=first.item_id).update(state=State.SUCCEEDED, finished_at=Now(), stored_bytes=4321)

    assert submit().item.expected_bytes == 4321


def test_without_an_agreement_nothing_is_queued_and_the_refusal_is_kept(project, base, notes, partner):
    with pytest.raises(NotAllowed) as refused:
        submit_job(project=project, model=base, dataset=notes, spec={}, by=partner)

    assert refused.value.decision.sentences(partner)
    assert not Item.objects.exists()
    assert Event.objects.filter(verb="train.refused", actor_user_id=partner.user.pk).exists()


@pytest.mark.parametrize("who", ["stranger", "signatory_university"])
def test_only_researchers_and_stewards_of_the_team_submit(submit, who, request):
    with pytest.raises(NotAllowed):
        submit(by=request.getfixturevalue(who))
    assert not Job.objects.exists()


def test_all_faults_of_a_spec_come_at_once_each_under_its_setting(submit):
    with pytest.raises(ValidationError) as faults:
        submit(spec={"seed": -1, "training": {"epochs": 0, "learning_rate": "fast", "colour": 1}, "model": {}})

    assert set(faults.value.message_dict) == {
        "spec.seed",
        "spec.training.epochs",
        "spec.training.learning_rate",
        "spec.training.colour",
        "spec.model",
    }
    assert not Item.objects.exists()


def test_a_setting_of_what_jobs_here_do_not_have_is_refused(submit):
    with pytest.raises(ValidationError) as refused:
        submit(spec={"tracker": "wandb"})

    assert "Leave it out" in refused.value.message_dict["spec.tracker"][0]


def test_what_helps_cannot_be_a_file_of_the_worker(submit):
    texts = {"synonym_file": "/etc/passwd", "translator": "/etc", "translator_back": "/etc"}
    with pytest.raises(ValidationError) as refused:
        submit(spec={"distillation": {"teacher": "/etc"}, "augmentation": texts})

    told = refused.value.message_dict
    assert told.keys() == {"spec.distillation.teacher", *(f"spec.augmentation.{name}" for name in texts)}
    assert all("out of it" in words[0] for words in told.values())


def test_the_same_key_gives_the_same_job_and_another_job_under_it_is_refused(submit):
    job = submit(idempotency_key="run-1")

    assert submit(idempotency_key="run-1") == job
    with pytest.raises(KeyReused):
        submit(idempotency_key="run-1", spec={"seed": 7})
    assert Job.objects.count() == 1


def test_a_suspension_forbids_the_job_that_waits_until_it_is_lifted(submit, agreement, steward):
    job = submit()
    assert FineTuning().authorize([job.item])[job.pk].allowed

    suspend_agreement(agreement, by=steward, reason="Ethics board review")
    assert not FineTuning().authorize([job.item])[job.pk].allowed

    agreement.refresh_from_db()
    resume_agreement(agreement, by=steward)
    assert FineTuning().authorize([job.item])[job.pk].allowed


def test_parties_may_cancel_and_strangers_may_not(submit, steward, stranger):
    job = submit()
    with pytest.raises(NotAllowed):
        cancel_job(job, by=stranger)

    cancel_job(job, by=steward)

    job.item.refresh_from_db()
    assert job.item.state == State.CANCELLED


def test_inputs_are_laid_out_read_only_under_the_digests_that_were_pinned(submit, tmp_path):
    job, folder = submit(), tmp_path / "attempt"
    folder.mkdir()

    spec = FineTuning().prepare(job.item, folder)["spec"]

    assert folder_digest(spec["model"]["path"]) == spec["model"]["sha256"]
    assert file_digest(spec["data"]["path"]) == spec["data"]["sha256"]
    modes = {path.stat().st_mode & 0o222 for path in folder.rglob("*")}
    assert modes == {0}


def test_a_base_whose_licence_keeps_the_result_from_the_stated_one_refuses_the_job(
    agree_to_train, project, base, notes, partner
):
    agree_to_train(derived_models={"licence": "MIT"})
    state_licence(base.version.asset, "CC-BY-SA-4.0")

    with pytest.raises(LicenceConflict, match=r"under MIT; Tiny base is under CC-BY-SA-4\.0"):
        submit_job(project=project, model=base, dataset=notes, spec={}, by=partner)

    assert not Item.objects.exists()


def test_what_a_model_to_be_made_comes_from_counts_for_the_licence_too(
    agree_to_train, project, base, notes, partner, university_steward, submit_of
):
    agree_to_train(derived_models={"licence": "MIT"})
    first = submit_of(notes)
    state_licence(notes.version.asset, "CC-BY-SA-4.0")

    with pytest.raises(LicenceConflict, match=r"under MIT; Plant notes is under CC-BY-SA-4\.0"):
        submit_of(own_notes(university_steward), wishes=Wishes(after=first, from_result=True))


@pytest.fixture
def submit_of(project, base, partner):
    def submit_of(dataset, **changes):
        return submit_job(project=project, model=base, dataset=dataset, spec={}, by=partner, **changes)

    return submit_of


def own_notes(steward):
    table = io.BytesIO(
        b"note,fault\n" + b"".join(f"hall {n},{'wear' if n % 2 else 'leak'}\n".encode() for n in range(8))
    )
    table.name = "own.csv"
    return add_dataset(name="Own notes", file=table, text="note", label="fault", by=steward).latest


def test_a_method_that_no_worker_is_sure_to_have_a_gpu_for_is_neither_offered_nor_taken(
    agreement, project, submit, client_for, partner
):
    assert "qlora" not in client_for(partner).get(f"/projects/{project.undertaking.slug}/jobs/new/").text
    with pytest.raises(ValidationError, match="no qlora"):
        submit(spec={"method": "qlora"})


def test_a_job_is_told_how_many_were_tested_on_its_rows_before(submit, reported, tmp_path):
    alike = submit(spec={"training": {"epochs": 2}})
    other_rows = submit(spec={"seed": 5})
    looked = {}
    for job in (alike, other_rows):
        folder = tmp_path / str(job.pk)
        folder.mkdir()
        looked[job] = FineTuning().prepare(job.item, folder)["looked"]

    assert looked == {alike: 1, other_rows: 0}  # those that only wait looked at nothing
