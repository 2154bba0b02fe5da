"""From a file to a version: looked at, confirmed by its person, shown at once and whole, or not at all."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from tests.reading import uploaded, work_off

from accounts.models import Membership
from agreements.errors import NotAllowed
from agreements.models import Asset
from audit.models import Event
from catalog import arrivals
from catalog.errors import UploadInUse
from catalog.fault_words import tell
from catalog.models import Dataset, File, Ingestion, Upload
from catalog.services import materialise, preview_rows
from catalog.services.ingestions import begin_ingestion, confirm_ingestion, leave_ingestion, look_again
from catalog.services.uploads import begin_upload, end_upload
from vault.models import Blob
from work.models import Item, State
from work.services.claims import take_work
from work.services.limits import Limits, set_budget

WORD = "Quokkaphone"
ROWS = "note;fault;hours\n" + "".join(
    f"{WORD} says that the spindle {n} squeals;{'wear' if n % 2 else 'heat'};{n}\n" for n in range(30)
)


def test_a_file_is_looked_at_and_waits_for_the_word_of_its_person(bring, steward):
    draft = bring(ROWS, by=steward, confirm=False)

    guess = draft.guessed
    assert (draft.state, guess.shape, guess.dialect["delimiter"]) == ("draft", "texts", ";")
    assert [(each.name, each.kind, each.role) for each in guess.columns] == [
        ("note", "text", "text"),
        ("fault", "text", "label"),
        ("hours", "integer", ""),
    ]
    assert draft.head[1] == {"note": f"{WORD} says that the spindle 1 squeals", "fault": "wear", "hours": "1"}
    assert not Dataset.objects.exists()
    assert not Blob.objects.exists()


def test_what_is_confirmed_is_a_dataset_and_its_upload_is_gone(
    bring, steward, company, tmp_path, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        version = bring(ROWS, by=steward).version

    assert (version.version.asset.owner, version.version.asset.openness) == (company, "described")
    assert (version.rows, version.classes) == (30, {"heat": 15, "wear": 15})
    assert (version.text_column, version.label_column, version.columns[0]["role"]) == ("note", "fault", "text")
    assert preview_rows(version, by=steward, limit=1)[0].values["note"] == f"{WORD} says that the spindle 0 squeals"
    original = version.files.get(role=File.Role.ORIGINAL)
    assert (original.name, original.blob.size) == ("notes.csv", len(ROWS))
    assert materialise(version, tmp_path).exists()
    assert not Upload.objects.exists()
    assert not list(storages["vault"]._location.rglob("parts/*/*"))
    assert version.profile.state == "waiting"  # a worker counts it next
    assert Event.objects.get(verb="dataset.added").decision["allowed"]


def test_apps_above_hear_of_each_version_before_it_is_seen(bring, notes, steward, monkeypatch):
    heard = []
    monkeypatch.setitem(arrivals._answerers, "test", lambda version, by: heard.append((str(version), by.user)))

    bring(ROWS, by=steward, called="Other notes")
    bring(ROWS, by=steward, dataset=notes.dataset)

    assert heard == [("Other notes, 1", steward.user), ("Plant notes, 2", steward.user)]


def test_what_a_person_corrects_counts(bring, steward):
    draft = bring(ROWS, by=steward, confirm=False)
    guess = draft.guessed
    columns = [guess.columns[0], guess.columns[1].__class__("fault", "text"), guess.columns[2]]
    confirm_ingestion(draft, guess.__class__(**{**vars(guess), "shape": "table", "columns": columns}), by=steward)

    version = work_off().version

    assert (version.shape, version.label_column, version.classes) == ("table", "", {})


def test_another_delimiter_is_looked_at_anew(bring, steward):
    draft = bring(ROWS, by=steward, confirm=False)
    guess = draft.guessed
    look_again(draft, guess.__class__(**{**vars(guess), "dialect": guess.dialect | {"delimiter": ","}}), by=steward)

    assert [each.name for each in work_off().guessed.columns] == ["note;fault;hours"]


def test_what_is_wrong_stands_on_the_draft_and_nowhere_else(bring, steward):
    broken = ROWS + f"{WORD} secret;heat\n"
    draft = bring(broken, by=steward)

    assert draft.state == "faulty"
    assert "notes.csv, row 31 (line 32)" in tell(draft.found_faults[0])
    assert draft.awaits_word
    assert draft.item.reason == {"code": "dataset_unreadable", "params": {"count": 1}}
    assert WORD not in str(list(draft.item.transitions.values()))
    assert not Asset.objects.exists()
    assert not Blob.objects.exists()


def test_a_file_that_is_no_dataset_leaves_a_draft_that_says_so(bring, steward):
    draft = bring("", by=steward)

    assert (draft.state, draft.awaits_word) == ("faulty", False)
    assert "is empty" in tell(draft.found_faults[0])


def test_columns_told_beforehand_need_no_word(bring, steward):
    draft = bring(ROWS, by=steward, roles={"text": "note", "label": "fault"}, confirm=False)
    assert draft.state == "bringing"
    assert work_off().version.label_column == "fault"

    missing = bring(ROWS, by=steward, roles={"text": "note", "label": "colour"}, confirm=False)
    assert "notes.csv has no column “colour”. It has: “note”, “fault”, “hours”." in tell(missing.found_faults[0])


def test_the_next_version_remembers_the_columns(bring, notes, steward):
    rows = "fault,note\n" + "".join(f"{'wear' if n % 2 else 'leak'},words of {n}\n" for n in range(9))

    version = bring(rows, by=steward, dataset=notes.dataset).version

    assert (version.version.number, version.changes) == (2, "More.")
    assert (version.text_column, version.label_column) == ("note", "fault")
    again = bring(rows, by=steward, dataset=notes.dataset)
    assert "the same rows as version 2" in tell(again.found_faults[0])
    assert notes.dataset.latest == version


def test_what_becomes_no_version_leaves_nothing_in_the_vault(bring, steward, django_capture_on_commit_callbacks):
    def kept():
        return {blob.path for blob in Blob.objects.all()}

    def stored():
        vault = storages["vault"]._location
        return {
            str(path.relative_to(vault)) for path in vault.rglob("*") if path.is_file() and "parts" not in path.parts
        }

    version = bring(ROWS, by=steward).version
    before = kept()
    with django_capture_on_commit_callbacks(execute=True):
        again = bring(ROWS.replace("\n", "\r\n"), by=steward, dataset=version.dataset)  # the same rows, in other bytes

    assert again.state == "faulty"
    assert kept() == before == stored()


def test_who_lost_their_role_meanwhile_shows_nothing(bring, steward):
    draft = bring(ROWS, by=steward, confirm=False)
    confirm_ingestion(draft, draft.guessed, by=steward)
    Membership.objects.filter(user=steward.user).delete()

    with pytest.raises(Exception, match="does not allow"):
        work_off()

    assert not Dataset.objects.exists()
    assert not Blob.objects.exists()


def test_nobody_who_adds_nothing_begins(steward, signatory_company, partner, notes):
    upload = uploaded(ROWS, by=steward)

    with pytest.raises(NotAllowed):
        begin_ingestion(upload, about={"name": "Mine"}, by=signatory_company)
    with pytest.raises(NotAllowed):
        begin_ingestion(upload, about={"changes": "Mine"}, dataset=notes.dataset, by=partner)
    assert not Ingestion.objects.exists()


def test_a_file_is_brought_in_once_and_when_it_is_all_here(steward):
    with pytest.raises(ValidationError, match="not all here"):
        begin_ingestion(begin_upload(name="a", size=5, by=steward), about={"name": "A"}, by=steward)
    upload = uploaded(ROWS, by=steward)
    begin_ingestion(upload, about={"name": "A"}, by=steward)
    with pytest.raises(ValidationError, match="already"):
        begin_ingestion(upload, about={"name": "A"}, by=steward)
    with pytest.raises(UploadInUse):
        end_upload(upload, by=steward)


def test_what_is_left_is_gone_with_its_file(bring, steward, django_capture_on_commit_callbacks):
    draft = bring(ROWS, by=steward, confirm=False)

    with django_capture_on_commit_callbacks(execute=True):
        leave_ingestion(draft, by=steward)

    assert not Ingestion.objects.exists()
    assert not [each for each in storages["vault"]._location.rglob("*") if each.is_file()]


def test_what_is_left_while_it_is_read_becomes_no_version(steward):
    draft = begin_ingestion(uploaded(ROWS, by=steward), about={"name": "A"}, roles={"text": "note"}, by=steward)
    work_off()
    draft.refresh_from_db()
    take_work("ingestion", "w1")

    leave_ingestion(draft, by=steward)

    draft.refresh_from_db()
    assert draft.item.cancel_requested_at or Item.objects.get(pk=draft.item_id).cancel_requested_at
    assert not Ingestion.objects.begun_by(steward).exists()


def test_a_used_up_budget_of_jobs_holds_no_file_up(submit, bring, partner, reviewer, operator, university):
    from tests.cast import owner_of

    set_budget(university, university, Limits(running=1), by=owner_of(operator))
    submit()
    submit()
    assert take_work("fine-tuning", "w1")
    assert take_work("fine-tuning", "w1") is None

    assert bring(ROWS, by=partner).version
    assert Item.objects.filter(kind="fine-tuning", state=State.RUNNING).count() == 1


def test_the_bytes_are_those_that_came(steward):
    draft = begin_ingestion(uploaded(ROWS, by=steward), about={"name": "A"}, by=steward)
    path = draft.upload.parts.get().path
    storages["vault"].delete(path)
    storages["vault"].save(path, io.BytesIO(b"short"))

    draft = work_off()

    assert (draft.state, draft.item.reason["code"]) == ("failed", "upload_damaged")
