"""Where a model comes from, as W3C PROV-JSON that the reference library reads."""

import json

import pytest
from django.urls import reverse
from prov.model import ProvActivity, ProvAgent, ProvDocument, ProvEntity


@pytest.fixture
def tuned(reported):
    """The version that the job made."""
    return reported.result.model_version.version


def told(client, version):
    return client.get(reverse("reports:provenance", args=[version.asset.slug, version.number]))


def names(document, kind):
    return {str(record.label) for record in document.get_records(kind)}


def test_a_party_reads_versions_job_people_and_agreement(client_for, partner, tuned, reported, notes, base, agreement):
    document = ProvDocument.deserialize(content=told(client_for(partner), tuned).content.decode(), format="json")

    assert names(document, ProvEntity) == {str(tuned), str(notes.version), str(base.version), agreement.title}
    assert names(document, ProvActivity) == {reported.name}
    assert {partner.user.name, partner.organization.name} <= names(document, ProvAgent)


def test_who_may_not_know_of_the_job_reads_of_neither_it_nor_its_data(
    client_for, university_steward, stranger, tuned, base
):
    tuned.asset.openness = "described"
    tuned.asset.save()

    document = json.loads(told(client_for(stranger), tuned).content)

    assert {each["prov:label"] for each in document["entity"].values()} == {
        str(tuned),
        str(base.version),
        "Plant notes, 1",
    }
    assert "activity" not in document


def test_who_may_not_know_of_the_model_finds_nothing(client_for, stranger, tuned):
    assert told(client_for(stranger), tuned).status_code == 404
