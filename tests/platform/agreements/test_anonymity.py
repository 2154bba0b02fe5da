"""Terms for de-identified versions, or for versions of a k: no other is seen, learned from or handed on."""

import pytest
from django.urls import reverse
from tests import collaboration
from tests.platform.agreements import policy_world as world
from tests.platform.agreements import test_masking

from agreements.errors import NotAllowed
from agreements.models import AssetVersion, Grant
from agreements.operations import Operation
from agreements.policy import decide, visible
from jobs.access import may_run
from jobs.services import submit_job

pytestmark = pytest.mark.django_db
base, base_folder, project = collaboration.base, collaboration.base_folder, collaboration.project
masked, visits = test_masking.masked, test_masking.visits


@pytest.fixture
def told(company, university, steward, partner):
    """Shares notes of three versions under such protections, and says what the policy does of each for a partner.

    The first is as it came, the second de-identified with nothing measured, the third of k = 5.
    """
    notes = world.asset(company, "Plant notes")
    for k in (1, 5):
        world.add_version(notes, f"{k:064x}", k=k)

    def told(**protections):
        operations = [operation for operation in Operation.values if operation != "statistics"]
        free = {"codes": [world.NO_RESTRICTION], "commercial": True, "protections": protections}
        world.agreement("Notes 2026", [notes], university, operations, by=steward, **free)
        for operation in ("preview", "download", "train"):
            versions = AssetVersion.objects.filter(asset=notes).order_by("number")
            decided = [version.number for version in versions if decide(partner, operation, version).allowed]
            assert [*visible(partner, versions, operation).values_list("number", flat=True)] == decided
        made = {}
        for version in versions:
            made[version.number] = world.register_asset("dataset", name=f"Of {version.number}", owner=university)
            world.add_version(made[version.number], f"{version.number + 7:064x}", [version])
        of_them = [number for number, asset in made.items() if decide(partner, "preview", asset).allowed]
        refused = decide(partner, "preview", versions.first())
        assert all(decide(partner, "discover", version).allowed for version in versions)
        return decided, of_them, refused.sentences(partner)[0]

    return told


def test_terms_for_deidentified_versions_give_no_other(told):
    decided, of_them, said = told(deidentified_only=True)

    assert (decided, of_them) == ([2, 3], [2, 3])
    assert "*Notes 2026* lets only de-identified versions of *Plant notes* be used" in said
    assert "ask Halvard Bearings AG to make one" in said
    assert "See its clause" in said


def test_terms_with_a_k_give_only_versions_that_reach_it(told):
    decided, of_them, said = told(k_anonymity=5)

    assert (decided, of_them) == ([3], [3])
    assert "with a measured k of at least 5" in said


def test_no_page_file_or_job_gives_rows_of_another_version(masked, visits, project, base, partner, client_for, api_for):
    masked(deidentified_only=True, masked_columns=[])
    page, within = client_for(partner), f"?project={project.undertaking.slug}"
    versions = AssetVersion.objects.filter(pk=visits.version.pk)
    asked = {"project": project, "model": base, "dataset": visits, "spec": {}, "by": partner}
    there = {"owner": visits.version.asset.owner.slug, "name": "visits", "revision": "main"}
    hub = reverse("hub:dataset-tree", kwargs={"project": project.undertaking.slug, **there})
    doors = [
        (page, test_masking.rows_address(visits)),
        (page, f"{visits.dataset.get_absolute_url()}1/files/normalised/{within}"),
        (api_for(partner), f"/api/v1/datasets/visits/versions/1/rows/{within}"),
        (api_for(partner), f"/api/v1/datasets/visits/versions/1/profile/{within}"),
        (api_for(partner), hub),
    ]

    assert {client.get(address).status_code for client, address in doors} == {403}
    assert "machine 1 grinds" not in page.get(visits.dataset.get_absolute_url() + within).text
    with pytest.raises(NotAllowed):
        submit_job(**asked)

    versions.update(k=1)
    assert {client.get(address).status_code for client, address in doors} == {200}
    waiting = submit_job(**asked)
    assert may_run(waiting).allowed
    Grant.objects.exclude(least_k=None).update(least_k=2)  # as new terms would
    assert not may_run(waiting).allowed
