"""Suspending an agreement with much behind it: the same few statements, and a preview that counts all of it right."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.growing import like

from agreements.keeping.consequences import MOST_NAMED, Cut, consequences_of
from agreements.models import Asset, AssetAncestor
from agreements.services.suspension import resume_agreement, suspend_agreement
from jobs.models import Job
from registry.models import Model
from work import kinds
from work.models import Item, State
from work.services.withdrawals import handle_withdrawals

FEW = {"queued": 2, "running": 2, "models": 2}
MANY = {"queued": 700, "running": 300, "models": 100}

pytestmark = [pytest.mark.heavy, pytest.mark.django_db]


@pytest.fixture
def put_behind(submit, asset, university, partner):
    """Puts jobs and models behind the agreement, so that there are so many of each."""
    job = submit(name="Night shift")

    def put_behind(*, queued: int, running: int, models: int) -> None:
        under_lease = {"state": State.RUNNING, "attempt": 1, "lease_expires_at": timezone.now() + timedelta(hours=1)}
        behind = Item.objects.filter(state=State.QUEUED).count(), Item.objects.filter(state=State.RUNNING).count()
        items = [like(job.item) for _ in range(queued - behind[0])]
        items += [like(job.item, **under_lease) for _ in range(running - behind[1])]
        Job.objects.bulk_create(like(job, item=item) for item in Item.objects.bulk_create(items))
        tuned = Asset.objects.bulk_create(
            Asset(kind="model", owner=university, name=f"Tuned {number}", slug=f"tuned-{number}", derived=True)
            for number in range(Asset.objects.filter(derived=True).count(), models)
        )
        Model.objects.bulk_create(Model(asset=one, created_by=partner.user) for one in tuned)
        AssetAncestor.objects.bulk_create(
            AssetAncestor(asset=one, ancestor=asset, number=1, made_at=timezone.now()) for one in tuned
        )

    return put_behind


def questions(deed):
    with CaptureQueriesContext(connection) as asked:
        deed()
    return len(asked)


def test_a_suspension_takes_the_same_statements_however_much_is_behind_it(put_behind, agreement, steward):
    def taken(**behind: int) -> tuple[int, ...]:
        put_behind(**behind)
        suspending = questions(lambda: suspend_agreement(agreement, by=steward, reason="Ethics board review"))
        refusing = questions(handle_withdrawals)
        assert not Item.objects.filter(state=State.QUEUED).exists()
        running = list(Item.objects.filter(state=State.RUNNING))
        stopping = questions(lambda: kinds.kind_of("fine-tuning").authorize(running))
        assert len(running) == behind["running"]
        assert not any(yes.allowed for yes in kinds.kind_of("fine-tuning").authorize(running).values())
        resume_agreement(agreement, by=steward)
        return suspending, refusing, stopping

    taken(**FEW)
    few = taken(**FEW)
    assert taken(**MANY) == few


def test_the_preview_counts_all_that_is_behind_it_with_the_same_questions(put_behind, agreement, steward):
    def preview():
        return consequences_of(Cut(agreement=agreement), steward)

    put_behind(**FEW)
    preview()  # content types are asked for once
    few = questions(preview)
    put_behind(**MANY)

    assert questions(preview) == few
    totals = {str(effects.title): (len(effects.named), effects.total, effects.hidden) for effects in preview()}
    assert totals == {
        "Jobs that run": (MOST_NAMED, MANY["running"], 0),
        "Jobs in line": (MOST_NAMED, MANY["queued"], 0),
        "Models made from it": (0, MANY["models"], MANY["models"]),
        "Projects": (1, 1, 0),
    }


def test_what_one_could_look_up_is_not_said_to_be_of_others(put_behind, agreement, steward, reviewer, client_for):
    put_behind(**FEW | {"queued": MOST_NAMED + 3})
    address = f"{agreement.get_absolute_url()}suspend/"

    shown = client_for(steward).get(address).text
    to_reviewer = client_for(reviewer).get(address).text

    assert "and 3 more that you can look up" in shown
    assert f"{MOST_NAMED + 3} of other organizations" in to_reviewer
    assert "that you can look up" not in to_reviewer
