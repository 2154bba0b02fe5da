"""Checks an exported agreement without this platform: python -m agreements.verify FILE [--key SLUG=FINGERPRINT …]

No database, no settings, no network: it needs this file, Python, and the packages `cryptography` and `rfc8785`.
It ends with 0 when everything holds, 1 when something doesn't, 2 when the file is no export.
"""

import argparse
import base64
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "entente-agreement-1"


class NoExport(Exception):
    """The file is not an export of an agreement."""


class Verdict(NamedTuple):
    """One thing that was checked; `why_not` is empty when it holds."""

    what: str
    why_not: str = ""


def verify(data: bytes, known_keys: dict[str, str] | None = None) -> list[Verdict]:
    """Everything that can be checked of an export, with what does not hold.

    `known_keys` are fingerprints by the organization's address, as known from elsewhere: only they tell that a key is
    really the organization's.

    Raises:
        NoExport: this is not the file of an export.
    """
    export = _read(data)
    try:
        return [*_of_file(data, export), *_of_signatures(export, known_keys or {})]
    except (KeyError, TypeError, AttributeError) as error:
        raise NoExport(f"a part is missing or of another kind: {error}") from error


def _read(data: bytes) -> dict[str, Any]:
    try:
        export = json.loads(data)
    except ValueError as error:
        raise NoExport(f"it is not JSON: {error}") from error
    if not isinstance(export, dict) or export.get("format") != FORMAT:
        raise NoExport(f"its format is not {FORMAT}")
    return export


def _of_file(data: bytes, export: dict[str, Any]) -> Iterator[Verdict]:
    whole = "the file as it was exported"
    rest = {name: value for name, value in export.items() if name != "export_sha256"}
    if _canonical(export) != data:
        yield Verdict(whole, "its bytes are not in the canonical form in which exports are written")
    elif _sha256(rest) != export["export_sha256"]:
        yield Verdict(whole, "its SHA-256 is not the one that it carries")
    else:
        yield Verdict(whole)
    differs = _sha256(export["document"]) != export["sha256"]
    yield Verdict("the SHA-256 of the terms and texts", "it is not the one that the file carries" if differs else "")


def _of_signatures(export: dict[str, Any], known_keys: dict[str, str]) -> Iterator[Verdict]:
    parties = export["document"]["terms"]["parties"]
    keys = {key["fingerprint"]: key for key in export["keys"]}
    signed: list[str] = []
    for signature in export["signatures"]:
        statement = signature["statement"]
        slug = statement["organization"]
        yield Verdict(
            f"the signature of {statement['signatory_name']} for {statement['organization_name']} ({slug}), "
            f"{statement['signed_at']}, key {statement['key']}",
            _fault(export, signature, keys.get(statement["key"]), known_keys.get(slug))
            or ("this organization is not a party" if slug not in parties else "")
            or ("this party signed above" if slug in signed else ""),
        )
        signed.append(slug)
    for slug in parties:
        if slug not in signed:
            yield Verdict(f"the signature of {slug}", "it is missing")
    for slug in sorted(known_keys.keys() - set(signed)):
        yield Verdict(f"the key of {slug}", "nothing in the file is signed with it")


def _fault(export: dict[str, Any], signature: dict[str, Any], key: dict[str, Any] | None, known: str | None) -> str:
    statement = signature["statement"]
    if key is None:
        return "its key is not in the file"
    raw = _decoded(key["public_key"])
    if hashlib.sha256(raw).hexdigest() != statement["key"]:
        return "the public key in the file has another fingerprint"
    if key["organization"] != statement["organization"]:
        return "its key belongs to another organization"
    if known is not None and known != statement["key"]:
        return "it was made with another key than the one you know"
    signed = _canonical({"document": export["document"], "statement": statement})
    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(_decoded(signature["ed25519"]), signed)
    except (InvalidSignature, ValueError):
        return "it was not made over this text and this statement"
    return ""


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return b""


def _canonical(value: Any) -> bytes:
    try:
        return rfc8785.dumps(value)
    except rfc8785.CanonicalizationError as error:
        raise NoExport(f"it holds what canonical JSON can't say: {error}") from error


def _sha256(value: Any) -> str:
    return hashlib.sha256(_canonical(value)).hexdigest()


def main(arguments: list[str] | None = None) -> int:
    """Check the file named on the command line, and say for each thing whether it holds."""
    parser = argparse.ArgumentParser(prog="python -m agreements.verify", description="Checks an exported agreement.")
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--key", action="append", default=[], metavar="SLUG=FINGERPRINT", help="an organization's key, as you know it"
    )
    asked = parser.parse_args(arguments)
    try:
        verdicts = verify(asked.file.read_bytes(), dict(known.split("=", 1) for known in asked.key))
    except (OSError, NoExport, ValueError) as error:
        sys.stderr.write(f"{asked.file} can't be checked: {error}\n")
        return 2
    for verdict in verdicts:
        fails = f"does not hold  {verdict.what}: {verdict.why_not}"
        sys.stdout.write((fails if verdict.why_not else f"holds          {verdict.what}") + "\n")
    return int(any(verdict.why_not for verdict in verdicts))


if __name__ == "__main__":
    sys.exit(main())
