"""A refusal explained: the page, the API's problem and the log line say the same, from one object."""

import logging

import pytest
from django.template.loader import render_to_string
from tests.platform.agreements import policy_world as world

from agreements.errors import NotAllowed
from agreements.models import Agreement, State
from agreements.policy import Explanation, decide, require

pytestmark = pytest.mark.django_db


@pytest.fixture
def notes(company):
    return world.asset(company, "Plant notes", openness="described")


@pytest.fixture
def suspended(notes, university, steward, company):
    made = world.agreement(
        "Notes 2026", [notes], university, ["train"], by=steward, codes=["DUO:0000004"], commercial=True
    )
    Agreement.objects.filter(pk=made.pk).update(
        state=State.SUSPENDED, state_changed_by=steward.user, state_changed_for=company
    )
    return made


def explained(actor, operation, asset, reader=None):
    return Explanation(decide(actor, operation, asset), reader or actor, operation, asset)


def test_who_can_act_is_named_with_the_agreement_and_the_clause(notes, suspended, partner):
    told = explained(partner, "train", notes)

    assert told.agreement == suspended
    assert told.version == 1
    assert told.clause_number == told.decision.reasons[0].refs["clause"]
    assert [one.sentence for one in told.remedies] == ["A steward or signatory of Halvard Bearings AG can resume it."]


def test_the_owners_of_the_readers_own_organization_are_named(notes, suspended, signatory_university):
    told = explained(signatory_university, "train", notes)

    assert [one.sentence for one in told.remedies] == ["Ask Ingrid Solheim, who can give you the role."]


def test_who_may_not_see_the_agreement_reads_neither_its_name_nor_its_remedies(notes, suspended, partner, stranger):
    told = explained(partner, "train", notes, reader=stranger)

    assert told.agreement is None
    assert told.clause is None
    assert told.remedies == []
    assert "Notes 2026" not in " ".join([*told.sentences, str(told.problem())])


def test_the_log_has_the_codes_the_clause_and_no_names(notes, suspended, partner, caplog):
    with caplog.at_level(logging.INFO, logger="agreements.policy"), pytest.raises(NotAllowed):
        require(partner, "train", notes)

    line = caplog.records[-1].getMessage()
    assert line.startswith(f"refused train on agreements.asset {notes.uid} to {partner.user.uid}")
    assert f"suspended agreement={suspended.uid} version=1 clause=" in line
    assert "Wen" not in line
    assert "Notes" not in line


def test_the_api_says_the_same_as_a_problem(notes, suspended, partner):
    problem = explained(partner, "train", notes).problem()

    assert problem["operation"] == "train"
    assert problem["reasons"][0]["code"] == "suspended"
    assert problem["remedies"] == ["A steward or signatory of Halvard Bearings AG can resume it."]
    assert problem["agreement"]["title"] == "Notes 2026"
    assert problem["agreement"]["clause"] == decide(partner, "train", notes).reasons[0].refs["clause"]


def test_a_purpose_that_does_not_fit_stands_beside_the_clause_on_page_and_in_the_api(
    notes, company, university, steward, partner
):
    shared = {"to": university, "operations": ["train"], "by": steward}
    world.agreement("Research 2026", [notes], **shared)
    product = world.project("Second look", [university, company], by=partner, commercial=True)
    world.join_team(product, partner.user, by=partner)

    told = Explanation(decide(partner, "train", notes, project=product), partner, "train", notes)
    pair = told.problem()["pair"]
    page = render_to_string("components/refusal_pair.html", {"pair": told.pair})

    assert pair["clause"]["of"].startswith("“Research 2026”, clause ")
    assert pair["clause"]["says"] == "non-commercial use only"
    assert pair["fact"]["of"] == "The project “Second look” states"
    assert "commercial use" in pair["fact"]["says"]
    assert pair["project"] == product.slug
    for words in (pair["clause"]["of"], pair["fact"]["says"], f"/projects/{product.slug}/"):
        assert words in page


def test_what_was_not_granted_stands_beside_what_was(notes, suspended, partner):
    Agreement.objects.update(state=State.ACTIVE)

    pair = explained(partner, "download", notes).pair

    assert "train" in pair.clause.says
    assert (pair.fact.of, pair.fact.says) == ("You asked for", "download")


def test_a_stranger_is_told_no_pair(notes, suspended, partner, stranger):
    assert explained(partner, "download", notes, reader=stranger).pair is None
