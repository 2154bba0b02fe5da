"""Ethics approvals of a project: filed as a document, read by the parties, accepted by who shares something."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from agreements.models import EthicsApproval
from audit.models import Event

PDF = b"%PDF-1.7 approved"


def decided(**changes):
    """What a committee decided, as the form and the API take it."""
    return {
        "committee": "REK sør-øst",
        "reference": "2026/114",
        "expires_on": (timezone.now().date() + timedelta(days=90)).isoformat(),
        "document": SimpleUploadedFile("rek-2026-114.pdf", PDF),
    } | changes


@pytest.fixture
def address(project):
    return project.get_absolute_url()


def test_a_researcher_files_one_and_the_providers_steward_accepts_it_on_the_page(address, partner, steward, client_for):
    mine, theirs = client_for(partner), client_for(steward)

    filed = mine.post(f"{address}ethics/", decided(), follow=True)
    assert "It counts once a party that shares something accepts it" in filed.text
    assert "Nobody has accepted it yet." in filed.text
    assert "Accept it" not in filed.text, "who filed it doesn't accept it"

    approval = EthicsApproval.objects.get()
    assert b"".join(theirs.get(f"{address}ethics/{approval.uid}/document/").streaming_content) == PDF
    assert "Accept it" in theirs.get(address).text
    accepted = theirs.post(f"{address}ethics/{approval.uid}/accept/", follow=True)

    assert "Accepted by Halvard Bearings AG." in accepted.text
    assert set(Event.objects.filter(verb__startswith="ethics_approval.").values_list("verb", flat=True)) == {
        "ethics_approval.filed",
        "ethics_approval.accepted",
    }
    assert Event.objects.get(verb="ethics_approval.accepted").data["sha256"] == approval.document.sha256


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"expires_on": "2020-01-01"}, "Its last day is over. File one that still holds."),
        ({"document": SimpleUploadedFile("empty.pdf", b"")}, "The submitted file is empty."),
        ({"committee": " "}, "This field is required."),
        ({"expires_on": "soon"}, "Enter a valid date."),
    ],
)
def test_what_is_wrong_with_one_is_said_beside_its_field(address, partner, client_for, changed, said):
    answer = client_for(partner).post(f"{address}ethics/", decided(**changed))

    assert answer.status_code == 422
    assert said in answer.text
    assert not EthicsApproval.objects.exists()


def test_the_same_document_is_filed_once(address, partner, client_for):
    client = client_for(partner)
    client.post(f"{address}ethics/", decided())

    assert "filed already" in client.post(f"{address}ethics/", decided()).text


def test_strangers_find_nothing_and_who_filed_it_is_refused(address, partner, university_steward, stranger, client_for):
    client_for(partner).post(f"{address}ethics/", decided())
    approval = EthicsApproval.objects.get()

    refused = client_for(university_steward).post(f"{address}ethics/{approval.uid}/accept/")
    assert refused.status_code == 403
    assert "Your organization filed this approval" in refused.text
    assert client_for(stranger).get(f"{address}ethics/{approval.uid}/document/").status_code == 404
    assert client_for(stranger).get(f"{address}ethics/").status_code == 404


def test_the_api_files_and_accepts_in_a_session_and_no_token_may(
    project, partner, steward, stranger, client_for, api_for
):
    asked = decided(project=project.undertaking.slug)
    client = client_for(partner)
    assert api_for(partner).post("/api/v1/ethics-approvals/", asked, format="multipart").status_code == 403

    filed = client.post("/api/v1/ethics-approvals/", decided(project=project.undertaking.slug))
    assert filed.status_code == 201, filed.text
    uid = filed.json()["uid"]
    assert filed.json()["accepted_by"] == []
    assert client.post(f"/api/v1/ethics-approvals/{uid}/accept/").status_code == 403

    accepted = client_for(steward).post(f"/api/v1/ethics-approvals/{uid}/accept/")
    assert accepted.json()["accepted_by"] == ["halvard-bearings-ag"]
    assert api_for(partner).get("/api/v1/ethics-approvals/").json()["results"][0]["reference"] == "2026/114"
    assert api_for(stranger).get(f"/api/v1/ethics-approvals/{uid}/").status_code == 404
    wrong = client.post("/api/v1/ethics-approvals/", decided(project=project.undertaking.slug, expires_on="2020-01-01"))
    assert wrong.status_code == 400
    assert "expires_on" in wrong.text
