"""What the recognisers of personal data find in texts that nobody tuned them on.

`python -m benchmarks.pii --data DIR --json`: DIR holds `documents.jsonl`, texts with spans of personal data and the
template that each was made from. The templates are split by a hash: rules were written looking at one part, the figures
are of the other, whose templates and values were left alone. The identities of the same source are not read.
"""

import argparse
import hashlib
import json
import random
import time
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

SALT = 9  # the first by which every kind with a form occurs at least five times on both sides; no figure was looked at
SMOKE = 100
STRUCTURED = ("email", "phone", "card", "iban", "identity", "ip")
KINDS = {
    "EMAIL_ADDRESS": "email",
    "PHONE_NUMBER": "phone",
    "CREDIT_CARD": "card",
    "IBAN_CODE": "iban",
    "US_SSN": "identity",
    "US_DRIVER_LICENSE": "driver_licence",
    "IP_ADDRESS": "ip",
    "PERSON": "person",
    "GPE": "place",
    "ORGANIZATION": "organization",
    "STREET_ADDRESS": "address",
}
GOALS = {"structured_recall": 0.95, "structured_precision": 0.90}
RESAMPLES = 1_000


class Document(NamedTuple):
    """A text, its template, and what of which kind is where."""

    template: int
    text: str
    gold: list[tuple[str, int, int]]


def main() -> None:
    """Measure, and print the outcome as the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of documents.jsonl")
    parser.add_argument("--json", action="store_true", help="print nothing but the outcome as JSON")
    parser.add_argument("--smoke", action="store_true", help="a hundred texts: see that it works")
    parser.add_argument("--part", choices=["test", "rules"], default="test", help="rules: what rules may be written on")
    asked = parser.parse_args()
    documents = read(asked.data / "documents.jsonl", asked.part)
    measured = measure(documents[:SMOKE] if asked.smoke else documents)
    if not asked.json:
        for kind, of in measured["kinds"].items():
            print(f"{kind:15} {of['found']:4} of {of['there']:4} found, {of['wrong']:4} wrong")
    goals = {
        name: {"value": None if asked.smoke else measured[name], "at_least": least} for name, least in GOALS.items()
    }
    print(json.dumps({"benchmark": "pii", "smoke": asked.smoke, "goals": goals, "measured": measured}))


def read(path: Path, part: str) -> list[Document]:
    """The documents of a part."""
    lines = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return [
        Document(
            line["template_id"],
            line["text"],
            [(KINDS[span["label"]], span["start"], span["end"]) for span in line["spans"] if span["label"] in KINDS],
        )
        for line in lines
        if held_out(line["template_id"]) == (part == "test")
    ]


def held_out(template: int) -> bool:
    """Whether a template's texts are kept for the figures."""
    return hashlib.sha256(f"{SALT}:{template}".encode()).digest()[0] % 2 == 1


def measure(documents: list[Document]) -> dict[str, Any]:
    """Recall and precision, of all that has a form and of each kind.

    Something is found when a hit of its kind overlaps it; a hit is right when it overlaps something of its kind.
    """
    from privacy.scanning.recognise import recognise

    recognise("Warm: John Smith, London")
    started = time.perf_counter()
    said = [[(hit.kind, hit.start, hit.end) for hit in recognise(document.text)] for document in documents]
    seconds = time.perf_counter() - started
    counted = [_count(document, hits) for document, hits in zip(documents, said, strict=True)]
    total: Counter[tuple[str, str]] = sum(counted, Counter())
    kinds = {kind: _figures(total, [kind]) for kind in dict.fromkeys(KINDS.values())}
    of_form = _figures(total, STRUCTURED)
    return {
        "structured_recall": of_form["recall"],
        "structured_precision": of_form["precision"],
        "structured_recall_95": _interval(documents, counted),
        "kinds": kinds,
        "documents": len(documents),
        "templates": len({document.template for document in documents}),
        "letters_per_second": round(sum(len(document.text) for document in documents) / seconds),
    }


def _count(document: Document, hits: list[tuple[str, int, int]]) -> "Counter[tuple[str, str]]":
    counts: Counter[tuple[str, str]] = Counter()
    for kind, start, end in document.gold:
        counts[kind, "there"] += 1
        counts[kind, "found"] += any(kind == other and start < to and of < end for other, of, to in hits)
    for kind, start, end in hits:
        right = any(kind == other and start < to and of < end for other, of, to in document.gold)
        counts[kind, "right" if right else "wrong"] += 1
    return counts


def _figures(total: "Counter[tuple[str, str]]", kinds: Any) -> dict[str, Any]:
    there, found, right, wrong = (
        sum(total[kind, what] for kind in kinds) for what in ("there", "found", "right", "wrong")
    )
    return {
        "recall": round(found / there, 4) if there else None,
        "precision": round(right / (right + wrong), 4) if right + wrong else None,
        "there": there,
        "found": found,
        "wrong": wrong,
    }


def _interval(documents: list[Document], counted: "list[Counter[tuple[str, str]]]") -> list[float] | None:
    """95 % of the recall when templates are drawn anew: texts of one template are not independent."""
    of_template: dict[int, tuple[int, int]] = {}
    for document, counts in zip(documents, counted, strict=True):
        there, found = of_template.get(document.template, (0, 0))
        of_form = [(counts[kind, "there"], counts[kind, "found"]) for kind in STRUCTURED]
        of_template[document.template] = (there + sum(t for t, _ in of_form), found + sum(f for _, f in of_form))
    draw, recalls = random.Random(SALT), []
    for _ in range(RESAMPLES):
        sample = draw.choices(list(of_template.values()), k=len(of_template))
        there = sum(each for each, _ in sample)
        if there:
            recalls.append(sum(found for _, found in sample) / there)
    recalls.sort()
    return [round(recalls[int(len(recalls) * at)], 4) for at in (0.025, 0.975)] if recalls else None


if __name__ == "__main__":
    main()
