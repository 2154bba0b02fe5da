"""Where a model's version comes from, as W3C PROV-JSON: versions, jobs, agreements, organizations and people.

https://www.w3.org/submissions/prov-json/. Only what the reader may know of is told, one step behind it nothing.
"""

from collections import defaultdict
from typing import Any
from uuid import UUID

from agreements.models import Agreement, AssetVersion, DerivedFrom
from agreements.policy import visible
from jobs.models import Job
from organizations.actor import Actor
from organizations.models import Organization

MEDIA_TYPE = "application/provenance+json"
PREFIX = "entente"

Document = dict[str, dict[str, Any]]


def provenance_of(version: AssetVersion, *, by: Actor, site: str) -> Document:
    """The document of `version`, which the caller has let `by` know of; `site` is where addresses begin."""
    versions, derivations = _upstream(version, by)
    told: Document = defaultdict(dict)
    told["prefix"] = {PREFIX: f"{site}/", "prov": "http://www.w3.org/ns/prov#"}
    for each in versions.values():
        told["entity"][_version(each)] = _told_version(each)
        _relate(
            told,
            "wasAttributedTo",
            {"prov:entity": _version(each), "prov:agent": _organization(told, each.asset.owner)},
        )
    for child, parent in derivations:
        ends = {"prov:generatedEntity": _version(versions[child]), "prov:usedEntity": _version(versions[parent])}
        _relate(told, "wasDerivedFrom", ends)
    made_by = Job.objects.told().filter(result__model_version__version__in=versions)
    for job in visible(by, made_by, "discover"):
        _tell_job(told, job, versions, by)
    return dict(told)


def _upstream(version: AssetVersion, by: Actor) -> tuple[dict[int, AssetVersion], list[tuple[int, int]]]:
    """The version and all that it goes back to, as far as each step is known to `by`, and who was made from whom."""
    known = visible(by, AssetVersion.objects.select_related("asset__owner"), "discover")
    found, derivations, last = {version.pk: version}, [], [version.pk]
    while last:
        links = list(DerivedFrom.objects.filter(child__in=last).values_list("child", "parent"))
        parents = known.in_bulk([parent for _child, parent in links if parent not in found])
        found |= parents
        derivations += [link for link in links if link[1] in found]
        last = list(parents)
    return found, derivations


def _told_version(version: AssetVersion) -> dict[str, Any]:
    return {
        "prov:label": str(version),
        "prov:type": f"{PREFIX}:{version.asset.kind}",
        f"{PREFIX}:number": version.number,
        f"{PREFIX}:sha256": version.digest,
    }


def _tell_job(told: Document, job: Job, versions: dict[int, AssetVersion], by: Actor) -> None:
    """The job that made a version, what it used, who had it done for whom, and the agreements that let it."""
    item, activity = job.item, _named("job", job.uid)
    assert item.started_at  # since it has a result
    assert item.finished_at
    told["activity"][activity] = {
        "prov:label": job.name,
        "prov:startTime": item.started_at.isoformat(),
        "prov:endTime": item.finished_at.isoformat(),
    }
    made = versions[job.result.model_version_id]
    _relate(told, "wasGeneratedBy", {"prov:entity": _version(made), "prov:activity": activity})
    inputs = [each.pk for each in (job.dataset_version, job.model_version) if each]
    for used in [*inputs, *(each.pk for each in job.helping.values())]:
        if used in versions:
            _relate(told, "used", {"prov:activity": activity, "prov:entity": _version(versions[used])})
    person, organization = _named("person", job.submitted_by.uid), _organization(told, item.organization)
    told["agent"][person] = {"prov:label": job.submitted_by.name, "prov:type": "prov:Person"}
    _relate(told, "wasAssociatedWith", {"prov:activity": activity, "prov:agent": person})
    _relate(told, "actedOnBehalfOf", {"prov:delegate": person, "prov:responsible": organization})
    for agreement in visible(by, Agreement.objects.filter(pk__in=item.agreements), "discover"):
        rules = _named("agreement", agreement.uid)
        told["entity"][rules] = {"prov:label": agreement.title, "prov:type": "prov:Plan"}
        _relate(told, "wasInfluencedBy", {"prov:influencee": activity, "prov:influencer": rules})


def _organization(told: Document, organization: Organization) -> str:
    name = f"{PREFIX}:organizations/{organization.slug}"
    told["agent"][name] = {"prov:label": organization.name, "prov:type": "prov:Organization"}
    return name


def _version(version: AssetVersion) -> str:
    return _named("version", version.uid)


def _named(kind: str, uid: UUID) -> str:
    return f"{PREFIX}:{kind}-{uid}"


def _relate(told: Document, relation: str, ends: dict[str, str]) -> None:
    told[relation][f"_:{relation}{len(told[relation]) + 1}"] = ends
