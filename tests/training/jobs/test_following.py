"""Following a job by its cursor: nothing twice, nothing left out, and nothing at all when there is nothing new."""

import html
import json
import re

import pytest
from django.db.models.functions import Now
from tests.training.jobs.test_pages import STEP, text_of, train_a_little

from agreements.services.suspension import suspend_agreement
from jobs.fine_tuning import FineTuning
from jobs.services import pause_job, resume_job
from work.errors import LeaseLost
from work.models import Item
from work.services import holding
from work.services.claims import take_work

RESUMED = re.compile(r"step ([0-9]+): checkpoint written")


def checkpoints(first, last):
    return [holding.Said(number, "checkpoint", {"step": number}) for number in range(first, last + 1)]


class Watcher:
    """Does what the page does: asks for what the last answer said it should ask for."""

    def __init__(self, client, job):
        self.client = client
        self.seen, self.status = [], 0
        self._take(client.get(job.get_absolute_url()))

    def look(self):
        self._take(self.client.get(self.address, headers={"hx-request": "true"} | self.headers))

    def _take(self, answer):
        self.status = answer.status_code
        if self.status == 200:
            page = text_of(answer)
            self.address = html.unescape(re.search(r'hx-get="([^"]+)"', page)[1])
            self.headers = json.loads(html.unescape(re.search(r'hx-headers="([^"]+)"', page)[1]))
            self.seen += [int(step) for step in RESUMED.findall(page)]
        else:
            assert answer.content == b""


def lose(lease):
    Item.objects.filter(pk=lease.item_id).update(lease_expires_at=Now())


def test_who_watches_a_takeover_reads_every_line_once_and_in_order(submit, partner, client_for, api_for):
    job, api = submit(), api_for(partner)
    ghost = take_work("fine-tuning", "north")
    holding.report(ghost, checkpoints(1, 3))
    watcher, cursor, lines = Watcher(client_for(partner), job), "", []

    def look():
        nonlocal cursor
        watcher.look()
        new = api.get(f"/api/v1/jobs/{job.uid}/lines/", {"after": cursor} if cursor else {}).json()
        lines.extend(new)
        cursor = new[-1]["cursor"] if new else cursor

    look()
    holding.report(ghost, checkpoints(4, 5))
    look()
    lose(ghost)
    heir = take_work("fine-tuning", "south")
    with pytest.raises(LeaseLost):
        holding.report(ghost, checkpoints(6, 6))
    look()
    holding.report(heir, [holding.Said(n - 5, "checkpoint", {"step": n}) for n in range(6, 9)])
    look()
    look()

    assert watcher.seen == list(range(1, 9))
    assert [line["cursor"] for line in lines] == [f"1-{n}" for n in range(1, 6)] + [f"2-{n}" for n in range(1, 4)]
    assert watcher.status == 304


def test_a_watcher_is_told_of_a_pause_a_number_a_phase_and_a_suspension_and_else_gets_a_304(
    submit, agreement, steward, partner, client_for
):
    job = submit()
    lease = train_a_little(job)
    watcher = Watcher(client_for(partner), job)

    def statuses():
        watcher.look()
        first = watcher.status
        watcher.look()
        return first, watcher.status

    assert statuses() == (304, 304)
    pause_job(job, by=partner)
    assert statuses() == (200, 304)
    resume_job(job, by=partner)
    assert statuses() == (200, 304)
    holding.report(lease, [], progress=STEP | {"step": 265})
    assert statuses() == (200, 304)
    holding.report(lease, [holding.Said(6, "phase", {"phase": "evaluating"})], phase="evaluating")
    assert statuses() == (200, 304)
    suspend_agreement(agreement, by=steward, reason="Ethics board review")
    holding.hold(lease, FineTuning().authorize([job.item])[job.pk])
    assert statuses() == (200, 304)


def test_one_readers_mark_is_no_other_readers_and_no_strangers(submit, steward, partner, stranger, client_for):
    job = submit()
    train_a_little(job)
    watcher = Watcher(client_for(partner), job)

    watcher.client = client_for(steward)
    watcher.look()
    assert watcher.status == 200, "the other party may be told other sentences"
    assert client_for(stranger).get(watcher.address, headers=watcher.headers).status_code == 404


@pytest.mark.parametrize("after", ["nonsense", "1-2-3", "1-\n2", "-1-2", "99999999999999999999-1"])
def test_a_cursor_that_is_none_gives_the_page_the_whole_log_and_the_api_a_fault(
    submit, partner, client_for, api_for, after
):
    job = submit()
    train_a_little(job)

    page = text_of(client_for(partner).get(f"/jobs/{job.uid}/live/", {"after": after}))
    assert "7 texts are longer than 128 tokens and were cut." in page
    assert api_for(partner).get(f"/api/v1/jobs/{job.uid}/lines/", {"after": after}).status_code == 400


def test_the_api_answers_304_to_who_has_all_lines(submit, partner, api_for):
    job, api = submit(), api_for(partner)
    lease = take_work("fine-tuning", "north")
    holding.report(lease, checkpoints(1, 2))
    address = f"/api/v1/jobs/{job.uid}/lines/"

    first = api.get(address, {"after": "1-1"})
    again = api.get(address, {"after": "1-1"}, headers={"If-None-Match": first["ETag"]})
    holding.report(lease, checkpoints(3, 3))
    more = api.get(address, {"after": "1-1"}, headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert [line["cursor"] for line in more.json()] == ["1-2", "1-3"]
