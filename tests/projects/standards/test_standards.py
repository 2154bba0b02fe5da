"""A standard's versions: written, agreed to by every party, published for good, deprecated with a reason."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from agreements.errors import NotAllowed
from notifications.models import Notice
from standards.errors import DraftChanged
from standards.models import Standard, StandardVersion
from standards.services import agree_to_standard, begin_standard, deprecate_version, write_draft

COLUMN = {"type": "string", "description": "What the fitter wrote"}
BODY = {"row": {"properties": {"note": COLUMN}}}


@pytest.fixture
def standard(project, partner):
    return begin_standard(project, name="Notes", kind="data_format", about="Notes to learn from.", by=partner)


def test_a_standard_is_written_and_published_on_its_pages(project, partner, steward, university_steward, client_for):
    client, all_of_them = client_for(partner), f"/projects/{project.undertaking.slug}/standards/"
    begun = client.post(f"{all_of_them}new/", {"name": "Notes", "kind": "data_format", "about": "To learn from."})
    assert '"x-unit"' in client.get(begun.url).content.decode().replace("&quot;", '"'), "it begins with an example"
    assert "Nothing is written yet" in client.get(Standard.objects.get().get_absolute_url()).content.decode()
    wrong = client.post(begun.url, {"number": "1.0.0", "body": "{"})
    assert "can’t be read from line 1, letter 2" in wrong.content.decode()

    client.post(begun.url, {"number": "1.0.0", "body": json.dumps(BODY), "text": "## Scope\n\n**Read** it."})
    page = Standard.objects.get().get_absolute_url()
    read = client.get(page).content.decode()
    assert "<strong>Read</strong>" in read
    assert "<h3>Scope</h3>" in read, "under the page’s own headings, and none is skipped"
    assert "Agree for" not in client.get(page).content.decode(), "a researcher doesn't speak for the party"
    assert Notice.objects.filter(verb="standard.drafted", recipient=steward.user.pk).exists()

    sha256 = StandardVersion.objects.get().sha256
    for who in (steward, university_steward):
        assert client_for(who).post(f"{page}agree/", {"sha256": sha256}).status_code == 302
    assert "Check something" in client.get(page).content.decode()
    assert StandardVersion.objects.get().state == "published"


def test_who_agreed_is_asked_again_when_the_draft_changes(standard, partner, steward, university_steward):
    first = write_draft(standard, number="1.0.0", body=BODY, by=partner)
    agree_to_standard(standard, sha256=first.sha256, by=steward)

    second = write_draft(standard, number="1.0.0", body=BODY, text="Changed.", by=partner)
    with pytest.raises(DraftChanged, match="has changed since you read it"):
        agree_to_standard(standard, sha256=first.sha256, by=university_steward)
    agree_to_standard(standard, sha256=second.sha256, by=university_steward)
    assert standard.versions.get().is_draft
    with pytest.raises(NotAllowed):
        agree_to_standard(standard, sha256=second.sha256, by=partner)


def test_what_is_published_never_changes_and_an_old_version_stays(standard, partner, steward, settle):
    first = settle(write_draft(standard, number="1.0.0", body=BODY, by=partner))
    rows = StandardVersion.objects.filter(pk=first.pk)
    for change in ({"body": {}}, {"sha256": "0" * 64}, {"major": 3}, {"state": "draft"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.delete()

    with pytest.raises(ValidationError, match="Write a greater one"):
        write_draft(standard, number="1.0.0", body=BODY, by=partner)
    second = settle(write_draft(standard, number="1.1.0", body=BODY, by=partner))
    with pytest.raises(ValidationError, match="Say why"):
        deprecate_version(first, reason=" ", by=steward)
    deprecate_version(first, reason="1.1.0 says more.", by=steward)
    assert [each.state for each in standard.versions.all()] == ["published", "deprecated"]
    assert second.number == "1.1.0"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "at least one"),
        ({"row": {"properties": {"note": {"type": "string"}}}}, "doesn't say what it means"),
        ({"row": {"properties": {"note": COLUMN | {"$ref": "https://evil.example"}}}}, "nothing is followed"),
        ({"row": {"properties": {"note": COLUMN | {"pattern": "("}}}}, "is no JSON Schema"),
        ({"row": {"properties": {"note": COLUMN | {"type": "word"}}}}, "is no JSON Schema"),
        ({"row": {"properties": {"note": COLUMN}, "required": ["fault"]}}, "no column is called so"),
        ({**BODY, "splits": ["dev"]}, "The splits are some of"),
        ({**BODY, "more": 1}, "is none of them"),
        ({**BODY, "splits": [[]]}, "The splits are some of"),
    ],
)
def test_what_cant_be_checked_by_says_why(standard, partner, body, said):
    with pytest.raises(ValidationError, match=said):
        write_draft(standard, number="1.0.0", body=body, by=partner)
