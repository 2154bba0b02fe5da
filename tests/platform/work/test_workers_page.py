"""The desk's list of workers: what whoever runs the site has to see at a glance."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from work.models import Worker
from work.services.claims import take_work
from work.services.queueing import enqueue

ADDRESS = "/admin/work/worker/"
GPU = {"uuid": "GPU-1", "index": 0, "name": "NVIDIA H100", "memory_gib": 80.0, "used_gib": 61.5, "busy": 0.93}


@pytest.fixture
def workers(db):
    Worker.objects.create(name="north:1", host="n", pid=1, slots=2, ready=1, site="Lyon", memory_gib=80, devices=[GPU])
    unfit = {"code": "clock_off", "params": {"seconds": 3600}}
    Worker.objects.create(name="off:2", host="o", pid=2, slots=1, unfit=unfit)
    Worker.objects.create(name="dead:3", host="d", pid=3, slots=1, seen_at=Now() - timedelta(minutes=10))


def test_staff_read_heartbeats_places_memory_work_and_fitness(workers, reviewer, partner, client_for):
    item = enqueue("counting", by=partner)
    take_work("counting", "north:1")

    page = client_for(reviewer).get(ADDRESS).text

    for words in (
        "north:1",
        "Lyon",
        "1 of 2",
        "80 GiB",
        "NVIDIA H100: 93%, 61.5 / 80 GiB",
        f"counting {item.uid}",
        "off the database&#x27;s",
        "silent for 10 minutes",
    ):
        assert words in page


def test_the_desk_still_opens_at_its_review_queue(workers, reviewer, client_for):
    assert client_for(reviewer).get("/admin/")["Location"] == "/admin/agreements/agreement/"


def test_nobody_else_learns_of_the_machines(workers, steward, partner, client_for):
    for actor in (steward, partner):
        assert "north:1" not in client_for(actor).get(ADDRESS, follow=True).text


def test_many_workers_cost_as_many_questions_as_one(workers, reviewer, client_for, django_assert_num_queries):
    client = client_for(reviewer)
    client.get(ADDRESS)
    with CaptureQueriesContext(connection) as three:
        client.get(ADDRESS)
    Worker.objects.bulk_create(Worker(name=f"w:{n}", host="h", pid=n, slots=1) for n in range(9))

    with django_assert_num_queries(len(three)):
        client.get(ADDRESS)
