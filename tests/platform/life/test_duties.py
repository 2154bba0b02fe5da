"""Duties to delete: open when the agreement is over, overdue by the clock, fulfilled with evidence and for good."""

from datetime import timedelta

import numpy as np
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from safetensors.numpy import save_file

from agreements.errors import NotAllowed
from agreements.models import Agreement, Asset, Duty
from agreements.services.duties import fulfil_duty
from agreements.services.freezing import unfreeze_asset
from agreements.services.suspension import terminate_agreement
from audit.models import Event

COPIES = {"days": 14, "delete_at_end": True}


@pytest.fixture
def over(sign, signatory_company):
    """Brings an agreement into force and ends it."""

    def end(**terms):
        agreement = sign("download", **terms)
        return terminate_agreement(agreement, by=signatory_company, reason="The project is over.")

    return end


@pytest.fixture
def tuned_job(base, base_folder, request):
    """A job that has succeeded: its model's weights are its own, its configuration is the base's."""
    save_file({"embeddings": np.ones((4, 4), dtype="float32")}, base_folder / "model.safetensors")
    return request.getfixturevalue("reported")


def weights_of(job):
    return job.result.model_version.files.get(name="model.safetensors").blob.sha256


def test_an_agreement_that_asks_for_deletion_shows_the_duty_from_its_first_day(sign, partner, client_for):
    agreement = sign("train", retention=COPIES)

    page = client_for(partner).get(agreement.get_absolute_url()).text

    assert "Delete all copies of Plant notes" in page
    assert "until" in page
    assert Duty.objects.told().get().stands == "ahead"


def test_terms_that_ask_for_nothing_leave_no_duty(sign):
    sign("train")

    assert not Duty.objects.exists()


def test_a_duty_opens_and_becomes_overdue_by_the_clock_alone(sign):
    agreement = sign("train", retention=COPIES)
    ends_at = agreement.ends_at

    stands = {days: Duty.objects.told(ends_at + timedelta(days=days)).get().stands for days in (-1, 1, 15)}

    assert stands == {-1: "ahead", 1: "open", 15: "overdue"}


def test_what_is_overdue_waits_for_the_steward_on_the_dashboard(over, university_steward, steward, client_for):
    over(retention=COPIES)
    Agreement.objects.update(state_changed_at=timezone.now() - timedelta(days=20))

    assert "what was shared under it has to be deleted" in client_for(university_steward).get("/").text
    assert "Overdue since" in client_for(university_steward).get("/").text
    assert "has to be deleted" not in client_for(steward).get("/").text


def test_a_duty_is_fulfilled_with_words_a_file_and_a_certificate(over, university_steward, steward, client_for):
    over(retention=COPIES)
    duty = Duty.objects.get()
    client = client_for(university_steward)
    protocol = SimpleUploadedFile("../protocol.txt", b"wiped twice")

    answer = client.post(duty.get_absolute_url(), {"note": "Disks wiped by Ida.", "file": protocol}, follow=True)

    assert "Certificate of deletion" in answer.text
    told = client_for(steward).get(f"{duty.get_absolute_url()}certificate.json").json()
    assert told["certificate"]["note"] == "Disks wiped by Ida."
    assert told["certificate"]["organization"]["slug"] == "nordhaven-university"
    assert Event.objects.get(verb="agreement.duty_fulfilled").data["sha256"] == told["sha256"]
    evidence = client_for(steward).get(f"{duty.get_absolute_url()}evidence/")
    assert evidence["Content-Disposition"] == 'attachment; filename="protocol.txt"'
    assert b"".join(evidence.streaming_content) == b"wiped twice"


@pytest.mark.parametrize("note", ["", "   "])
def test_a_duty_is_not_fulfilled_without_words(over, university_steward, client_for, note):
    over(retention=COPIES)

    answer = client_for(university_steward).post(Duty.objects.get().get_absolute_url(), {"note": note})

    assert answer.status_code == 422
    assert Duty.objects.get().fulfilled_at is None


def test_only_who_owes_a_duty_fulfils_it_and_only_when_it_is_due(
    sign, signatory_company, steward, partner, university_steward, stranger, client_for
):
    agreement = sign("train", retention=COPIES)
    duty = Duty.objects.get()
    with pytest.raises(ValidationError, match="still holds"):
        fulfil_duty(duty, note="Done", by=university_steward)

    terminate_agreement(agreement, by=signatory_company, reason="The project is over.")

    with pytest.raises(NotAllowed):
        fulfil_duty(duty, note="Done", by=steward)
    with pytest.raises(NotAllowed):
        fulfil_duty(duty, note="Done", by=partner)
    assert client_for(stranger).get(duty.get_absolute_url()).status_code == 404


def test_deleting_derived_models_deletes_their_bytes_and_names_each_in_the_certificate(
    sign, signatory_company, tuned_job, university_steward, client_for, tmp_path, django_capture_on_commit_callbacks
):
    sign("train", "evaluate", "derive", derived_models={"at_end": "delete"})
    job = tuned_job
    tuned = job.result.model_version
    of_rows = {job.result.predictions.sha256, job.result.attributions.sha256}
    weights = weights_of(job)
    kept = {file.blob.sha256 for file in job.model_version.files.all()}
    made = {file.blob.sha256 for file in tuned.files.all()}
    for each in Agreement.objects.all():
        terminate_agreement(each, by=signatory_company, reason="The project is over.")
    duty = Duty.objects.get()
    client = client_for(university_steward)
    assert tuned.version.asset.name in client.get(duty.get_absolute_url()).text

    with django_capture_on_commit_callbacks(execute=True):
        fulfil_duty(duty, note="All gone.", by=university_steward)

    duty.refresh_from_db()
    told = {one["sha256"]: one["deleted"] for one in duty.certificate["deleted_by_the_platform"]}
    assert made <= set(told)
    left = {path.name for path in (tmp_path / "vault").rglob("*") if path.is_file()}
    gone = {sha for sha, deleted in told.items() if deleted}
    assert gone == {weights, *of_rows}
    assert not left & gone
    assert kept <= left, "the base model has lost nothing"
    asset = Asset.objects.get(pk=tuned.version.asset_id)
    assert asset.erased_at
    with pytest.raises(ValidationError, match="deleted for good"):
        unfreeze_asset(asset, by=university_steward, reason="Please")
    assert client.get(f"/models/{asset.slug}/").status_code == 200
    assert client.get(f"/jobs/{job.uid}/report/").status_code == 200
    assert client.get(f"/jobs/{job.uid}/").status_code == 200


def test_a_model_that_another_agreement_in_force_covers_stays_and_the_certificate_says_why(
    sign, signatory_company, tuned_job, university_steward, client_for
):
    agreement = sign("train", "evaluate", "derive", derived_models={"at_end": "delete"})
    other = Agreement.objects.exclude(pk=agreement.pk).get()
    tuned = tuned_job.result.model_version
    terminate_agreement(agreement, by=signatory_company, reason="The project is over.")
    duty = Duty.objects.get()
    client = client_for(university_steward)
    because = f"{tuned.version.asset} stays: another agreement in force covers all that it was made from ({other})."
    assert because in client.get(duty.get_absolute_url()).text

    fulfil_duty(duty, note="Nothing else was left.", by=university_steward)

    assert because in client.get(duty.get_absolute_url()).text
    duty.refresh_from_db()
    assert duty.certificate["kept_under_others"] == [
        {"uid": str(tuned.version.asset.uid), "of": str(tuned.version.asset), "because_of": [str(other)]}
    ]
    assert duty.certificate["deleted_by_the_platform"] == []
    assert tuned.files.exists()
    assert Asset.objects.get(pk=tuned.version.asset_id).erased_at is None


def test_the_api_tells_duties_to_the_parties_only(over, partner, stranger, api_for):
    over(retention=COPIES)

    told = api_for(partner).get("/api/v1/duties/").json()

    listed = told["results"] if isinstance(told, dict) else told
    assert [(one["state"], one["days"], one["organization"]) for one in listed] == [
        ("open", 14, "nordhaven-university")
    ]
    uid = listed[0]["uid"]
    assert api_for(stranger).get(f"/api/v1/duties/{uid}/").status_code == 404
    assert api_for(partner).get(f"/api/v1/duties/{uid}/").json()["certificate"] is None
