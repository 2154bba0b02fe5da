"""Bytes: the same once for each owner, verified on every read, whole or not there."""

import io
import os
from pathlib import Path

import pytest
from django.core.files.storage import storages

from organizations.models import Organization
from vault.copies import copy_of
from vault.errors import BlobDamaged
from vault.models import Blob
from vault.services import delete, local_path, open_blob, put, verify

pytestmark = pytest.mark.django_db
NOTES = b"Bearing on line 4 runs hot."


def stored(blob: Blob) -> Path:
    return Path(storages["vault"].path(blob.path))


def damage(blob: Blob, contents: bytes) -> None:
    stored(blob).chmod(0o600)
    stored(blob).write_bytes(contents)


@pytest.fixture
def blob(company: Organization) -> Blob:
    return put(company, io.BytesIO(NOTES))


def test_what_was_put_is_read_back(blob: Blob) -> None:
    with open_blob(blob) as file:
        assert file.read() == NOTES
    assert blob.size == len(NOTES)


def test_the_same_bytes_of_one_owner_are_kept_once(blob: Blob, company: Organization, tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_bytes(NOTES)

    assert put(company, tmp_path / "notes.csv") == blob


def test_two_owners_share_nothing(blob: Blob, university: Organization) -> None:
    theirs = put(university, io.BytesIO(NOTES))

    delete(blob)

    assert theirs.path != blob.path
    verify(theirs)


@pytest.mark.parametrize("contents", [b"Bearing on line 5 runs hot.", NOTES[:5], b"", NOTES + b"."])
def test_changed_bytes_are_never_given_out(blob: Blob, tmp_path: Path, contents: bytes) -> None:
    damage(blob, contents)

    with pytest.raises(BlobDamaged), open_blob(blob):
        pass
    with pytest.raises(BlobDamaged):
        local_path(blob, tmp_path / "work")
    assert list((tmp_path / "work").iterdir()) == []


def test_lost_bytes_are_said_to_be_damaged(blob: Blob) -> None:
    stored(blob).unlink()

    with pytest.raises(BlobDamaged, match="damaged or gone"):
        verify(blob)


def test_putting_the_bytes_again_mends_them(blob: Blob, company: Organization) -> None:
    damage(blob, b"rot")

    put(company, io.BytesIO(NOTES))

    verify(blob)


def test_a_failed_write_leaves_no_file(company: Organization, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full_disk)

    with pytest.raises(OSError, match="No space left"):
        put(company, io.BytesIO(b"never stored"))

    folder = Path(storages["vault"].path(str(company.pk)))
    assert [path for path in folder.rglob("*") if path.is_file() and path.read_bytes() == b"never stored"] == []
    assert not Blob.objects.filter(size=len(b"never stored")).exists()


def test_a_working_copy_can_be_read_only(blob: Blob, tmp_path: Path) -> None:
    path = local_path(blob, tmp_path, "data.csv")

    assert path == tmp_path / "data.csv"
    assert path.read_bytes() == NOTES
    assert path.stat().st_mode & 0o222 == 0


def test_deleted_bytes_are_gone_after_the_commit(
    blob: Blob, django_capture_on_commit_callbacks: "pytest.FixtureRequest"
) -> None:
    file = stored(blob)

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        delete(blob)
        assert file.exists()

    assert not file.exists()


def test_bytes_that_are_put_again_before_they_are_removed_stay(
    blob: Blob, company: Organization, django_capture_on_commit_callbacks: "pytest.FixtureRequest"
) -> None:
    with django_capture_on_commit_callbacks() as removing:  # type: ignore[operator]
        delete(blob)
    again = put(company, io.BytesIO(NOTES))

    for remove in removing:
        remove()

    verify(again)


def test_a_copy_is_made_once_and_goes_where_others_need_its_room(settings, company):
    settings.COPIES_GIB = 5 / (1 << 30)
    first, second = (put(company, io.BytesIO(content)) for content in (b"abcd", b"efgh"))

    path = copy_of(first)
    assert (path.read_bytes(), copy_of(first).stat().st_ino) == (b"abcd", path.stat().st_ino)
    assert copy_of(second).exists()
    assert path.exists()  # somebody is about to open it
    copy_of(second).unlink()
    os.utime(path, (0, 0))
    assert copy_of(second).read_bytes() == b"efgh"
    assert not path.exists()


def test_a_copy_goes_with_what_was_deleted_here_or_elsewhere(settings, company, django_capture_on_commit_callbacks):
    first, second = (put(company, io.BytesIO(content)) for content in (b"abcd", b"efgh"))
    path = copy_of(first)
    with django_capture_on_commit_callbacks(execute=True):
        delete(first)
    assert not path.exists()

    path.write_bytes(b"abcd")  # as on a machine that did not delete it
    copy_of(second)
    assert not path.exists()
