"""Seals kept elsewhere: a file of JSON lines that only grows."""

import json
from pathlib import Path
from typing import Any

from django.utils.dateparse import parse_datetime

from audit.errors import UnreadableSeals
from audit.models import Seal


def export_seals(path: Path) -> int:
    """Append the seals that the file doesn't hold yet; how many.

    Raises:
        UnreadableSeals: the file holds something else.
    """
    kept = max(read_seals(path), default=0) if path.exists() else 0
    written = 0
    with path.open("a", encoding="utf-8") as file:
        for seal in Seal.objects.filter(number__gt=kept).iterator(chunk_size=10):
            file.write(json.dumps(_line(seal), separators=(",", ":")) + "\n")
            written += 1
    return written


def read_seals(path: Path) -> dict[int, Seal]:
    """The seals of a file, by number.

    Raises:
        UnreadableSeals: a line is no seal.
    """
    seals = {}
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            try:
                seal = _seal(json.loads(line))
            except (ValueError, TypeError, KeyError) as error:
                raise UnreadableSeals(f"{path}, line {number}, is no seal.") from error
            seals[seal.number] = seal
    return seals


def _line(seal: Seal) -> dict[str, Any]:
    return {**seal.statement(), "signature": seal.signature, "events": seal.events, "digests": seal.digests}


def _seal(line: dict[str, Any]) -> Seal:
    at = parse_datetime(line["at"])
    if at is None:
        raise ValueError(line["at"])
    seal = Seal(**{**line, "at": at})
    seal.number = int(seal.number)
    return seal
