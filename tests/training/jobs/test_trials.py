"""A job that searches: trials of their own under the same agreements, and the best settings in the end."""

import json
import math

import pytest
from django.core.exceptions import ValidationError
from tests.cast import recruit

from agreements.services.suspension import resume_agreement, suspend_agreement
from jobs.errors import KeyReused
from jobs.fine_tuning import FineTuning
from jobs.models import Job
from jobs.services import cancel_job, change_priority, pause_job, resume_job, retry_job
from jobs.trials import ranked
from jobs.wishes import Wishes
from organizations.models import Role
from work.models import Item, State
from work.services import holding
from work.services.claims import take_work
from work.services.withdrawals import handle_withdrawals

SPACE = {
    "training.learning_rate": {"low": 1e-5, "high": 1e-3, "log": True},
    "training.batch_size": {"choices": [8, 16]},
}
FAULT = ("nan_loss", {"step": 3, "learning_rate": 1.0})
SEARCH = {"search": {"trials": 3, "space": SPACE}}


@pytest.fixture
def search(submit):
    """A job of three trials."""
    return submit(spec=SEARCH | {"training": {"epochs": 2}}, name="Fault notes")


def end_trial(folder, *, score=None, loss=0.5, given_up=False):
    """The next trial that waits ends, with a score or without one."""
    lease = take_work("fine-tuning", "w1")
    if score is None:
        holding.fail(lease, *FAULT)
    else:
        told = {
            "metric": "accuracy",
            "score": score,
            "loss": loss,
            "evaluations": 2,
            "seconds": 1.0,
            "given_up": given_up,
        }
        (folder / "trial.json").write_text(json.dumps(told))
        FineTuning().accept(lease, folder)
    return Job.objects.told().get(pk=lease.item_id)


def stands(job):
    job.item.refresh_from_db()
    return job.item.state


def test_its_trials_are_jobs_with_settings_of_their_own_and_it_waits_for_them(search, submit):
    trials = [trial.job for trial in search.trials.order_by("number")]

    assert [job.item.state for job in trials] == [State.QUEUED] * 3
    assert stands(search) == State.BLOCKED
    rates = {job.spec["training"]["learning_rate"] for job in trials}
    assert len(rates) == 3
    assert all(1e-5 <= rate <= 1e-3 for rate in rates)
    assert {job.spec["training"]["batch_size"] for job in trials} <= {8, 16}
    assert {job.spec["training"]["epochs"] for job in trials} == {2}
    assert {tuple(job.item.agreements) for job in trials} == {tuple(search.item.agreements)}
    again = submit(spec=SEARCH | {"training": {"epochs": 2}})
    assert [trial.settings for trial in again.trials.all()] == [trial.settings for trial in search.trials.all()]


def test_with_the_best_of_them_it_joins_the_line_and_is_the_only_one_that_is_tested(search, tmp_path):
    end_trial(tmp_path, score=0.7)
    best = end_trial(tmp_path, score=0.9, loss=0.2)
    assert stands(search) == State.BLOCKED
    end_trial(tmp_path)

    assert stands(search) == State.QUEUED
    search.refresh_from_db()
    assert search.spec == best.spec
    assert search.spec_sha256 == best.spec_sha256
    assert [trial.score for trial in ranked(search)] == [0.9, 0.7, None]
    order = FineTuning().prepare(search.item, tmp_path)
    assert "trial" not in order
    assert order["looked"] == 0, "trials have not looked at the test rows"
    chosen = search.trials.get(job=best)
    assert order["found"] == {"trials": 3, "best": chosen.number, "settings": [*chosen.settings]}
    assert not hasattr(best, "result")


def test_of_equal_scores_the_least_loss_wins(search, tmp_path):
    for loss in (0.4, 0.3, 0.5):
        end_trial(tmp_path, score=0.8, loss=loss)

    assert stands(search) == State.QUEUED
    search.refresh_from_db()
    assert search.spec == search.trials.get(loss=0.3).job.spec


def test_without_a_trial_that_came_to_its_end_it_is_refused_and_says_so(search, tmp_path, partner, client_for):
    for _ in range(3):
        end_trial(tmp_path)

    assert stands(search) == State.REFUSED
    assert "None of the" in client_for(partner).get(search.get_absolute_url()).text


def test_who_cancels_it_cancels_its_trials(search, partner):
    lease = take_work("fine-tuning", "w1")

    cancel_job(search, by=partner)

    assert stands(search) == State.CANCELLED
    running = Item.objects.get(pk=lease.item_id)
    assert running.cancel_requested_at is not None
    assert {item.state for item in search.item.children.exclude(pk=running.pk)} == {State.CANCELLED}


def test_a_trial_of_a_cancelled_search_does_not_come_back_whatever_else_stops_it(search, partner, agreement, steward):
    leases = [take_work("fine-tuning", f"w{number}") for number in (1, 2, 3)]
    cancel_job(search, by=partner)
    suspend_agreement(agreement, by=steward, reason="Ethics board review")

    holding.hold(leases[0], FineTuning().authorize([search.item])[search.pk])
    holding.give_back(leases[1])
    holding.fail(leases[2], *FAULT)

    assert [stands(trial.job) for trial in search.trials.all()] == [State.CANCELLED, State.CANCELLED, State.FAILED]
    failed = search.trials.get(number=3).job
    resume_agreement(agreement, by=steward)
    with pytest.raises(ValidationError, match="does not wait for it any more"):
        retry_job(failed, by=partner)


def test_who_pauses_it_pauses_its_trials_and_resuming_it_lets_them_go_on(search, partner, tmp_path, client_for):
    end_trial(tmp_path, score=0.7)
    lease, client = take_work("fine-tuning", "w1"), client_for(partner)
    assert "Pause" in client.get(search.get_absolute_url()).text

    client.post(f"/jobs/{search.uid}/pause/", {"note": "The sensors are being checked."})
    holding.pause(lease)

    assert stands(search) == State.HELD
    states = [stands(trial.job) for trial in search.trials.order_by("number")]
    assert states == [State.SUCCEEDED, State.HELD, State.HELD]
    assert take_work("fine-tuning", "w1") is None
    assert "The sensors are being checked." in client.get(search.get_absolute_url()).text

    client.post(f"/jobs/{search.uid}/resume/")
    assert stands(search) == State.BLOCKED
    for _ in range(2):
        end_trial(tmp_path, score=0.6)
    assert stands(search) == State.QUEUED


def test_a_search_that_was_paused_as_its_last_trial_ended_goes_on_with_the_best_of_them(search, partner, tmp_path):
    for score in (0.7, 0.8):
        end_trial(tmp_path, score=score)
    lease = take_work("fine-tuning", "w1")
    pause_job(search, by=partner)
    told = {"metric": "accuracy", "score": 0.9, "loss": 0.5, "evaluations": 2, "seconds": 1.0}
    (tmp_path / "trial.json").write_text(json.dumps(told))
    FineTuning().accept(lease, tmp_path)
    assert stands(search) == State.HELD

    resume_job(search, by=partner)

    assert stands(search) == State.QUEUED
    search.refresh_from_db()
    assert search.spec == search.trials.get(score=0.9).job.spec


def test_its_priority_is_its_trials(search, university, partner):
    change_priority(search, "high", by=recruit(university, "Carla Conti", Role.COMPUTE_MANAGER))

    assert set(search.item.children.values_list("priority", flat=True)) == {1}


def test_a_suspension_ends_what_waits_of_it(search, agreement, steward):
    suspend_agreement(agreement, by=steward, reason="Ethics board review")
    handle_withdrawals()

    assert stands(search) == State.REFUSED
    assert {item.state for item in search.item.children.all()} == {State.REFUSED}


def test_its_page_and_the_api_tell_the_trials_the_best_first_and_lists_leave_them_out(
    search, tmp_path, partner, client_for, api_for
):
    end_trial(tmp_path, score=0.7)
    best = end_trial(tmp_path, score=0.9, loss=0.2)

    client, api = client_for(partner), api_for(partner)
    page = client.get(search.get_absolute_url()).text
    assert page.index("90.0 %") < page.index("70.0 %")
    assert "2 of 3 trials have ended" in page
    assert "another job" not in page
    trial = client.get(best.get_absolute_url()).text
    assert f'<a href="{search.get_absolute_url()}">Fault notes</a>' in trial
    assert "Read the report" not in trial
    told = api.get(f"/api/v1/jobs/{search.uid}/").json()
    assert [row["score"] for row in told["trials"]] == [0.9, 0.7, None]
    assert told["trials"][0]["job"] == str(best.uid)
    assert api.get(f"/api/v1/jobs/{best.uid}/").json()["trial_of"] == str(search.uid)
    assert [job["uid"] for job in api.get("/api/v1/jobs/").json()["results"]] == [str(search.uid)]
    assert best.name not in client.get("/jobs/").text


@pytest.mark.parametrize(
    ("field", "search"),
    [
        ("trials", {"trials": 65, "space": SPACE}),
        ("space", {"trials": 2}),
        ("trials", {"space": SPACE}),
        ("pruner", {"trials": 2, "space": SPACE, "pruner": "median"}),
        ("space.training.processes", {"trials": 2, "space": {"training.processes": {"choices": [1, 4]}}}),
        ("space.colour", {"trials": 2, "space": {"colour": {"choices": ["red"]}}}),
    ],
)
def test_what_a_search_here_cannot_do_is_said_at_its_setting(submit, field, search):
    with pytest.raises(ValidationError) as refused:
        submit(spec={"search": search})

    assert f"spec.search.{field}" in refused.value.message_dict
    assert not Item.objects.exists()


def test_the_form_takes_ranges_and_values_and_says_at_its_field_what_is_none(
    project, agreement, base, notes, partner, client_for
):
    address, client = f"/projects/{project.undertaking.slug}/jobs/new/", client_for(partner)
    inputs = {"model": base.version.asset.slug, "dataset": notes.version.asset.slug}
    rate, batch = "search.space.training.learning_rate", "search.space.training.batch_size"

    def faults(chosen):
        form = client.post(address, inputs | chosen)
        return form.context["form"].errors

    assert faults({rate: "1e-5 to fast", "search.trials": "2"}).keys() == {rate}
    assert faults({rate: "1e-5 to 9", "search.trials": "2"}).keys() == {rate}
    assert faults({rate: "1e999, nan", "search.trials": "2"}).keys() == {rate}
    assert faults({rate: "1e-5 to 1e-3"}).keys() == {"search.trials"}
    assert faults({"search.trials": "2"}).keys() == {"search.trials"}
    assert faults({"search.trials": "65"}).keys() == {"search.trials"}
    assert not Item.objects.exists()

    chosen = {rate: "1e-5 – 1e-3", batch: "8，16", "search.trials": "2", "training.learning_rate": ""}
    answer = client.post(address, inputs | chosen)
    job = Job.objects.wholes().get()
    assert answer["Location"] == job.get_absolute_url()
    assert job.search["space"] == SPACE
    assert job.trials.count() == 2


def test_settings_that_do_not_go_together_cost_a_trial_and_not_the_search(submit):
    space = {"training.adversarial": {"choices": ["none", "fgm"]}, "method": {"choices": ["head", "full"]}}

    job = submit(spec={"seed": 42, "search": {"trials": 8, "space": space}})

    faults = [trial for trial in job.trials.all() if trial.job is None]
    assert 0 < len(faults) < 8
    assert all(trial.fault for trial in faults)


def test_a_trial_hears_what_the_others_said_so_far_and_given_up_it_is_not_the_best(
    submit, tmp_path, partner, client_for
):
    job = submit(spec={"search": SEARCH["search"] | {"pruner": "asha"}})
    first = end_trial(tmp_path, score=0.7)
    for sequence, (step, score) in enumerate([(5, 0.6), (10, 0.65), (10, 0.7)], start=1):  # the last once more
        said = {"step": step, "loss": 0.5, "metric": "accuracy", "accuracy": score, "best": True}
        first.item.lines.create(attempt=1, sequence=sequence, kind="evaluation", data=said)
    waiting = job.trials.get(number=3).job
    assert FineTuning().prepare(waiting.item, tmp_path / "in")["others"] == [[0.6, 0.7]]

    for _ in range(2):
        end_trial(tmp_path, score=0.9, given_up=True)

    job.refresh_from_db()
    assert (stands(job), job.spec) == (State.QUEUED, first.spec)
    assert "Given up after 2 evaluations" in client_for(partner).get(job.get_absolute_url()).text


def test_the_same_key_gives_the_same_search_even_when_it_has_its_settings(submit, tmp_path):
    job = submit(spec=SEARCH, idempotency_key="run-1")
    for score in (0.1, 0.2, 0.3):
        end_trial(tmp_path, score=score)

    assert submit(spec=SEARCH, idempotency_key="run-1") == job
    assert Job.objects.count() == 4
    for other in ({"training": {"epochs": 2}}, {"search": {"trials": 2, "space": SPACE}}, {"seed": 7}):
        with pytest.raises(KeyReused):
            submit(spec=SEARCH | other, idempotency_key="run-1")


def test_nothing_follows_a_trial_and_what_follows_the_search_waits_for_all_of_it(search, submit, partner, tmp_path):
    with pytest.raises(ValidationError, match="Choose the job that searches: “Fault notes”"):
        submit(wishes=Wishes(after=search.trials.first().job))
    follower = submit(wishes=Wishes(after=search, from_result=True))
    for score in (0.1, 0.2, 0.3):
        end_trial(tmp_path, score=score)
    assert stands(follower) == State.BLOCKED

    holding.fail(take_work("fine-tuning", "w1"), *FAULT)

    assert stands(follower) == State.REFUSED
    assert follower.item.reason == {"code": "after_ended", "params": {"state": "failed"}}


def test_a_search_that_follows_waits_with_its_trials_and_ends_with_what_it_waited_for(submit, partner, client_for):
    first = submit()
    leases = [take_work("fine-tuning", "w1")]
    search, other = (submit(spec=SEARCH, wishes=Wishes(after=first)) for _ in range(2))
    assert "which is running. It joins the line" in client_for(partner).get(search.get_absolute_url()).text
    cancel_job(other, by=partner)
    assert {stands(job) for job in Job.objects.all()} == {State.RUNNING, State.BLOCKED, State.CANCELLED}

    holding.succeed(leases[0])
    assert stands(search) == State.BLOCKED
    assert {item.state for item in search.item.children.all()} == {State.QUEUED}

    second = submit()
    doomed = submit(spec=SEARCH, wishes=Wishes(after=second))
    cancel_job(second, by=partner)
    assert (stands(doomed), doomed.item.reason["code"]) == (State.REFUSED, "after_ended")
    assert {item.state for item in doomed.item.children.all()} == {State.CANCELLED}


def test_after_ten_a_trial_that_begins_is_drawn_where_those_before_were_good_and_only_once(submit, tmp_path):
    rate = "training.learning_rate"
    job = submit(spec={"search": {"trials": 12, "space": {rate: SPACE[rate]}}}, idempotency_key="run-1")
    rates = {trial.number: trial.settings[rate] for trial in job.trials.all()}
    for number in range(1, 12):
        end_trial(tmp_path, score=1 - abs(math.log10(rates[number]) + 4))  # 1e-4 is best

    last = Item.objects.get(pk=take_work("fine-tuning", "w1").item_id)
    orders = [FineTuning().prepare(last, tmp_path / name) for name in ("once", "again")]

    trial = job.trials.get(number=12)
    assert trial.drawn_from == 11
    assert {order["spec"]["training"]["learning_rate"] for order in orders} == {trial.settings[rate]}
    assert trial.settings[rate] != rates[12]
    assert abs(math.log10(trial.settings[rate]) + 4) < 0.5
    assert job.trials.filter(drawn_from=None).count() == 11
    repeated = {"search": {"trials": 12, "space": {rate: SPACE[rate]}}}
    assert submit(spec=repeated, idempotency_key="run-1") == job
