"""A backup brings everything back; half a backup is noticed before anything is touched."""

import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command

from entente.backup import database, keys
from entente.backup.errors import BackupError
from entente.backup.making import make_backup
from entente.backup.manifest import read_manifest
from vault.services import put

ROOT = Path(__file__).parents[3]


@pytest.fixture
def blob(transactional_db, company):
    return put(company, io.BytesIO(b"Bearing on line 4 runs hot."))


@pytest.fixture
def backup(blob, tmp_path):
    """The folder of a backup of a site with one stored file."""
    make_backup(tmp_path / "backup")
    return tmp_path / "backup"


def test_a_backup_holds_the_rows_the_bytes_and_the_keys_for_its_owners_eyes_only(backup, blob):
    manifest = read_manifest(backup)

    assert set(manifest.files) == {"database.dump", "keys.json", f"bytes/{blob.path}"}
    assert (backup / "bytes" / blob.path).read_bytes() == b"Bearing on line 4 runs hot."
    assert backup.stat().st_mode & 0o077 == 0
    assert (backup / "keys.json").stat().st_mode & 0o077 == 0
    assert set(json.loads((backup / "keys.json").read_text())) == set(keys.OF_A_TRIAL)


def test_keys_can_be_left_out(blob, tmp_path, capsys):
    call_command("backup", tmp_path / "backup", "--without-keys")

    assert not (tmp_path / "backup" / "keys.json").exists()
    assert "site's keys" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda folder: (folder / "manifest.json").unlink(), "never finished"),
        (lambda folder: (folder / "manifest.json").write_text('{"format": 1, "fil'), "cannot be read"),
        (lambda folder: (folder / "manifest.json").write_text('{"format": 9}'), "does not know"),
        (lambda folder: (folder / "database.dump").unlink(), "database.dump is missing"),
        (lambda folder: os.truncate(folder / "database.dump", 99), "database.dump is not what was written"),
        (lambda folder: (folder / "keys.json").write_text("{}"), "keys.json is not what was written"),
    ],
)
def test_half_a_backup_is_refused_before_anything_is_touched(backup, harm, said):
    harm(backup)

    with pytest.raises(CommandError, match=said):
        call_command("restore", backup)


def test_nothing_is_restored_over_what_is_there(backup):
    with pytest.raises(CommandError, match="has tables already"):
        call_command("restore", backup)


def test_no_backup_is_written_over_another(backup):
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", backup)


def test_damaged_bytes_are_named_and_the_rest_is_kept(blob, tmp_path):
    Path(storages["vault"].path(blob.path)).unlink()

    with pytest.raises(CommandError, match=blob.sha256):
        call_command("backup", tmp_path / "backup")

    assert read_manifest(tmp_path / "backup").damaged == [blob.sha256]


def test_a_backup_that_finds_no_room_leaves_nothing(blob, tmp_path, monkeypatch):
    def no_room(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(database, "dump", no_room)

    with pytest.raises(CommandError, match="more room"):
        call_command("backup", tmp_path / "backup")

    assert not (tmp_path / "backup").exists()


def test_other_keys_than_those_of_the_backup_are_named(backup, settings):
    settings.TRIAL = False
    settings.SIGNING_KEYS_SECRET = "another secret than the one of the backup, 0123456789"

    with pytest.raises(BackupError, match=r"^SIGNING_KEYS_SECRET: not set here as when"):
        keys.check_keys(read_manifest(backup))


def test_a_former_key_among_the_fallbacks_will_do(backup, settings):
    settings.TRIAL = False
    settings.SIGNING_KEYS_SECRET_FALLBACKS = [settings.SIGNING_KEYS_SECRET]
    settings.SIGNING_KEYS_SECRET = "another secret than the one of the backup, 0123456789"

    keys.check_keys(read_manifest(backup))


SCENE = """
import django; django.setup()
from entente import services; services.ensure()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from entente.demo import shared
from entente.demo.cast import RESEARCHER
from entente.demo.people import actor, seed_people
from entente.demo.table import sample
from jobs.services import submit_job
table = sample()
seed_people()
model, dataset, project = shared.seed_base_model(), shared.seed_dataset(table), shared.seed_project(table)
shared.carry_through(shared.draft(table, dataset, project), project)
submit_job(project=project, model=model.latest, dataset=dataset.latest, spec={}, by=actor(RESEARCHER))
call_command("seal_audit")
"""
CONTENTS = """
import django; django.setup()
from entente import services; services.ensure()
from django.db import connection
from vault.models import Blob
from vault.services import verify
with connection.cursor() as cursor:
    for table in sorted(connection.introspection.table_names(cursor)):
        cursor.execute(f'SELECT count(*), md5(string_agg(t::text, E\\'\\\\n\\' ORDER BY t::text)) FROM "{table}" t')
        print(table, *cursor.fetchone())
    cursor.execute("SELECT sequencename, last_value FROM pg_sequences ORDER BY 1")
    print(*cursor.fetchall(), sep="\\n")
    cursor.execute("SELECT tgrelid::regclass, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 2, 1")
    print(*cursor.fetchall(), sep="\\n")
for blob in Blob.objects.order_by("pk"):
    verify(blob)
    print(blob)
"""


class Site:
    """A trial in a folder of its own, by its commands."""

    def __init__(self, var: Path) -> None:
        self.var = var

    def run(self, *command: str) -> str:
        environment = {"PATH": os.environ["PATH"], "ENTENTE_VAR": str(self.var), "LOG_LEVEL": "WARNING"}
        environment["DJANGO_SETTINGS_MODULE"] = "entente.settings"
        done = subprocess.run([sys.executable, *command], env=environment, capture_output=True, text=True, cwd=ROOT)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def manage(self, *command: str) -> str:
        return self.run("manage.py", *command)

    def destroy(self) -> None:
        """Everything: data, sockets, keys, bytes."""
        deadline = time.monotonic() + 20
        while any(str(self.var) in " ".join(one.info["cmdline"] or []) for one in psutil.process_iter(["cmdline"])):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        shutil.rmtree(self.var)
        self.var.mkdir(mode=0o711)


@pytest.fixture
def site():
    folder = Path(tempfile.mkdtemp(prefix="entente-backup-"))
    folder.chmod(0o711)
    site = Site(folder / "var")
    site.var.mkdir(mode=0o711)
    yield site
    site.destroy()
    shutil.rmtree(folder)


@pytest.mark.heavy
def test_a_site_that_was_destroyed_comes_back_equal_in_all(site, tmp_path):
    site.run("-c", SCENE)
    before, keys_before = site.run("-c", CONTENTS), (site.var / "signing_keys_secret").read_text()
    said = site.manage("backup", str(tmp_path / "backup"))
    site.destroy()

    restored = site.manage("restore", str(tmp_path / "backup"))

    assert "keep it where only you can read it" in said
    assert "Restored" in restored
    assert site.run("-c", CONTENTS) == before
    assert "work_item 2 " in before  # the job, and the look for personal data
    assert (site.var / "signing_keys_secret").read_text() == keys_before
    assert "wait for the next seal" in site.manage("verify_audit")
    site.manage("verify_permissions")
    site.manage("reseal_keys")  # opens every signing key
    assert "No planned migration operations" in site.manage("migrate", "--plan")
