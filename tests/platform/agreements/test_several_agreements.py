"""A yes that rests on several agreements is known to the parties of each."""

import pytest
from tests.platform.agreements import policy_world as world

from agreements.policy import decide, permitted, visible
from audit.models import Event
from audit.services import record

pytestmark = pytest.mark.django_db

FREE = {"codes": ["DUO:0000004"], "commercial": True}


@pytest.fixture
def needs(company, university, outsider, steward, stranger):
    """Data of the company and a base model of a third, each shared with the university under terms of their own."""
    notes, base = world.asset(company, "Plant notes"), world.asset(outsider, "Base", "model")
    world.agreement("Data", [notes], university, ["train"], by=steward, **FREE)
    world.agreement("Model", [base], university, ["derive"], by=stranger, **FREE)
    return [("train", notes), ("derive", base)]


def test_the_audit_keeps_every_agreement_and_the_parties_of_each_see_the_event(needs, partner, steward, stranger):
    with permitted(partner, needs) as yes:
        record(partner, "job.submitted", needs[1][1], decision=yes)

    event = Event.objects.get(verb="job.submitted")
    assert len(event.decision["agreements"]) == 2
    for reader in (steward, stranger):
        assert visible(reader, Event.objects.filter(pk=event.pk), "discover").exists()


def test_a_model_made_from_the_data_of_two_names_the_agreements_of_both(
    company, university, outsider, steward, stranger, partner
):
    one, other = world.asset(company, "Plant notes"), world.asset(outsider, "Ward notes")
    uses = {"derived_models": {"deploy": [university.slug]}, **FREE}
    world.agreement("One", [one], university, ["train"], by=steward, **uses)
    world.agreement("Other", [other], university, ["train"], by=stranger, **uses)
    tuned = world.derived(university, "Tuned", one, other)

    yes = decide(partner, "infer", tuned)

    assert len(yes.as_json()["agreements"]) == 2
