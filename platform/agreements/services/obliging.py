"""What binds those who use a grant: the clauses of its terms as obligations, which stand on it and go with each yes."""

from collections.abc import Iterator
from typing import Any

from agreements.models import Asset
from agreements.operations import Operation
from agreements.policy import masking
from agreements.policy.budgeting import CODE

Obligation = dict[str, Any]


def obligations_of(common: dict[str, Any], places: list[int]) -> Iterator[Obligation]:
    """Those of the grant on the shares at these places; `common` is what all grants of the terms share."""
    terms = common["terms_version"].terms
    yield from _plain(terms["shares"][places[0]], terms)
    yield from _sites(common)
    yield from _masks(common, [terms["shares"][place]["asset"] for place in places])
    yield from _budget(common)


def _plain(share: dict[str, Any], terms: dict[str, Any]) -> Iterator[Obligation]:
    """Those that nothing is computed with."""
    if Operation.DOWNLOAD not in share["operations"] and share["asset"]["kind"] == "dataset":
        yield {"code": "no_download", "params": {}}
    if days := terms["publication"]["review_days"]:
        yield {"code": "publication_review", "params": {"days": days}}
    if day := terms["publication"].get("embargo_until"):
        yield {"code": "embargo", "params": {"until": day}}
    if terms.get("protections", {}).get("deidentified_only"):
        yield {"code": "deidentified_only", "params": {}}
    if terms.get("protections", {}).get("no_reidentification"):
        yield {"code": "no_reidentification", "params": {}}


def _sites(common: dict[str, Any]) -> Iterator[Obligation]:
    """Where what is shared may be computed on, with the clause that says so: two clauses may name different sites."""
    if sites := common["terms_version"].terms.get("protections", {}).get("sites"):
        clause = {"agreement": str(common["agreement"].uid), "clause": common["clauses"]["sites"]}
        yield {"code": "sites", "params": {"sites": sorted(sites), **clause}}


def _masks(common: dict[str, Any], shared: list[dict[str, str]]) -> Iterator[Obligation]:
    """The columns that are masked of each dataset, with the clause that says so."""
    for mask in common["terms_version"].terms.get("protections", {}).get("masked_columns", []):
        if {"kind": "dataset", "slug": mask["dataset"]} in shared:
            asset = Asset.objects.get(kind=Asset.Kind.DATASET, slug=mask["dataset"])
            clause = {"agreement": str(common["agreement"].uid), "clause": common["clauses"]["masked_columns"]}
            yield {
                "code": masking.CODE,
                "params": {"asset": str(asset.uid), "columns": sorted(mask["columns"]), **clause},
            }


def _budget(common: dict[str, Any]) -> Iterator[Obligation]:
    """What may be spent of each dataset's privacy, with the clause that says so: two clauses are two budgets."""
    if budget := common["terms_version"].terms.get("protections", {}).get("privacy_budget"):
        clause = {"agreement": str(common["agreement"].uid), "clause": common["clauses"]["privacy_budget"]}
        yield {"code": CODE, "params": {**budget, **clause}}
