"""The whole life of an agreement: every deed, in every state, by every role on every side, against the one table."""

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from tests.cast import owner_of, recruit
from tests.reviewing import all_hold, approve
from tests.terms import publication_of

from agreements.errors import NotAllowed
from agreements.models import NEXT, Agreement, State
from agreements.pages import lifetable
from agreements.pages.lifetable import Turn
from agreements.policy import decide
from agreements.policy.tables import Side
from agreements.services.amending import amend_agreement
from agreements.services.drafting import edit_draft
from agreements.services.negotiation import (
    agree,
    counter_propose,
    decline,
    draft_again,
    propose,
    propose_version,
    request_changes,
    withdraw,
)
from agreements.services.review import Wanted, review, take_review
from agreements.services.signing import sign_terms
from agreements.services.suspension import resume_agreement, suspend_agreement, terminate_agreement
from organizations.models import OPERATOR_ONLY, Role

PARTY_ROLES = sorted(set(Role.values) - set(OPERATOR_ONLY))
OPERATOR_ROLES = [Role.OWNER, *sorted(OPERATOR_ONLY)]


def other_terms(agreement):
    return agreement.current_version.terms | {"publication": publication_of(45)}


def with_conditions(agreement, by):
    answers = all_hold(agreement)
    return review(
        agreement,
        "approve_with_conditions",
        reason="Why",
        by=by,
        answers=answers,
        conditions=[Wanted("Name the court.")],
    )


TRIED = {
    "edit_draft": lambda one, by: edit_draft(one, title="Notes", terms=other_terms(one), by=by),
    "propose": lambda one, by: propose(one, by=by),
    "propose_version": lambda one, by: propose_version(one, terms=other_terms(one), by=by),
    "counter_propose": lambda one, by: counter_propose(one, terms=other_terms(one), by=by),
    "agree": lambda one, by: agree(one, by=by),
    "request_changes": lambda one, by: request_changes(one, by=by, reason="Why"),
    "decline": lambda one, by: decline(one, by=by, reason="Why"),
    "withdraw": lambda one, by: withdraw(one, by=by, reason="Why"),
    "draft_again": lambda one, by: draft_again(one, by=by),
    "take_review": lambda one, by: take_review(one, by=by),
    "approve": lambda one, by: approve(one, by=by),
    "approve_with_conditions": with_conditions,
    "send_back": lambda one, by: review(one, "request_changes", reason="Why", by=by),
    "reject": lambda one, by: review(one, "reject", reason="Why", by=by),
    "sign": lambda one, by: sign_terms(one, one.current_version.sha256, by=by),
    "amend": lambda one, by: amend_agreement(one, terms=other_terms(one), by=by),
    "suspend": lambda one, by: suspend_agreement(one, by=by, reason="Why"),
    "resume": lambda one, by: resume_agreement(one, by=by, reason="Why"),
    "terminate": lambda one, by: terminate_agreement(one, by=by, reason="Why"),
}
# These begin another agreement, and leave this one as it stands.
BEGIN_ANOTHER = {"draft_again", "amend"}


@pytest.fixture
def people(university, company, operator, outsider):
    """One person for each role on each side. The company proposed it, signed first, and suspended it."""
    names = iter(range(100))
    cast = {}
    for side, organization, roles in (
        ("proposer", company, PARTY_ROLES),
        ("other", university, PARTY_ROLES),
        ("operator", operator, OPERATOR_ROLES),
        ("outsider", outsider, [Role.STEWARD, Role.SIGNATORY]),
    ):
        for role in roles:
            founder = role == Role.OWNER
            cast[side, role] = owner_of(organization) if founder else recruit(organization, f"p{next(names)}", role)
    return cast


def is_expected(deed, state, side, role):
    """What the table says about one try."""
    if state not in deed.states:
        return False
    if side in ("proposer", "other"):
        its_turn = {
            Turn.ANY: True,
            Turn.NOT_PROPOSER: side == "other",
            Turn.NOT_SIGNED: state == State.APPROVED or side == "other",
            Turn.SUSPENDER: side == "proposer",
        }[deed.turn]
        return its_turn and role in deed.roles(Side.PARTY)
    return side == "operator" and deed.turn is Turn.ANY and role in deed.roles(Side.OPERATOR)


@pytest.mark.parametrize("state", State.values)
def test_each_deed_is_done_only_where_the_table_says_and_only_by_those_it_names(state, brought_to, people):
    if state in (State.EXPIRED, State.SUPERSEDED):
        agreement = brought_to(State.ACTIVE)
        Agreement.objects.filter(pk=agreement.pk).update(state=state)
    else:
        agreement = brought_to(state)

    wrong = [
        f"{side} {role}: {deed.name}"
        for deed in lifetable.DEEDS
        for (side, role), person in people.items()
        if (is_possible(deed, agreement, person, side, role) and is_done(deed, agreement, person))
        != is_expected(deed, state, side, role)
    ]

    assert wrong == []


def is_possible(deed, agreement, by, side, role):
    """Whether the policy lets it come to a try. Some always try, so that no service forgets to ask the policy."""
    always = side == "outsider" or role == Role.RESEARCHER
    return always or decide(by, deed.verb, agreement).allowed


def is_done(deed, agreement, by):
    """Tries a deed and takes it back. No `atomic` around it: refusals are recorded outside of any transaction."""
    fresh = Agreement.objects.select_related("current_version").get(pk=agreement.pk)
    before, start = fresh.state, transaction.savepoint()
    try:
        TRIED[deed.name](fresh, by)
        after = Agreement.objects.values_list("state", flat=True).get(pk=agreement.pk)
    except (NotAllowed, ValidationError):
        return False
    finally:
        transaction.savepoint_rollback(start)
    assert after in ([before] if deed.name in BEGIN_ANOTHER else deed.leads_to)
    assert after == before or after in NEXT[before]
    return True


def test_every_deed_of_the_table_is_tried():
    assert {deed.name for deed in lifetable.DEEDS} == set(TRIED)


def test_every_step_of_the_state_machine_is_some_deeds_or_the_clocks():
    """An agreement expires by the clock, and is superseded by the last signature under what amends it."""
    walked = {
        (before, after)
        for deed in lifetable.DEEDS
        if deed.name not in BEGIN_ANOTHER
        for before in deed.states
        for after in deed.leads_to
    }
    by_itself = {State.EXPIRED, State.SUPERSEDED}

    steps = {(before, after) for before, onwards in NEXT.items() for after in onwards if after not in by_itself}

    assert steps <= walked


def test_the_docs_show_the_table():
    assert lifetable.as_markdown() in (settings.CHECKOUT / "docs" / "agreements.md").read_text()
