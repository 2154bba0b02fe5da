"""A worker of one organization takes that organization's work alone."""

from io import StringIO

import pytest
from django.core.management import call_command

from work.models import State, Worker
from work.reasons import why_unfit
from work.services.claims import take_work
from work.services.picking import Place
from work.services.queueing import Asks, enqueue
from work.services.waiting import position, positions

KIND = "counting"


@pytest.fixture
def own(university):
    """A worker of the partner's university."""
    return Worker.objects.create(
        name="own:1", host="n", pid=1, slots=1, ready=1, memory_gib=16, organization=university
    )


def taken_by(organization):
    lease = take_work(KIND, "w1", Place(organization=organization.pk))
    return lease and lease.item_id


def test_it_takes_its_organizations_work_in_its_order_whatever_others_have_in_line(
    db, partner, steward, university, company
):
    for _ in range(70):  # more than the claim looks at first
        enqueue(KIND, by=steward, asks=Asks(priority=1))
    ours = [enqueue(KIND, by=partner).pk, enqueue(KIND, by=partner).pk]

    assert [taken_by(university) for _ in range(3)] == [*ours, None]
    assert taken_by(company) is not None


def test_who_waits_for_a_worker_that_takes_everybodys_work_reads_so(own, partner, steward):
    theirs, ours = enqueue(KIND, by=steward), enqueue(KIND, by=partner)
    too_large = enqueue(KIND, by=steward, asks=Asks(memory_gib=99))

    told = positions([theirs, ours, too_large])

    assert "takes the jobs of one organization alone" in told[theirs.pk].sentence
    assert str(own.organization) not in " ".join(told[theirs.pk].sentences)
    assert "within seconds" in told[ours.pk].sentence, "the work of others is not ahead of it"
    assert told[too_large.pk].sentence.startswith("No worker with 99 GiB is alive.")
    Worker.objects.create(name="all:2", host="n", pid=2, slots=1, ready=1)
    assert "alone" not in position(theirs).sentence


def test_the_setting_names_the_organization_and_lists_say_it(
    counting, start_supervisor, wait_for, partner, steward, university, settings, reviewer, client_for
):
    settings.WORK_ORGANIZATION = university.slug
    theirs, ours = enqueue(KIND, by=steward), enqueue(KIND, by=partner)
    start_supervisor()

    wait_for(ours, State.SUCCEEDED)

    theirs.refresh_from_db()
    assert theirs.state == State.QUEUED
    assert Worker.objects.get().organization == university
    call_command("workers", stdout=(told := StringIO()))
    assert f"for {university} alone" in told.getvalue()
    assert university.name in client_for(reviewer).get("/admin/work/worker/").text


def test_a_worker_of_an_organization_that_is_not_there_takes_nothing_and_says_why(
    counting, start_supervisor, partner, settings
):
    settings.WORK_ORGANIZATION = "nobody"
    supervisor = start_supervisor()
    item = enqueue(KIND, by=partner)
    while not Worker.objects.exclude(unfit={}).exists():
        assert supervisor.is_alive()

    item.refresh_from_db()
    assert item.state == State.QUEUED
    assert "no organization has this address" in why_unfit(Worker.objects.get().unfit)
