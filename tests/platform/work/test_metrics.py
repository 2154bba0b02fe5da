"""What Prometheus and `manage.py workers` tell, and to whom."""

import pytest
from django.core.management import call_command
from prometheus_client.parser import text_string_to_metric_families

from work.models import Worker
from work.services import holding
from work.services.claims import take_work
from work.services.queueing import enqueue, request_cancel

TOKEN = "a long random text that only Prometheus has"
GPU = {"uuid": "GPU-1", "index": 0, "name": "NVIDIA H100", "memory_gib": 80.0, "used_gib": 61.5, "busy": 0.93}


@pytest.fixture
def scrape(client, settings):
    """All samples, by name and labels, as Prometheus reads them."""
    settings.METRICS_TOKEN = TOKEN

    def scrape():
        answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.headers["Content-Type"].startswith("text/plain")
        families = text_string_to_metric_families(answer.text)
        return {(s.name, *sorted(s.labels.values())): s.value for family in families for s in family.samples}

    return scrape


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer another", f"bearer {TOKEN}x"])
@pytest.mark.parametrize("token", ["", TOKEN])
def test_without_the_token_there_is_nothing(db, client, settings, header, token):
    settings.METRICS_TOKEN = token

    assert client.get("/metrics", headers={"Authorization": header}).status_code == 404


def test_depth_age_claims_ends_and_lost_leases_are_told(db, counting, partner, scrape):
    for _ in range(4):
        enqueue("counting", by=partner)
    holding.give_back_after_crash(take_work("counting", "w1"), "worker_lost")
    holding.succeed(take_work("counting", "w1"))
    take_work("counting", "w1")
    request_cancel(enqueue("counting", by=partner))

    told = scrape()

    assert told["entente_work_items", "counting", "queued"] == 2
    assert told["entente_work_items", "counting", "running"] == 1
    assert told["entente_work_oldest_queued_seconds", "counting"] >= 0
    assert told["entente_work_claims_total", "counting"] == 3
    assert told["entente_work_ended_total", "counting", "succeeded"] == 1
    assert told["entente_work_ended_total", "cancelled", "counting"] == 1
    assert told["entente_work_faults_total", "worker_lost"] == 1


def test_workers_their_places_and_gpus_are_told(db, counting, partner, scrape):
    Worker.objects.create(name="w1", host="north", pid=1, slots=2, ready=1, devices=[GPU])
    Worker.objects.create(
        name="w2", host="south", pid=2, slots=1, unfit={"code": "clock_off", "params": {"seconds": 99}}
    )
    enqueue("counting", by=partner)
    take_work("counting", "w1")

    told = scrape()

    assert (told["entente_workers", "true"], told["entente_workers", "false"]) == (1, 1)
    assert [told["entente_worker_slots", *sorted((use, "w1"))] for use in ("all", "ready", "running")] == [2, 1, 1]
    assert told["entente_worker_silent_seconds", "w1"] < 60
    assert told["entente_gpu_busy_ratio", "GPU-1", "NVIDIA H100", "w1"] == 0.93
    assert told["entente_gpu_memory_used_gib", "GPU-1", "NVIDIA H100", "w1"] == 61.5


def test_the_command_lists_heartbeats_places_gpus_work_and_why_one_takes_none(db, counting, partner, capsys):
    call_command("workers")
    assert "No worker has been seen" in capsys.readouterr().out
    Worker.objects.create(name="w1", host="north", pid=1, slots=2, ready=1, site="Lyon", memory_gib=80, devices=[GPU])
    Worker.objects.create(
        name="w2", host="south", pid=2, slots=1, unfit={"code": "clock_off", "params": {"seconds": 99}}
    )
    item = enqueue("counting", by=partner)
    holding.report(take_work("counting", "w1"), [], phase="training", progress={"step": 7})

    call_command("workers")

    said = capsys.readouterr().out
    assert "w1: alive, heard 0 s ago, 1 of 2 places ready of 80 GiB at Lyon" in said
    assert "NVIDIA H100: 93% busy, 61.5 of 80 GiB" in said
    assert f"counting {item.uid}, attempt 1, training, step 7" in said
    assert "takes no work. Its clock is 99 s off the database's." in said
