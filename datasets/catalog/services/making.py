"""What was made of other assets is shown as a version that derives from them, and is bound by what binds each."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q

from agreements.models import Asset, AssetVersion, Undertaking
from agreements.policy import Decision, permitted, require
from agreements.services.assets import add_version, register_asset
from agreements.services.licences import licence_of_made
from audit.services import record
from catalog import arrivals
from catalog.models import Dataset, DatasetVersion
from catalog.services.profiles import profile_on_arrival
from catalog.services.reading import read_here
from catalog.services.versions import Kept, Source, keep_files, show_next, show_version
from organizations.actor import Actor
from organizations.models import Organization
from work.errors import JobFault

STRICTNESS = (Asset.Sensitivity.ORDINARY, Asset.Sensitivity.CONFIDENTIAL, Asset.Sensitivity.PERSONAL)


def derive_dataset(
    file: Source,
    roles: Mapping[str, str],
    *,
    made_of: Sequence[AssetVersion],
    about: Mapping[str, str],
    by: Actor,
    project: Undertaking | None = None,
    dataset: Dataset | None = None,
) -> DatasetVersion:
    """A small table that software here has written becomes a dataset that derives from `made_of`, or the next version.

    Raises:
        NotAllowed: `by` may make nothing of one of these, or adds nothing to their organization.
        ValidationError: what is wrong with the table.
        JobFault: its rows are those of the version before.
    """
    to: tuple[str, Any] = ("add_version", dataset.asset) if dataset else ("add_asset", by.organization)
    require(by, *to)
    owner = by.organization
    assert owner is not None  # the yes says so
    needs = [to, *(("derive", source) for source in made_of)]
    with (
        read_here(file, roles) as read,
        keep_files(owner, read.original, read.folder, name=read.name, schema=read.schema) as kept,
        permitted(by, needs, project=project) as yes,
    ):
        licence = licence_of_made([each.asset for each in made_of], yes.rests_on.agreements, otherwise="")
        told = {"licence": licence, **about}
        return show_made(kept, made_of, owner=owner, dataset=dataset, about=told, by=by, decision=yes)


def show_made(
    kept: Kept,
    made_of: Sequence[AssetVersion],
    *,
    owner: Organization,
    dataset: Dataset | None,
    about: Mapping[str, str],
    by: Actor,
    decision: Decision,
) -> DatasetVersion:
    """Show a new dataset of `owner`, or the next version of `dataset`, in the caller's transaction and under its yes.

    Raises JobFault: its rows are those of the version before.
    """
    sensitivity = _strictest(made_of)
    if dataset:
        if kept.data.sha256 == dataset.latest.version.digest:
            raise JobFault("same_rows")
        _be_as_sensitive(dataset.asset, sensitivity)
        added = add_version(dataset.asset, kept.data.sha256, made_of)
        version = show_next(added, kept, about.get("changes", ""), by=by, decision=decision, sources=len(made_of))
    else:
        told: dict[str, Any] = {"owner": owner, "sensitivity": sensitivity, "licence": about.get("licence", "")}
        asset = register_asset(Asset.Kind.DATASET, name=about["name"], **told)
        words = {name: about.get(name, "") for name in ("description", "licence")}
        Dataset.objects.create(asset=asset, created_by=by.user, **words)
        version = show_version(kept, add_version(asset, kept.data.sha256, made_of))
        arrivals.tell(version, by)
        note: dict[str, Any] = {"rows": version.rows, "digest": kept.data.sha256, "sources": len(made_of)}
        record(by, "dataset.added", asset, decision=decision, **note)
    profile_on_arrival(version, by)
    return version


def _strictest(made_of: Sequence[AssetVersion]) -> str:
    """The sensitivity of whatever they go back to: a model has none of its own, and tells of the data that it saw."""
    assets = [each.asset_id for each in made_of]
    behind = Asset.objects.filter(Q(pk__in=assets) | Q(descendants__asset__in=assets))
    return max(behind.values_list("sensitivity", flat=True), key=STRICTNESS.index)


def _be_as_sensitive(asset: Asset, least: str) -> None:
    if STRICTNESS.index(asset.sensitivity) < STRICTNESS.index(least):
        Asset.objects.filter(pk=asset.pk).update(sensitivity=least)
