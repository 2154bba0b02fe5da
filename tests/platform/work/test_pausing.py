"""What a person pauses, has tried again, or lets wait for other work."""

from functools import partial

import pytest
from django.db import IntegrityError

from agreements.policy.answers import RestsOn, no
from work.errors import JobFault, NotAllowedNext, PredecessorEnded
from work.models import Item, State
from work.services import holding
from work.services.claims import take_work
from work.services.pausing import request_pause, resume_paused
from work.services.queueing import Asks, enqueue, request_cancel, take_up_again
from work.services.retrying import retry
from work.supervision import folders

KIND = "counting"
NOTHING = RestsOn()


def now(item):
    item.refresh_from_db()
    return item.state


def test_paused_work_is_taken_by_nobody_until_it_is_resumed(db, counting, partner):
    item = enqueue(KIND, by=partner)

    paused = request_pause(item, by=partner.user, note="The data are being checked.")
    assert (paused.state, paused.reason["params"]["note"]) == (State.HELD, "The data are being checked.")
    assert take_work(KIND, "w1") is None

    resume_paused(item)
    assert take_work(KIND, "w1").item_id == item.pk


def test_a_worker_that_leaves_or_loses_paused_work_leaves_it_paused(db, counting, partner):
    crash = partial(holding.give_back_after_crash, code="disk_full")
    for give_back in (holding.pause, holding.give_back, crash):
        item = enqueue(KIND, by=partner)
        lease = take_work(KIND, "w1")
        assert request_pause(item, by=partner.user).state == State.RUNNING
        give_back(lease)
        assert now(item) == State.HELD


def test_who_resumes_before_the_child_has_stopped_has_it_back_in_line(db, counting, partner):
    item = enqueue(KIND, by=partner)
    lease = take_work(KIND, "w1")
    request_pause(item, by=partner.user)
    resume_paused(item)

    holding.pause(lease)

    assert now(item) == State.QUEUED


def test_what_has_ended_or_was_not_paused_can_be_neither_paused_nor_resumed(db, counting, partner):
    item = enqueue(KIND, by=partner)
    with pytest.raises(NotAllowedNext):
        resume_paused(item)
    request_cancel(item)
    with pytest.raises(NotAllowedNext):
        request_pause(item, by=partner.user)


def test_work_that_failed_is_tried_again_with_all_its_attempts(db, counting, partner, settings):
    settings.WORK_ATTEMPTS = 1
    item = enqueue(KIND, by=partner)
    holding.give_back_after_crash(take_work(KIND, "w1"), "child_crashed")
    assert now(item) == State.FAILED

    retry(item, rests_on=NOTHING)

    assert (now(item), item.faults, item.finished_at) == (State.QUEUED, 0, None)
    assert take_work(KIND, "w1").attempt == 2
    with pytest.raises(NotAllowedNext):
        retry(item, rests_on=NOTHING)


@pytest.fixture(params=["days have passed", "its terms have ended"])
def make_it_too_late(request, counting, settings, monkeypatch):
    def days():
        settings.WORK_KEEP_FAILED_DAYS = 0

    def terms():
        monkeypatch.setattr(counting, "authorize", lambda items: {item.pk: no("ended") for item in items})

    return days if request.param == "days have passed" else terms


def test_the_checkpoints_of_what_failed_are_kept_for_a_while_and_those_of_what_was_cancelled_are_not(
    db, counting, partner, make_it_too_late
):
    failed, cancelled = enqueue(KIND, by=partner), enqueue(KIND, by=partner)
    leases = [take_work(KIND, "w1"), take_work(KIND, "w1")]
    there = [folders.open_folder(lease) / "out" / "checkpoints" for lease in leases]
    ends = (partial(holding.fail, code="x", params={}), holding.cancelled)
    for checkpoints, lease, end in zip(there, leases, ends, strict=True):
        checkpoints.mkdir()
        folders.leave(lease, keep_checkpoints=end(lease).may_go_on)
    folders.sweep()
    assert [each.is_dir() for each in there] == [True, False]

    make_it_too_late()
    folders.sweep()
    assert not there[0].exists()
    assert (now(failed), now(cancelled)) == (State.FAILED, State.CANCELLED)


def test_work_that_follows_joins_the_line_when_that_before_has_succeeded(db, counting, partner):
    first = enqueue(KIND, by=partner)
    second = enqueue(KIND, by=partner, asks=Asks(after=first))
    third = enqueue(KIND, by=partner, asks=Asks(after=second))
    lease = take_work(KIND, "w1")
    assert (lease.item_id, take_work(KIND, "w2"), now(second)) == (first.pk, None, State.BLOCKED)

    holding.succeed(lease)

    assert (now(second), now(third)) == (State.QUEUED, State.BLOCKED)
    assert enqueue(KIND, by=partner, asks=Asks(after=first)).state == State.QUEUED


def test_work_whose_predecessor_ends_otherwise_is_refused_with_all_that_follows_it(db, counting, partner):
    first = enqueue(KIND, by=partner)
    second = enqueue(KIND, by=partner, asks=Asks(after=first))
    third = enqueue(KIND, by=partner, asks=Asks(after=second))

    request_cancel(first)

    assert (now(second), now(third)) == (State.REFUSED, State.REFUSED)
    assert second.reason == {"code": "after_ended", "params": {"state": "cancelled"}}
    with pytest.raises(PredecessorEnded):
        enqueue(KIND, by=partner, asks=Asks(after=first))


def test_what_cannot_take_what_was_made_is_refused_and_what_was_made_stays(db, counting, partner, monkeypatch):
    first = enqueue(KIND, by=partner)
    second = enqueue(KIND, by=partner, asks=Asks(after=first))

    def cannot(item):
        Item.objects.filter(pk=item.pk).update(memory_gib=64)
        raise JobFault("settings_outdated")

    monkeypatch.setattr(counting, "unblock", cannot)
    holding.succeed(take_work(KIND, "w1"))

    assert (now(first), now(second)) == (State.SUCCEEDED, State.REFUSED)
    assert (second.reason["code"], second.memory_gib) == ("settings_outdated", 0)


def test_nothing_can_wait_for_what_came_after_it(db, counting, partner):
    first = enqueue(KIND, by=partner)
    second = enqueue(KIND, by=partner, asks=Asks(after=first))

    with pytest.raises(IntegrityError):
        Item.objects.filter(pk=first.pk).update(after=second)


def test_the_policys_yes_does_not_wake_what_a_person_paused(db, counting, partner):
    item, other = enqueue(KIND, by=partner), enqueue(KIND, by=partner)
    request_pause(item, by=partner.user)
    holding.hold(take_work(KIND, "w1"), counting.authorize([other])[other.pk])

    assert list(Item.objects.held_by_policy()) == [other]
    take_up_again(other)
    assert (now(item), now(other)) == (State.HELD, State.QUEUED)


def test_a_running_child_is_paused_by_its_supervisor_and_goes_on_from_its_checkpoint(
    start_supervisor, counting, partner, wait_for
):
    counting.order = {"steps": 1000, "pause": 0.01}
    item = enqueue(KIND, by=partner)
    start_supervisor()
    wait_for(item, State.RUNNING, step=5)

    request_pause(item, by=partner.user)
    wait_for(item, State.HELD)
    counting.finish(item)
    resume_paused(item)

    wait_for(item, State.SUCCEEDED)
    assert (item.attempt, item.faults) == (2, 0)
