"""A submission and a revocation that meet, on two real connections."""

import threading

import pytest
from django.db import connection, transaction
from tests.platform.agreements import policy_world as world

from agreements.errors import NotAllowed
from agreements.models import Agreement, State
from agreements.policy import permitted
from audit.models import Event

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def notes(company):
    return world.asset(company, "Plant notes")


@pytest.fixture
def terms(notes, university, steward):
    return world.agreement("Free", [notes], university, ["train"], by=steward, codes=["DUO:0000004"], commercial=True)


def elsewhere(deed):
    """Runs `deed` in a thread, so on a connection of its own."""

    def run():
        try:
            deed()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def suspend(terms):
    with transaction.atomic():
        Agreement.objects.select_for_update().get(pk=terms.pk)
        Agreement.objects.filter(pk=terms.pk).update(state=State.SUSPENDED)


@pytest.mark.heavy
def test_a_suspension_waits_until_the_submission_has_committed(notes, terms, partner):
    with permitted(partner, [("train", notes)]):
        suspending = elsewhere(lambda: suspend(terms))
        suspending.join(timeout=0.5)
        assert suspending.is_alive()
    suspending.join(timeout=10)

    terms.refresh_from_db()
    assert terms.state == State.SUSPENDED


@pytest.mark.heavy
def test_a_submission_that_waited_for_a_suspension_is_refused_and_the_refusal_is_kept(notes, terms, partner):
    entered, refused = [], []

    def submit():
        try:
            with permitted(partner, [("train", notes)]):
                entered.append(True)
        except NotAllowed as refusal:
            refused.append(refusal.decision)

    with transaction.atomic():
        Agreement.objects.select_for_update().get(pk=terms.pk)
        submitting = elsewhere(submit)
        submitting.join(timeout=0.5)  # has decided by now, and waits for the lock
        Agreement.objects.filter(pk=terms.pk).update(state=State.SUSPENDED)
    submitting.join(timeout=10)

    assert not entered
    assert refused[0].reasons[0].code == "suspended"
    assert Event.objects.filter(verb="train.refused").exists()


@pytest.mark.heavy
def test_many_submissions_against_many_revocations_let_nobody_in_afterwards(notes, terms, partner):
    late = []

    def submit_often():
        for _attempt in range(30):
            try:
                with permitted(partner, [("train", notes)]):
                    if Agreement.objects.get(pk=terms.pk).state != State.ACTIVE:
                        late.append(True)
            except NotAllowed:
                pass

    threads = [elsewhere(submit_often) for _ in range(3)]
    for turn in range(40):
        with transaction.atomic():
            Agreement.objects.select_for_update().get(pk=terms.pk)
            Agreement.objects.filter(pk=terms.pk).update(state=State.SUSPENDED if turn % 2 else State.ACTIVE)
    for thread in threads:
        thread.join(timeout=60)

    assert not late
