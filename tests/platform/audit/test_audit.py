"""The record can be added to, and nothing else."""

import pytest
from django.db import DatabaseError, connection, transaction

from agreements.policy import decide
from audit.models import Event
from audit.services import record, record_refusal


@pytest.mark.parametrize("change", ["UPDATE audit_event SET verb = 'nothing'", "DELETE FROM audit_event"])
def test_the_database_refuses_to_change_the_record(company, steward, change):
    record(steward, "dataset.added", company)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


@pytest.mark.parametrize("change", ["UPDATE audit_event SET verb = 'nothing'", "DELETE FROM audit_event"])
def test_even_the_owner_of_the_tables_is_refused_by_the_trigger(change, db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgtype FROM pg_trigger WHERE tgrelid = 'audit_event'::regclass AND NOT tgisinternal ORDER BY 1"
        )
        kinds = [kind for (kind,) in cursor.fetchall()]

    refused = {"UPDATE": 16, "DELETE": 8}[change.split()[0]]
    assert any(kind & refused and kind & 2 for kind in kinds)  # before the deed
    assert any(kind & 32 for kind in kinds)  # TRUNCATE too


def test_an_event_says_who_did_what_for_whom_as_they_were_called_then(company, steward):
    record(steward, "dataset.added", company, rows=3)
    steward.user.name = "Somebody Else"
    steward.user.save()

    event = Event.objects.get(verb="dataset.added")
    assert (event.actor_name, event.organization_name, event.object_name) == (
        "Tomas Reuter",
        "Halvard Bearings AG",
        "Halvard Bearings AG",
    )
    assert event.data == {"rows": 3}


def test_a_refusal_within_a_transaction_is_a_fault_of_the_program(company, stranger):
    refusal = decide(stranger, "manage_members", company)

    with pytest.raises(RuntimeError), transaction.atomic():
        record_refusal(stranger, "manage_members", company, decision=refusal)
