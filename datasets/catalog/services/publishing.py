"""A file that was read becomes a version: bytes to the vault first, then one transaction that shows it."""

from pathlib import Path

from agreements.models import Asset
from agreements.policy import Decision, permitted
from agreements.services.assets import add_version, register_asset
from audit.services import record
from catalog import arrivals
from catalog.formats import Fault, Schema
from catalog.models import Dataset, DatasetVersion, Ingestion
from catalog.services.profiles import profile_on_arrival
from catalog.services.sweeping import drop_upload
from catalog.services.versions import Kept, keep_files, show_next, show_version
from organizations.actor import Actor
from work.errors import JobFault
from work.leases import Lease
from work.models import Item
from work.services.holding import succeed

UNREADABLE = "dataset_unreadable"  # the code of what is wrong with a file, in `catalog.formats` too


def publish(draft: Ingestion, schema: Schema, lease: Lease, *, original: Path, folder: Path, by: Actor) -> Item:
    """Show what was read as version 1 of a new dataset, or as the next version; the upload is no more.

    Raises:
        NotAllowed: the policy refuses it by now.
        JobFault: the rows are those of the version before, or its person has left it.
        LeaseLost: another worker holds the item by now.
    """
    with keep_files(draft.organization, original, folder, name=draft.name, schema=schema) as kept:
        return _shown(draft, kept, lease, by)


def _shown(draft: Ingestion, kept: Kept, lease: Lease, by: Actor) -> Item:
    with permitted(by, draft.needs) as yes:
        draft = (
            Ingestion.objects.select_for_update(of=("self",))
            .select_related("upload", "dataset__asset")
            .get(pk=draft.pk)
        )
        if draft.left_at:
            raise JobFault("left")
        draft.version = _next(draft, draft.dataset, kept, yes, by) if draft.dataset else _first(draft, kept, yes, by)
        profile_on_arrival(draft.version, by)
        upload, draft.upload, draft.head = draft.upload, None, []
        draft.save(update_fields=["version", "upload", "head"])
        if upload:
            drop_upload(upload)
        return succeed(lease, stored_bytes=kept.size)


def _first(draft: Ingestion, kept: Kept, yes: Decision, by: Actor) -> DatasetVersion:
    about = draft.about
    asset = register_asset(
        Asset.Kind.DATASET,
        name=about["name"],
        owner=draft.organization,
        openness=about.get("openness") or Asset.Openness.CLOSED,
        licence=about.get("licence", ""),
    )
    words = {name: about.get(name, "") for name in ("description", "field", "licence", "citation")}
    Dataset.objects.create(asset=asset, created_by=by.user, **words)
    version = show_version(kept, add_version(asset, kept.data.sha256))
    arrivals.tell(version, by)
    record(by, "dataset.added", asset, decision=yes, rows=version.rows, digest=kept.data.sha256)
    return version


def _next(draft: Ingestion, dataset: Dataset, kept: Kept, yes: Decision, by: Actor) -> DatasetVersion:
    added = add_version(dataset.asset, kept.data.sha256)  # locks: of two at once the second sees the first
    last = dataset.latest
    if kept.data.sha256 == last.version.digest:
        said = Fault("same_rows", {"file": draft.name, "number": last.version.number})
        raise JobFault(UNREADABLE, faults=[list(said)])
    return show_next(added, kept, draft.about.get("changes", ""), by=by, decision=yes)
