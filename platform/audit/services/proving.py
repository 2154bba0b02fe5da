"""The proof that the record is what was sealed; whatever is not is named."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import rfc8785
from django.db import connection

from audit.canonical import event_digest, merkle_root
from audit.keys import is_signed, trusted_keys
from audit.models import Event, Seal

# Both directions between the index and the rows that it stands for.
MISPLACED = """
SELECT event.id FROM audit_event event CROSS JOIN unnest(event.concerns) AS concerned
LEFT JOIN audit_concern place ON place.thing = concerned AND place.event_id = event.uid WHERE place.thing IS NULL
UNION SELECT event.id FROM audit_concern place JOIN audit_event event ON event.uid = place.event_id
WHERE place.thing <> ALL (event.concerns) ORDER BY 1
"""


@dataclass
class Proof:
    """What was looked through, and a sentence for each fault."""

    seals: int = 0
    sealed: int = 0
    unsealed: int = 0
    faults: list[str] = field(default_factory=list)


def prove(kept: Mapping[int, Seal] | None = None) -> Proof:
    """Compare every event with the seals, and every seal with the one before; seals kept elsewhere come first."""
    proof, kept = Proof(), kept or {}
    numbers = set(Seal.objects.values_list("number", flat=True)) | set(kept)
    before: Seal | None = None
    for number in range(1, max(numbers, default=0) + 1):
        stored = Seal.objects.filter(number=number).first()
        seal = kept.get(number, stored)
        if stored is None:
            proof.faults.append(f"Seal {number} is missing.")
        elif seal is not None and (stored.digest, stored.digests) != (seal.digest, seal.digests):
            proof.faults.append(f"Seal {number} is not the one that was kept elsewhere.")
        if seal is not None:
            proof.seals += 1
            proof.faults += _faults_of_seal(seal, before, is_first=number == 1)
            proof.faults += _faults_of_events(seal, before, is_first=number == 1)
            proof.sealed += seal.count
        before = seal
    for event in Event.objects.filter(transaction_id__gte=before.below if before else 0).iterator():
        proof.unsealed += 1
        if event_digest(event) != event.digest:
            proof.faults.append(f"{_name(event)} was changed; it is not sealed yet.")
    proof.faults += _faults_of_index()
    return proof


def _faults_of_seal(seal: Seal, before: Seal | None, *, is_first: bool) -> Iterator[str]:
    if before is not None or is_first:
        expected = before.digest if before else ""
        if seal.previous != expected:
            yield f"Seal {seal.number} does not follow the seal before it."
    if (seal.count, seal.first, seal.last) != (len(seal.events), min(seal.events), max(seal.events)):
        yield f"Seal {seal.number} counts other events than it holds."
    if seal.root != merkle_root(seal.digests):
        yield f"Seal {seal.number} has another root than its events."
    if seal.key not in trusted_keys():
        yield f"Seal {seal.number} is signed with a key that is not trusted: {seal.key}."
    elif not is_signed(rfc8785.dumps(seal.statement()), seal.signature, seal.key):
        yield f"Seal {seal.number} is not signed as it stands."


def _faults_of_events(seal: Seal, before: Seal | None, *, is_first: bool) -> Iterator[str]:
    """Each event of the batch as it was, and no other among them."""
    if before is not None or is_first:
        among = Event.objects.filter(transaction_id__gte=before.below if before else 0, transaction_id__lt=seal.below)
    else:  # the seal before is gone, and with it where this batch begins
        among = Event.objects.filter(pk__in=seal.events)
    present = {event.pk: event for event in among}
    for pk, digest in zip(seal.events, seal.digests, strict=True):
        event = present.pop(pk, None)
        if event is None:
            yield _where(pk, seal)
        elif not event_digest(event) == event.digest == digest:
            yield f"{_name(event)} was changed after seal {seal.number}."
    for event in present.values():
        yield f"{_name(event)} was put in after seal {seal.number}."


def _where(pk: int, seal: Seal) -> str:
    elsewhere = Event.objects.filter(pk=pk).first()
    if elsewhere:
        return f"{_name(elsewhere)} was moved out of its place in seal {seal.number}."
    return f"Event {pk}, which seal {seal.number} of {seal.at:%Y-%m-%d %H:%M} holds, is missing."


def _faults_of_index() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(MISPLACED)
        for (pk,) in cursor.fetchall():
            yield f"Event {pk} stands wrongly in the index of what events concern."


def _name(event: Event) -> str:
    return f"Event {event.pk} ({event})"
