"""What was sealed can't be changed unseen, whoever changes it; and no event is passed over."""

import threading
import time

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from audit.bootsteps import SealerStep
from audit.canonical import event_digest
from audit.errors import ClockBehind, NoKey
from audit.models import Concern, Event, Seal
from audit.services import record
from audit.services.keeping import export_seals, read_seals
from audit.services.proving import prove
from audit.services.sealing import seal_events

pytestmark = pytest.mark.django_db(transaction=True)


def wait_for_others():
    """Until every event can be sealed: tests on other databases of the server hold back transactions as well."""
    for _ in range(6000):  # a test elsewhere walks the whole site in one transaction
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint > max(transaction_id) FROM audit_event"
            )
            if cursor.fetchone()[0] is not False:
                return
        time.sleep(0.05)
    pytest.fail("A transaction on the server does not end.")


def seal(**options):
    wait_for_others()
    return seal_events(**options)


@pytest.fixture
def sealed():
    """Three seals over nine events."""
    events = []
    for batch in range(3):
        events += [record(None, "token.issued", number=number, batch=batch) for number in range(3)]
        seal()
    return events


def test_the_database_and_python_agree_on_what_an_event_is(steward):
    data = {
        "é": [1.5, 1e-9, 3e22, 0, -0.25, 10**15, 2**60 + 1],
        "a": None,
        "\u0007": 'quoted "\\" \n\t',
        "€": {"b": True, "A": "😀"},
    }
    event = record(steward, "dataset.added", steward.organization, **data)

    event.refresh_from_db()
    assert event.digest == event_digest(event)


def test_no_writer_chooses_its_own_digest_or_transaction(sealed):
    forged = Event.objects.create(verb="token.issued", digest="0" * 64, transaction_id=1)

    forged.refresh_from_db()
    assert forged.digest == event_digest(forged)
    assert forged.transaction_id > max(event.transaction_id for event in sealed)


def test_seals_chain_and_the_proof_holds(sealed):
    assert [(seal.number, seal.count) for seal in Seal.objects.all()] == [(1, 3), (2, 3), (3, 3)]

    proof = prove()
    assert (proof.faults, proof.sealed, proof.unsealed) == ([], 9, 0)


def test_a_batch_never_cuts_a_transaction():
    with transaction.atomic():
        for _ in range(5):
            record(None, "token.issued")
    record(None, "token.issued")

    assert seal(most=2) == 2
    assert [seal.count for seal in Seal.objects.all()] == [5, 1]


TAMPERINGS = {
    "changed": "UPDATE audit_event SET actor_name = 'Nobody' WHERE id = %(one)s",
    "changed with its digest": "UPDATE audit_event SET actor_name = 'Nobody' WHERE id = %(one)s; "
    "UPDATE audit_event SET digest = audit_digest(audit_event) WHERE id = %(one)s",
    "removed": "DELETE FROM audit_event WHERE id = %(one)s",
    "moved": "UPDATE audit_event SET transaction_id = %(far)s WHERE id = %(one)s",
    "swapped": "UPDATE audit_event SET data = other.data FROM audit_event other "
    "WHERE audit_event.id + other.id = %(one)s + %(two)s AND audit_event.id IN (%(one)s, %(two)s)",
}


@pytest.mark.parametrize("how", TAMPERINGS)
def test_a_row_that_somebody_tampered_with_is_named(sealed, tamper, how):
    one, two = sealed[3], sealed[4]
    row = {"one": one.pk, "two": two.pk, "far": sealed[-1].transaction_id + 1_000_000}
    tamper(TAMPERINGS[how] % row)

    faults = prove().faults
    named = [one.pk, two.pk] if how == "swapped" else [one.pk]
    assert len(faults) >= len(named)
    for pk in named:
        assert any(f"Event {pk}" in fault and "seal 2" in fault for fault in faults), faults


def test_a_row_put_in_between_is_named(sealed, tamper):
    tamper(
        "INSERT INTO audit_event (uid, at, actor_name, organization_name, verb, object_type, object_id, object_name, "
        "data, concerns, owners, transaction_id, digest) SELECT gen_random_uuid(), at, 'Nobody', '', verb, '', '', '', "
        "data, '{}', '{}', transaction_id, digest FROM audit_event WHERE id = %s",
        sealed[4].pk,
    )

    newest = Event.objects.latest("id")
    assert [fault for fault in prove().faults if f"Event {newest.pk} " in fault and "put in after seal 2" in fault]


def test_a_row_that_is_hidden_from_its_agreement_is_named(agreement, tamper):
    hidden = Event.objects.filter(concerns__contains=[agreement.uid]).first()
    tamper("DELETE FROM audit_concern WHERE event_id = %s", hidden.uid)

    assert not Event.objects.filter(places__thing=agreement.uid, pk=hidden.pk).exists()
    assert prove().faults == [f"Event {hidden.pk} stands wrongly in the index of what events concern."]


def test_seals_made_anew_by_somebody_without_the_key_are_not_believed(sealed, tamper, settings):
    tamper("DELETE FROM audit_seal")
    own, settings.AUDIT_SEAL_KEY = settings.AUDIT_SEAL_KEY, "somebody else’s key"
    seal()
    settings.AUDIT_SEAL_KEY = own

    assert "not trusted" in prove().faults[0]


def test_the_last_seal_removed_with_its_rows_is_found_only_by_seals_kept_elsewhere(sealed, tamper, tmp_path):
    kept = tmp_path / "seals.jsonl"
    call_command("seal_audit", export=kept)
    gone = Seal.objects.get(number=3)
    for pk in gone.events:
        tamper("DELETE FROM audit_event WHERE id = %s", pk)
    tamper("DELETE FROM audit_seal WHERE number = 3")

    assert prove().faults == []
    faults = prove(read_seals(kept)).faults
    assert faults[0] == "Seal 3 is missing."
    assert all(any(f"Event {pk}, which seal 3" in fault for fault in faults) for pk in gone.events)
    with pytest.raises(CommandError, match="4 faults"):
        call_command("verify_audit", seals=kept)


def test_an_export_only_appends(sealed, tmp_path):
    kept = tmp_path / "seals.jsonl"
    assert export_seals(kept) == 3
    record(None, "token.revoked")
    seal()

    assert export_seals(kept) == 1
    assert sorted(read_seals(kept)) == [1, 2, 3, 4]


def test_an_event_of_a_transaction_that_commits_late_is_sealed_later(sealed):
    entered, leave = threading.Event(), threading.Event()

    def write_slowly():
        with transaction.atomic():
            record(None, "token.issued", slow=True)
            entered.set()
            leave.wait(10)
        connection.close()

    writer = threading.Thread(target=write_slowly)
    writer.start()
    entered.wait(10)
    record(None, "token.issued", slow=False)  # a later id and a later transaction, committed before
    assert seal_events() == 0
    leave.set()
    writer.join()

    seal()
    assert (Seal.objects.last().count, prove().faults) == (2, [])


@pytest.mark.heavy
def test_eight_writers_with_rollbacks_wait_for_nobody_and_none_of_their_events_is_passed_over():
    def write(writer):
        for number in range(250):
            try:
                with transaction.atomic():
                    record(None, "token.issued", writer=writer, number=number)
                    if number % 5 == 0:
                        raise LookupError
            except LookupError:
                pass
        connection.close()

    writers = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        seal_events(most=100)
    seal()

    proof = prove()
    assert (proof.faults, proof.sealed, proof.unsealed) == ([], 8 * 200, 0)
    assert sum(seal.count for seal in Seal.objects.all()) == Event.objects.count()


def test_a_worker_seals_by_itself(settings):
    settings.AUDIT_SEAL_SECONDS = 0.02
    record(None, "token.issued")
    wait_for_others()
    step = SealerStep(None)

    step.start(None)
    for _ in range(200):
        if Seal.objects.exists():
            break
        time.sleep(0.02)
    step.stop(None)

    assert Seal.objects.get().count == 1


def test_without_a_key_nothing_is_sealed(settings):
    settings.AUDIT_SEAL_KEY = ""
    record(None, "token.issued")

    with pytest.raises(NoKey):
        seal()
    assert not Seal.objects.exists()


def test_a_server_that_counts_transactions_anew_is_not_sealed_on(sealed, tamper):
    tamper("UPDATE audit_seal SET below = below + 1000000 WHERE number = 3")

    with pytest.raises(ClockBehind):
        seal()


def test_seals_and_index_are_kept_like_events(sealed, agreement):
    for rows in (Seal.objects.all(), Concern.objects.all()):
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            rows.delete()
