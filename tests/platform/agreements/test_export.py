"""An agreement to take along: checked offline, and every change of it found."""

import base64
import copy
import hashlib
import io
import json
import os
import subprocess
import sys

import pypdfium2
import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agreements import verify
from agreements.errors import NotAllowed
from agreements.models import TermsVersion
from agreements.services.export import export_json, export_pdf
from agreements.services.keys import key_in_use
from agreements.verify import NoExport
from audit.models import Event


@pytest.fixture
def exported(brought_to, partner) -> bytes:
    """The signed agreement as the university's researcher downloads it."""
    return export_json(brought_to("active"), by=partner)


def faults(data: bytes, **known_keys: str) -> list[str]:
    return [one.why_not for one in verify.verify(data, known_keys) if one.why_not]


def sealed_again(export: dict) -> bytes:
    """What a forger writes who knows how the file is made."""
    rest = {name: value for name, value in export.items() if name != "export_sha256"}
    rest["sha256"] = hashlib.sha256(rfc8785.dumps(rest["document"])).hexdigest()
    return rfc8785.dumps({**rest, "export_sha256": hashlib.sha256(rfc8785.dumps(rest)).hexdigest()})


def leaves(value, path=()):
    """The paths to everything that is no list or object."""
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*path, key))
    else:
        yield path


def changed_at(export: dict, path: tuple) -> dict:
    forged = copy.deepcopy(export)
    here = forged
    for key in path[:-1]:
        here = here[key]
    old = here[path[-1]]
    here[path[-1]] = f"{old} " if isinstance(old, str) else (not old if isinstance(old, bool) else (old or 0) + 1)
    return forged


def test_everything_in_an_export_holds_and_it_carries_texts_signatures_keys_and_digests(exported, company):
    told = json.loads(exported)

    assert faults(exported) == []
    version = TermsVersion.objects.get()
    assert told["sha256"] == version.sha256
    assert (told["document"]["text_en"], told["document"]["text_zh"]) == (version.text_en, version.text_zh)
    assert [one["statement"]["signatory_name"] for one in told["signatures"]] == ["Jonas Keller", "Ida Berg"]
    assert key_in_use(company).fingerprint in [one["fingerprint"] for one in told["keys"]]
    assert "sealed" not in exported.decode()


def test_any_byte_of_the_file_that_changes_is_found(exported):
    for place in range(0, len(exported), 53):
        forged = bytearray(exported)
        forged[place] ^= 1
        try:
            assert faults(bytes(forged)) != [], place
        except NoExport:
            continue


def test_a_forger_who_computes_all_digests_anew_is_found_by_the_signatures(exported):
    told = json.loads(exported)
    for part in ("document", "signatures"):
        for path in leaves(told[part], (part,)):
            assert faults(sealed_again(changed_at(told, path))) != [], path


def test_a_signature_by_another_key_does_not_hold_for_who_knows_the_fingerprint(exported, company, university):
    told, forger = json.loads(exported), Ed25519PrivateKey.generate()
    raw = forger.public_key().public_bytes_raw()
    fingerprint = hashlib.sha256(raw).hexdigest()
    told["keys"][0] |= {"public_key": base64.b64encode(raw).decode(), "fingerprint": fingerprint}
    told["document"]["text_en"] = told["document"]["text_en"].replace("train", "download")
    told["signatures"] = told["signatures"][:1]
    statement = told["signatures"][0]["statement"] | {"key": fingerprint}
    made = forger.sign(rfc8785.dumps({"document": told["document"], "statement": statement}))
    told["signatures"][0] = {"statement": statement, "ed25519": base64.b64encode(made).decode()}
    forged = sealed_again(told)
    known = {company.slug: key_in_use(company).fingerprint}

    assert faults(forged) == ["it is missing"]  # the university's: nobody but the company's friends knows better
    assert "it was made with another key than the one you know" in faults(forged, **known)
    assert faults(exported, **known) == []


def test_a_signature_taken_away_or_given_twice_is_found(exported):
    told = json.loads(exported)

    assert "it is missing" in faults(sealed_again({**told, "signatures": told["signatures"][:1]}))
    twice = sealed_again({**told, "signatures": [*told["signatures"], told["signatures"][0]]})
    assert "this party signed above" in faults(twice)


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"nonsense", b'{"format":"entente-agreement-1"}', b"\xff\xfe"])
def test_what_is_no_export_is_said_to_be_none(data):
    with pytest.raises(NoExport):
        verify.verify(data)


def test_one_command_checks_the_file_with_no_database_and_no_settings(exported, tmp_path):
    file = tmp_path / "agreement.json"
    file.write_bytes(exported)
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}

    def run() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "agreements.verify", str(file)]
        return subprocess.run(command, cwd=tmp_path, env=kept, capture_output=True, text=True)

    good = run()
    file.write_bytes(exported.replace(b"Jonas Keller", b"Jonas Kelner"))
    bad = run()

    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.count("holds ") == 4
    assert bad.returncode == 1
    assert "does not hold  the signature of Jonas Kelner for Halvard Bearings AG" in bad.stdout


def test_the_pdf_shows_both_texts_the_signatories_and_the_digest(brought_to, partner):
    agreement = brought_to("active")

    document = pypdfium2.PdfDocument(io.BytesIO(export_pdf(agreement, by=partner)))
    shown = "".join("".join(page.get_textpage().get_text_range() for page in document).split())

    version = agreement.current_version
    assert version.sha256 in shown
    assert "JonasKeller" in shown
    assert "本协议由HalvardBearingsAG和NordhavenUniversity订立。" in shown
    assert "适用瑞士法律。" in shown
    assert "Swisslawapplies." in shown
    assert "[由软件执行]" in shown


def test_characters_that_no_font_has_are_told_by_their_codes():
    from agreements.paper import printable

    assert printable("本 a – \U0001f9ff") == "本 a – [U+1F9FF]"


def test_parties_and_reviewers_export_and_it_is_in_the_audit(brought_to, partner, reviewer, stranger):
    agreement = brought_to("active")

    for who in (partner, reviewer):
        export_json(agreement, by=who)
    with pytest.raises(NotAllowed):
        export_pdf(agreement, by=stranger)

    assert Event.objects.filter(verb="agreement.exported").count() == 2
    assert Event.objects.filter(verb="export.refused").exists()


@pytest.mark.parametrize("form", ["json", "pdf"])
def test_the_files_come_from_pages_and_from_the_api(brought_to, partner, stranger, client_for, api_for, form):
    agreement = brought_to("active")
    addresses = [f"/agreements/{agreement.slug}/export.{form}", f"/api/v1/agreements/{agreement.slug}/export.{form}"]

    for address, ours, theirs in zip(
        addresses, (client_for(partner), api_for(partner)), (client_for(stranger), api_for(stranger)), strict=True
    ):
        answer = ours.get(address)
        assert (answer.status_code, answer.streaming) == (200, True)
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{agreement.slug}.{form}"'
        assert theirs.get(address).status_code == 404


def test_the_document_page_shows_both_texts_with_the_keeper_of_each_clause(brought_to, partner, client_for):
    agreement = brought_to("active")

    text = client_for(partner).get(f"/agreements/{agreement.slug}/document/").text

    assert 'lang="zh-hans"' in text
    assert "适用瑞士法律。" in text
    assert "Swiss law applies." in text
    assert "Signature valid" in text
