"""A budget of privacy in the terms: what it lets in, and what of it comes back."""

import threading

import pytest
from django.db import DatabaseError, connection, transaction
from tests import collaboration

from agreements.errors import NotAllowed
from audit.models import Event
from jobs.access import may_run
from jobs.fine_tuning import FineTuning
from jobs.services import cancel_job, retry_job, submit_job
from privacy.ledger import set_limit, settle, spent_by
from privacy.losses import Charge, gaussian, pure, spent
from privacy.models import Reservation, Settlement
from work.models import Item, State
from work.services.claims import take_work
from work.services.holding import cancelled, fail

notes = collaboration.notes  # with rows to train on
BUDGET = {"privacy_budget": {"epsilon": "2", "delta": "0.00001"}}


def private(epsilon, delta=1e-6):
    return {"privacy": {"epsilon": epsilon, "delta": delta}}


@pytest.fixture
def under_budget(agree_to_train):
    return agree_to_train(protections=BUDGET)


@pytest.fixture
def train(project, base, notes, partner):
    def train(epsilon=None, **changes):
        spec = private(epsilon) if epsilon else {}
        return submit_job(
            **{"project": project, "model": base, "dataset": notes, "spec": spec, "by": partner} | changes
        )

    return train


def left(notes, delta=1e-5):
    return round(2 - spent_by(Reservation.objects.told().filter(dataset=notes.version.asset), delta), 6)


def test_under_a_budget_only_private_training_that_it_has_enough_left_for_is_let_in(
    under_budget, train, notes, partner
):
    with pytest.raises(NotAllowed) as refused:
        train()
    assert "only private training" in refused.value.decision.sentences(partner)[0]
    assert Event.objects.filter(verb="train.refused").exists()

    job = train(1.5)
    assert may_run(job).allowed
    with pytest.raises(NotAllowed) as refused:
        train(1.0)

    said = refused.value.decision.sentences(partner)[0]
    assert "ε = 2 at δ = 0.00001" in said
    assert "ε = 0.5 is left; this asks for ε = 1" in said
    clause = under_budget.grants.first().clauses["privacy_budget"]
    assert f"See its clause {clause}" in said
    assert Item.objects.count() == 1
    assert left(notes) == 0.5


def test_the_form_says_before_it_is_sent_that_training_is_private_and_what_is_left(
    under_budget, train, project, notes, partner, client_for
):
    train(1.5)

    page = client_for(partner).get(f"/projects/{project.undertaking.slug}/jobs/new/").text

    beside = page[page.index('name="privacy.epsilon"') - 500 :][:1200]
    assert "terms ask for private training: ε = 0.5 of 2 is left, at δ = 0.00001" in beside
    assert '<details class="more" open>' in page


def test_without_a_reservation_no_job_under_a_budget_goes_on(agree_to_train, train, notes):
    agreement = agree_to_train()
    job = train()
    for grant in agreement.grants.all():
        clause = {"agreement": str(agreement.uid), "clause": 1, "epsilon": "2", "delta": "0.00001"}
        grant.obligations = [*grant.obligations, {"code": "privacy_budget", "params": clause}]
        grant.save()

    refused = FineTuning().authorize([job.item])[job.pk]

    assert [reason.code for reason in refused.reasons] == ["not_private"]


def test_a_job_that_no_worker_took_gives_all_of_it_back_and_one_that_was_killed_nothing(
    under_budget, train, notes, partner
):
    cancel_job(train(1.5), by=partner)
    assert left(notes) == 2

    killed = train(1.5)
    cancelled(take_work(FineTuning.name, "w1"))
    killed.item.refresh_from_db()

    assert killed.item.state == State.CANCELLED
    assert left(notes) == 0.5
    assert Event.objects.filter(verb="privacy_budget.settled").count() == 2


def test_a_job_that_failed_by_itself_gives_back_the_steps_that_it_did_not_make(under_budget, train, notes, partner):
    job = train(1.5)
    lease = take_work(FineTuning.name, "w1")
    told = {"noise_multiplier": 4.0, "sample_rate": 0.1, "steps": 2}
    Item.objects.filter(pk=job.pk).update(progress={"step": 1, "privacy": told})
    fail(lease, "nan_loss", {"step": 2})

    used = Settlement.objects.get().loss
    assert used == {"mechanism": "gaussian", **told}
    assert 0.5 < left(notes) < 2
    job.item.refresh_from_db()

    retry_job(job, by=partner)
    assert Reservation.objects.open().get().item == job.item, "to be tried again it reserves anew"


def test_what_a_job_that_succeeded_told_is_composed_with_what_others_did(under_budget, train, notes, partner):
    job = train(1.0)
    settle(Reservation.objects.filter(item=job.item), gaussian(12.0, 0.2, 60))

    train(1.0)

    assert 0 < left(notes) < 1


def test_all_recipients_together_keep_to_the_owners_limit(under_budget, train, notes, partner, steward):
    with pytest.raises(NotAllowed):
        set_limit(notes.version.asset, 1.0, 1e-5, by=partner)
    set_limit(notes.version.asset, 1.0, 1e-5, by=steward)

    with pytest.raises(NotAllowed) as refused:
        train(1.5)

    assert "of which ε = 1 is left" in refused.value.decision.sentences(partner)[0]
    assert train(1.0)


def test_the_ledger_is_written_once(under_budget, train):
    train(1.0)

    for change in (Reservation.objects.all().delete, lambda: Reservation.objects.update(epsilon=0.1)):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_told_that_too_little_is_left(under_budget, train, notes):
    ended, begin = [], threading.Barrier(2)

    def submit():
        begin.wait()
        try:
            ended.append(train(1.5).item.state)
        except NotAllowed as refused:
            ended.append(refused.decision.reasons[0].code)
        finally:
            connection.close()

    threads = [threading.Thread(target=submit) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(ended) == ["budget_spent", State.QUEUED]
    assert left(notes) == 0.5


def test_many_answers_tell_less_together_than_each_by_itself_and_bounds_are_kept():
    answers = [Charge(0.1, 0.0, pure(0.1))] * 100
    assert 3 < spent(answers, 1e-5) < 10
    assert spent(answers, 0.0) == pytest.approx(10), "without a δ they add up"

    assert spent([Charge(1.0, 1e-6), Charge(1.0, 1e-6)], 1e-5) == 2
    assert spent([Charge(1.0, 1e-5), Charge(1.0, 1e-5)], 1e-5) == float("inf")
    assert spent([Charge(1.0, 1e-5, {})], 1e-5) == 0
