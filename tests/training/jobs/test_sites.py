"""A clause that names sites: the queue gives the job to workers there, and nobody else."""

import pytest
from tests.platform.agreements import policy_world as world

from agreements.errors import SitesApart
from agreements.models import Asset
from jobs.access import may_run
from jobs.fine_tuning import FineTuning
from jobs.services import submit_job
from work.models import Item, Worker
from work.services.claims import take_work
from work.services.picking import Place
from work.services.placing import keep_places


@pytest.fixture
def asked(project, base, notes, partner):
    return {"project": project, "model": base, "dataset": notes, "spec": {}, "by": partner}


@pytest.fixture
def share_base(base, outsider, university, stranger):
    """The base model is another organization's, who shares it for computing at some sites."""

    def share_base(*sites):
        asset = base.version.asset
        Asset.objects.filter(pk=asset.pk).update(owner=outsider, openness=Asset.Openness.CLOSED)
        asset.refresh_from_db()
        free = {"codes": [world.NO_RESTRICTION], "commercial": True}
        return world.agreement(
            "Base model 2026", [asset], university, ["derive"], by=stranger, protections={"sites": sites}, **free
        )

    return share_base


def taken_at(site):
    return take_work(FineTuning.name, f"w-{site}", Place(site=site))


def test_only_a_worker_at_a_named_site_takes_the_job_and_its_page_says_so(agree_to_train, asked, client_for):
    agree_to_train(protections={"sites": ["Winterthur"]})
    job = submit_job(**asked)
    Worker.objects.create(name="w1", host="north", pid=1, slots=1, ready=1, site="Lyon", memory_gib=16)

    assert taken_at("Lyon") is None
    assert taken_at("") is None
    page = client_for(asked["by"]).get(job.get_absolute_url()).text
    assert "No worker at <em>Winterthur</em> is alive" in page or "No worker at *Winterthur* is alive" in page
    assert taken_at("Winterthur").item_id == job.pk


def test_of_several_agreements_the_sites_that_all_of_them_name(agree_to_train, share_base, asked):
    agree_to_train(protections={"sites": ["Winterthur", "Lyon"]})
    share_base("Oslo", "Lyon")

    assert submit_job(**asked).item.sites == ["Lyon"]


def test_where_they_name_none_in_common_the_job_is_refused_and_both_clauses_are_named(
    agree_to_train, share_base, asked, api_for
):
    agree_to_train(protections={"sites": ["Winterthur"]})
    share_base("Lyon")

    with pytest.raises(SitesApart, match=r"\*Maintenance notes 2026\*, clause \d+, only at Winterthur; .*only at Lyon"):
        submit_job(**asked)

    assert not Item.objects.exists()


def test_terms_amended_while_a_job_waits_send_it_elsewhere(agree_to_train, asked):
    agreement = agree_to_train(protections={"sites": ["Winterthur"]})
    job = submit_job(**asked)
    for grant in agreement.grants.all():
        clause = {"code": "sites", "params": {"sites": ["Kobe"], "agreement": str(agreement.uid), "clause": 1}}
        grant.obligations = [one for one in grant.obligations if one["code"] != "sites"] + [clause]
        grant.save()

    keep_places({job.pk: may_run(job)})

    assert taken_at("Winterthur") is None
    assert taken_at("Kobe").item_id == job.pk
