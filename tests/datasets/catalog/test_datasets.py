"""Bringing in a dataset, and who sees what of it."""

import io

import pytest
from django.core.exceptions import ValidationError
from pyarrow import parquet

from agreements.errors import NotAllowed
from agreements.models import Asset
from audit.models import Event
from catalog.models import File
from catalog.services import add_dataset, materialise, preview_rows, rows_of
from engine.digests import file_digest

SENTENCE = "The zebra-striped spindle squeals at dawn"
ROWS = (
    "note,fault,hours\n"
    + f"{SENTENCE},wear,007\n"
    + "".join(f"text {i},{'wear' if i % 2 else 'heat'},{'' if i == 3 else i}\n" for i in range(20))
)


def table(content: str = ROWS) -> io.BytesIO:
    file = io.BytesIO(content.encode())
    file.name = "notes.csv"
    return file


@pytest.fixture
def notes(steward):
    return add_dataset(
        name="Plant notes",
        file=table(),
        text="note",
        label="fault",
        by=steward,
        description="What fitters wrote.",
        openness=Asset.Openness.DESCRIBED,
    )


def test_a_steward_brings_in_a_dataset_for_their_organization(notes, company):
    latest = notes.latest
    assert notes.asset.owner == company
    assert notes.get_absolute_url() == "/datasets/plant-notes/"
    assert (latest.rows, latest.classes) == (21, {"wear": 11, "heat": 10})
    assert [column["missing"] for column in latest.columns] == [0, 0, 1]
    assert Event.objects.get(verb="dataset.added").decision["allowed"]


def test_the_rows_are_kept_as_parquet_whose_digest_names_the_version(notes, tmp_path):
    path = materialise(notes.latest, tmp_path)

    assert file_digest(path) == notes.latest.version.digest
    assert parquet.read_table(path).column("hours").to_pylist()[0] == "007"  # a code, not the number 7
    assert {file.role for file in notes.latest.files.all()} == {File.Role.ORIGINAL, File.Role.NORMALISED}


def test_a_faulty_file_leaves_nothing_behind(steward):
    with pytest.raises(ValidationError):
        add_dataset(name="Broken", file=table(ROWS + "ragged\n"), text="note", label="fault", by=steward)

    assert not Asset.objects.exists()
    assert not steward.organization.blobs.exists()


def test_who_adds_nothing_to_an_organization_is_refused_before_the_file_is_read(signatory_company):
    with pytest.raises(NotAllowed):
        add_dataset(name="Notes", file=table("broken"), text="note", label="fault", by=signatory_company)


def test_only_who_may_preview_is_given_rows_and_the_refusal_is_kept(notes, steward, partner):
    assert preview_rows(notes.latest, by=steward, limit=1)[0].values["note"] == SENTENCE
    assert [row.number for row in rows_of(notes.latest, [3, 0], by=steward)] == [4, 1]
    with pytest.raises(NotAllowed):
        preview_rows(notes.latest, by=partner)
    assert Event.objects.filter(verb="preview.refused", actor_user_id=partner.user.pk).exists()


def test_the_owner_sees_rows_a_partner_the_reason_and_nobody_else_a_closed_dataset(
    notes, client_for, steward, partner, stranger
):
    address = notes.get_absolute_url()

    assert SENTENCE in client_for(steward).get(address).content.decode()
    described = client_for(partner).get(address).content.decode()
    assert "What fitters wrote." in described
    assert "Rows are not shown to you" in described
    assert SENTENCE not in described
    Asset.objects.update(openness=Asset.Openness.CLOSED)
    assert client_for(stranger).get(address).status_code == 404
    assert "Plant notes" not in client_for(stranger).get("/datasets/").content.decode()


def test_the_api_lists_and_tells_a_dataset_without_its_rows(notes, api_for, partner):
    listed = api_for(partner).get("/api/v1/datasets/").json()["results"]
    told = api_for(partner).get("/api/v1/datasets/plant-notes/")

    assert [(each["slug"], each["owner"], each["rows"]) for each in listed] == [
        ("plant-notes", "halvard-bearings-ag", 21)
    ]
    assert told.json()["versions"][0]["classes"] == {"wear": 11, "heat": 10}
    assert told.json()["versions"][0]["columns"][1] == {"name": "fault", "kind": "text", "role": "label", "missing": 0}
    assert SENTENCE not in told.content.decode()


def test_a_list_asks_as_many_questions_of_the_database_for_ten_as_for_one(
    notes, steward, client_for, django_assert_num_queries, django_assert_max_num_queries
):
    client = client_for(steward)
    with django_assert_max_num_queries(40) as few:
        client.get("/datasets/")
    for i in range(9):
        add_dataset(name=f"More notes {i}", file=table(), text="note", label="fault", by=steward)
    with django_assert_num_queries(len(few)):
        client.get("/datasets/")
