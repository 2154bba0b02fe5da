"""Files and half-written terms in the API: evidence, documents of ethics approvals, working copies."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from agreements.models import Condition, WorkingCopy
from agreements.services.conditions import meet_condition
from agreements.services.ethics import file_ethics_approval


def read(answer):
    return b"".join(answer.streaming_content)


def test_the_parties_take_the_evidence_of_a_condition_and_strangers_find_none(
    agreement, steward, partner, stranger, api_for
):
    approval = agreement.current_version.reviews.get()
    condition = Condition.objects.create(review=approval, number=1, text="Name who deletes.", due_on="2030-01-01")
    minutes = SimpleUploadedFile("minutes.pdf", b"%PDF-1.7 minutes")
    meet_condition(condition, how="It is named.", file=minutes, by=steward)

    told = api_for(partner).get(f"/api/v1/agreements/{agreement.slug}/conditions/").json()
    address = told[0]["fulfilments"][0]["evidence"]
    answer = api_for(partner).get(address)

    assert answer["Content-Disposition"] == 'attachment; filename="minutes.pdf"'
    assert read(answer) == b"%PDF-1.7 minutes"
    assert api_for(stranger).get(address).status_code == 404


def test_the_parties_take_the_document_of_an_ethics_approval(project, partner, steward, stranger, api_for):
    document = SimpleUploadedFile("rek.pdf", b"%PDF-1.7 approved")
    decided = {"committee": "REK", "reference": "2026/114", "expires_on": date(2030, 1, 1), "document": document}
    filed = file_ethics_approval(project.undertaking, **decided, by=partner)

    address = api_for(steward).get(f"/api/v1/ethics-approvals/{filed.uid}/").json()["document"]

    assert read(api_for(steward).get(address)) == b"%PDF-1.7 approved"
    assert api_for(stranger).get(address).status_code == 404


@pytest.fixture
def begun(agreement, company, university):
    return {"template": "bilateral", "parties": [company.slug, university.slug], "written": {"title": ["Begun"]}}


def test_a_working_copy_is_kept_changed_and_let_go_by_who_wrote_it_alone(begun, steward, signatory_company, api_for):
    api = api_for(steward)
    kept = api.post("/api/v1/working-copies/", begun)
    assert kept.status_code == 201, kept.text
    address = f"/api/v1/working-copies/{kept.json()['uid']}/"
    assert kept.json()["title"] == "Begun"
    assert api_for(signatory_company).get(address).status_code == 404

    assert api.put(address, {"written": {"title": ["Begun anew"]}}).json()["title"] == "Begun anew"
    assert [one["title"] for one in api.get("/api/v1/working-copies/").json()["results"]] == ["Begun anew"]
    assert api.delete(address).status_code == 204
    assert not WorkingCopy.objects.exists()


def test_a_working_copy_says_what_it_is_of_and_researchers_keep_none(begun, steward, partner, api_for):
    assert api_for(partner).post("/api/v1/working-copies/", begun).status_code == 403
    nobody = api_for(steward).post("/api/v1/working-copies/", begun | {"parties": ["nobody"]})
    assert nobody.status_code == 400
    assert "at least one organization" in nobody.text
    assert api_for(steward).post("/api/v1/working-copies/", begun | {"written": "words"}).status_code == 400
