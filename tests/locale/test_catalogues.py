"""Every word a person reads exists in both languages."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "platform/entente/locale/zh_Hans/LC_MESSAGES/django.po"
# Names, codes and units that a Chinese reader meets in the same form.
SAME_IN_BOTH = set((Path(__file__).parent / "same_in_both.txt").read_text(encoding="utf-8").splitlines())
EXTRACT = """
from pathlib import Path
import django
from django.conf import settings
from django.core.management import call_command

settings.configure(LOCALE_PATHS=[Path("platform/entente/locale").resolve()], USE_I18N=True)
django.setup()
call_command("makemessages", locale=["zh_Hans"], verbosity=0)
"""
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w+\}")


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def _sentences(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_no_message_is_untranslated_or_obsolete(catalogue):
    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []
    assert [entry.msgid for entry in catalogue.obsolete_entries()] == []


def test_no_message_is_left_in_english(catalogue):
    left = [entry.msgid for entry in catalogue if entry.msgid in _sentences(entry)]
    assert sorted(set(left) - SAME_IN_BOTH) == []


def test_translations_keep_the_places_for_values(catalogue):
    wrong = [
        entry.msgid
        for entry in catalogue
        for sentence in _sentences(entry)
        if not set(PLACEHOLDER.findall(sentence)) <= set(PLACEHOLDER.findall(entry.msgid + (entry.msgid_plural or "")))
        or (not entry.msgid_plural and len(PLACEHOLDER.findall(sentence)) < len(set(PLACEHOLDER.findall(entry.msgid))))
    ]
    assert wrong == []


def test_the_compiled_catalogue_is_the_written_one(catalogue):
    compiled = polib.mofile(str(CATALOGUE.with_suffix(".mo")))
    written = {(entry.msgctxt, entry.msgid): _sentences(entry) for entry in catalogue}
    assert {(entry.msgctxt, entry.msgid): _sentences(entry) for entry in compiled} == written


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="gettext's tools are not installed (apt install gettext)")
def test_every_message_of_the_code_is_in_the_catalogue(tmp_path, catalogue):
    for name in ("platform", "projects", "datasets", "training", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("*.pyc", "samples"))
    shutil.copy(ROOT / "manage.py", tmp_path / "manage.py")
    extracted = tmp_path / CATALOGUE.relative_to(ROOT)
    subprocess.run([sys.executable, "-c", EXTRACT], cwd=tmp_path, check=True, capture_output=True)
    in_code = {entry.msgid for entry in polib.pofile(str(extracted)) if not entry.obsolete}
    assert in_code == {entry.msgid for entry in catalogue}
