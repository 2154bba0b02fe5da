"""Fifty tokens submit a thousand jobs at once, some of them twice: none is lost, none is doubled."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import chain

import pytest
from django.db import connections
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from jobs.models import Job
from organizations.models import Scope
from organizations.services import issue_token
from work.models import Item, State

pytestmark = [pytest.mark.heavy, pytest.mark.django_db(transaction=True)]

TOKENS, EACH, SENT_AGAIN = 50, 20, 10


@pytest.fixture
def secrets(partner):
    """What each of fifty tokens of one researcher is sent with."""
    ends = timezone.now() + timedelta(hours=1)
    scopes = tuple(Scope.values)
    return [
        issue_token(partner.user, partner.organization, scopes, name=f"script {number}", expires_at=ends)[1]
        for number in range(TOKENS)
    ]


def test_a_thousand_submissions_by_fifty_tokens_are_a_thousand_jobs(secrets, agreement, project, base, notes, partner):
    asked = {
        "project": project.undertaking.slug,
        "model": base.version.asset.slug,
        "dataset": notes.version.asset.slug,
        "spec": {"training": {"epochs": 1}},
    }

    def submit(client, secret, key):
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
        answer = client.post("/api/v1/jobs/", asked, headers={"Idempotency-Key": key})
        return key, answer.status_code, answer.json().get("uid")

    def submit_all(requests):
        client = APIClient()
        try:
            return [submit(client, *request) for request in requests]
        finally:
            connections.close_all()

    wanted = [(secret, f"script-{number}-{job}") for number, secret in enumerate(secrets) for job in range(EACH)]
    sent = sorted(wanted + wanted[::SENT_AGAIN], key=lambda one: one[1])
    with ThreadPoolExecutor(TOKENS, initializer=User.objects.exists) as people:  # twins go out at the same moment
        answers = list(chain(*people.map(submit_all, [sent[first::TOKENS] for first in range(TOKENS)])))

    assert Counter(status for _key, status, _uid in answers) == {201: len(sent)}
    assert len({uid for _key, _status, uid in answers}) == len(wanted)
    assert len({(key, uid) for key, _status, uid in answers}) == len(wanted), "a key means one job, always the same"
    assert Job.objects.count() == len(wanted)
    assert Item.objects.filter(state=State.QUEUED).count() == len(wanted)
