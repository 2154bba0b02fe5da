"""Rows are withdrawn: a version without them, the earlier ones closed and deleted, and everybody told."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from tests.datasets.privacy.conftest import done_by_a_child, fault, note, table
from tests.platform.agreements import policy_world as world

from agreements.models import Duty
from agreements.policy import decide
from agreements.services.duties import fulfil_duty
from audit.models import Event
from catalog.making.errand import do
from catalog.models import File, Profile, RowWithdrawal
from catalog.services import add_dataset, preview_rows
from catalog.services.profiles import profile_here
from catalog.services.withdrawals import sha256_of, withdraw_rows
from catalog.withdrawal_work import WithdrawalWork
from engine.errands import Fault
from notifications.models import Notice
from registry.models import Model
from vault.copies import copy_of, forget_deleted
from work.models import Item, State
from work.services.claims import take_work
from work.services.holding import fail, give_back_after_crash
from work.services.queueing import request_cancel

pytestmark = pytest.mark.django_db

TERMS = {"retention": {"days": 14, "delete_at_end": True}}


def record(number):
    return f"{4000 + number}"


def split(number):
    return "test" if number % 5 == 1 else "train"


@pytest.fixture
def records(steward):
    """Thirty rows with a number of a record, as integers."""
    file = table(note, fault, record, split)
    return add_dataset(name="Records", file=file, text="note", label="fault", by=steward)


@pytest.fixture
def at(records):
    return reverse("catalog:withdraw", args=[records.asset.slug])


def asked(**changed):
    return {"column": "record", "keys": "4001\n4003\n9999\n", "reason": "Consent withdrawn.", "deletes": "on"} | changed


@pytest.fixture
def shared(records, university, steward):
    """The terms ask for deletion of copies and of derived models."""
    everything = ["preview", "train", "derive", "evaluate", "infer", "download"]
    uses = {"at_end": "delete", "deploy": [university.slug]}
    codes = [world.NO_RESTRICTION]
    return world.agreement(
        "Records",
        [records.asset],
        university,
        everything,
        by=steward,
        codes=codes,
        commercial=True,
        derived_models=uses,
        **TERMS,
    )


def test_a_version_without_them_is_made_and_all_before_it_is_closed_and_deleted(
    records, shared, at, university, steward, partner, university_steward, client_for, tmp_path, settings
):
    settings.BACKUP_RETENTION_DAYS = 30
    first = records.latest
    profile_here(first, by=steward)
    copy = copy_of(first.files.get(role=File.Role.NORMALISED).blob)
    model = world.derived(university, "Fault finder", records.asset)
    Model.objects.create(asset=model, task="", architecture="", created_by=partner.user)
    mixed = world.derived(university, "Mixed", records.asset, kind="dataset")
    assert decide(university_steward, "infer", model).allowed

    form = client_for(steward).get(at).content.decode()
    page = client_for(steward).post(at, asked(file=SimpleUploadedFile("keys.txt", b"4005\n4001\n")), follow=True)
    assert "1 of other organizations" in form
    assert "Nothing is closed before it is there" in page.content.decode()
    item = done_by_a_child(WithdrawalWork(), tmp_path / "without")

    done = RowWithdrawal.objects.get()
    made = done.made
    assert (item.state, made.version.number, made.rows, done.removed, done.found) == (State.SUCCEEDED, 2, 27, 3, 3)
    assert made.classes == {"wear": 15, "leak": 12}
    assert made.split["parts"] == {"train": 22, "validation": 0, "test": 5}
    assert done.keys == [], "they may name persons"
    assert list(made.version.sources.values_list("parent", flat=True)) == [first.pk]
    assert "4001" not in {row.values["record"] for row in preview_rows(made, by=steward)}
    records.asset.refresh_from_db()
    for who in (steward, partner):
        assert not decide(who, "preview", first.version).allowed
        assert decide(who, "preview", made.version).allowed
    for thing in (model, mixed):
        assert not decide(university_steward, "evaluate" if thing == mixed else "infer", thing).allowed

    assert not File.objects.filter(version=first).exists()
    assert not Profile.objects.filter(version=first).exists()
    assert not copy.exists() or forget_deleted() or not copy.exists()
    said = done.certificate
    assert {each["name"] for each in said["deleted_by_the_platform"]} == {"patients.csv", "records.parquet", "profile"}
    assert all(each["deleted"] for each in said["deleted_by_the_platform"])
    assert said["backups"]["may_hold_until"] == (timezone.now() + timedelta(days=30)).date().isoformat()
    assert Event.objects.get(verb="dataset.rows_withdrawn").data["sha256"] == sha256_of(done)
    assert Notice.objects.filter(verb="dataset.rows_withdrawn", recipient=partner.user).exists()
    after = client_for(steward).get(page.redirect_chain[-1][0]).content.decode()
    assert "3 rows were withdrawn." in after
    assert "2 duties to delete" in after
    assert "closed for good" in client_for(partner).get(f"{records.get_absolute_url()}?version=1").content.decode()
    assert client_for(partner).get(f"/datasets/{records.asset.slug}/1/croissant.json").status_code == 200

    open_ones = {duty.kind: duty for duty in Duty.objects.to_do()}
    assert set(open_ones) == {"copies", "derived"}
    certificate = fulfil_duty(open_ones["copies"], note="Deleted.", by=university_steward).certificate
    assert certificate["versions_before"] == 2


def test_what_names_no_row_closes_nothing_and_says_so(records, at, steward, client_for, tmp_path):
    client_for(steward).post(at, asked(keys="none of them"))
    lease, kind = take_work("withdrawal", "w1"), WithdrawalWork()
    order = kind.prepare(Item.objects.get(pk=lease.item_id), tmp_path)
    (tmp_path / "out").mkdir()
    with pytest.raises(Fault) as found:
        do(order, tmp_path / "out", print)
    fail(lease, found.value.code, found.value.params)

    withdrawal = RowWithdrawal.objects.get()
    assert withdrawal.keys == []
    assert "No row has one of these keys" in client_for(steward).get(withdrawal.get_absolute_url()).content.decode()
    assert decide(steward, "preview", records.latest.version).allowed


def test_keys_are_forgotten_when_its_child_dies_or_it_is_cancelled(records, steward, settings):
    settings.WORK_ATTEMPTS = 1
    wish = {"column": "record", "keys": ["4001"], "reason": "Consent withdrawn.", "deletes": True, "by": steward}
    withdraw_rows(records, **wish)
    give_back_after_crash(take_work("withdrawal", "w1"), "child_crashed")
    request_cancel(withdraw_rows(records, **wish).item)

    assert [(each.item.state, each.keys) for each in RowWithdrawal.objects.order_by("pk")] == [
        (State.FAILED, []),
        (State.CANCELLED, []),
    ]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"keys": " \n"}, "Write at least one key"),
        ({"column": "weight"}, "Select a valid choice"),
        ({"keys": "4" * 501}, "longer than a key may be"),
        ({"file": SimpleUploadedFile("keys.txt", b"\xff\xfe4")}, "is not a text in UTF-8"),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(at, steward, client_for, sent, sentence):
    page = client_for(steward).post(at, asked(**sent))

    assert page.status_code == 422
    assert sentence in page.content.decode()


def test_the_api_does_the_same_for_a_steward_in_a_session_alone(records, steward, partner, client_for, api_for):
    there = f"/api/v1/datasets/{records.asset.slug}/withdrawals/"
    body = asked(keys=["4001"], deletes=True)
    made = client_for(steward).post(there, body, content_type="application/json")
    faulty = client_for(steward).post(there, body | {"column": "weight"}, content_type="application/json")

    assert (made.status_code, made.json()["state"], made.json()["asked"]) == (201, "making", 1)
    assert "4001" not in made.content.decode()
    assert (faulty.status_code, faulty.json()["errors"][0]["field"]) == (400, "column")
    assert client_for(steward).get(f"{there}{made.json()['uid']}/").json()["certificate"] is None
    assert client_for(partner).get(there).status_code == 404
    assert api_for(steward).get(there).status_code == 403
