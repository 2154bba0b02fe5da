"""Random lives of agreements, walked by people who may and who may not: never access without a grant in force."""

import random

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from tests.reviewing import approve

from agreements.models import Agreement, Grant, State
from agreements.policy import decide, visible
from agreements.services.negotiation import agree, draft_agreement, propose, propose_version, request_changes, withdraw
from agreements.services.review import review, take_review
from agreements.services.signing import sign_terms
from agreements.services.suspension import resume_agreement, suspend_agreement, terminate_agreement
from agreements.services.undertakings import change_purpose, confirm_purpose, describe_purpose

pytestmark = pytest.mark.django_db

STEPS = 45
# What most often comes next, so that a walk gets somewhere.
ONWARDS = {
    State.DRAFT: "propose",
    State.PROPOSED: "agree",
    State.CHANGES_REQUESTED: "answer",
    State.AGREED: "take",
    State.IN_REVIEW: "approve",
    State.APPROVED: "sign",
    State.SIGNING: "sign",
    State.ACTIVE: "confirm",
    State.SUSPENDED: "resume",
}


class Walk:
    """One agreement after the other on the same notes, and whoever does something to them."""

    def __init__(self, seed, people, terms, notes, project):
        self.dice = random.Random(seed)
        self.people, self.terms, self.notes, self.project = people, terms, notes, project
        self.agreement = self.draft()
        self.was_allowed = 0

    def draft(self):
        return draft_agreement(title="Notes", terms=self.terms, by=self.people["steward"])

    def step(self):
        self.agreement.refresh_from_db()
        if self.agreement.state in (State.TERMINATED, State.WITHDRAWN, State.REJECTED):
            self.agreement = self.draft()
        deeds = self.deeds()
        onwards = self.dice.random() < 0.7 and ONWARDS.get(self.agreement.state)
        name = onwards or self.dice.choice(sorted(deeds))
        # Onwards, somebody tries after the other until one may; else it is anybody's try.
        tries = self.dice.sample(sorted(self.people), len(self.people) if onwards else 1)
        told = [self.attempt(name, deeds[name], by) for by in tries]
        return "; ".join(filter(None, told)) or f"{name}: refused to {', '.join(tries)}"

    def attempt(self, name, deed, by):
        try:
            deed(self.people[by])
        except (PermissionDenied, ValidationError):
            return ""
        return f"{name} by {by}"

    def deeds(self):
        now = self.agreement
        why = {"reason": "Because."}
        return {
            "propose": lambda by: propose(now, by=by),
            "agree": lambda by: agree(now, by=by),
            "send back": lambda by: request_changes(now, by=by, **why),
            "answer": lambda by: propose_version(now, terms=self.terms, by=by),
            "take": lambda by: take_review(now, by=by),
            "approve": lambda by: approve(now, by=by),
            "review back": lambda by: review(now, "request_changes", by=by, **why),
            "sign": lambda by: sign_terms(now, now.current_version.sha256, by=by),
            "suspend": lambda by: suspend_agreement(now, by=by, **why),
            "resume": lambda by: resume_agreement(now, by=by, **why),
            "terminate": lambda by: terminate_agreement(now, by=by, **why),
            "withdraw": lambda by: withdraw(now, by=by, **why),
            "confirm": lambda by: confirm_purpose(self.project, by=by),
            "other purpose": lambda by: change_purpose(
                self.project, describe_purpose(["DUO:0000042"], commercial=self.dice.random() < 0.3), by=by
            ),
            "end": lambda _by: Grant.objects.filter(agreement=now).update(ends_at=timezone.now()),
        }

    def look(self, told):
        """Access is there exactly when everything that it rests on is, read from the rows one by one."""
        self.project.refresh_from_db()
        now = timezone.now()
        in_force = any(self.gives(one, now) for one in Agreement.objects.filter(state=State.ACTIVE))
        confirmed = self.project.confirmations.filter(
            organization=self.notes.owner, purpose=self.project.purpose, revision=self.project.revision
        ).exists()
        expected = in_force and confirmed and not self.project.purpose.commercial
        partner = self.people["partner"]
        assert decide(partner, "train", self.notes, project=self.project, at=now).allowed == expected, told
        listed = visible(partner, type(self.notes).objects.all(), "train", project=self.project, at=now)
        assert listed.filter(pk=self.notes.pk).exists() == expected, told
        assert not decide(self.people["stranger"], "train", self.notes, project=self.project).allowed, told
        self.was_allowed += expected

    def gives(self, agreement, now):
        signed = agreement.current_version.signatures.values_list("party", flat=True)
        all_signed = set(signed) == set(agreement.parties.values_list("pk", flat=True))
        grants = agreement.grants.filter(operations__contains=["train"])
        return all_signed and any(one.starts_at <= now and (not one.ends_at or now < one.ends_at) for one in grants)


@pytest.fixture
def walk(
    plant_terms, notes, shop_floor, steward, partner, university_steward, reviewer, stranger,
    signatory_company, signatory_university,
):  # fmt: skip
    people = {
        "steward": steward,
        "partner": partner,
        "university_steward": university_steward,
        "reviewer": reviewer,
        "stranger": stranger,
        "signatory_company": signatory_company,
        "signatory_university": signatory_university,
    }
    return lambda seed: Walk(seed, people, plant_terms, notes, shop_floor)


def walked(walk, seed, steps):
    walking, told = walk(seed), []
    for _step in range(steps):
        told.append(walking.step())
        walking.look(told[-12:])
    return walking.was_allowed


def test_a_life_has_no_moment_of_access_without_a_grant_in_force(walk):
    walked(walk, seed=4, steps=15)


@pytest.mark.heavy
@pytest.mark.parametrize("block", range(6))
def test_many_lives_have_no_moment_of_access_without_a_grant_in_force(walk, block):
    assert sum(walked(walk, seed=seed, steps=STEPS) for seed in (2 * block, 2 * block + 1)) > 0
