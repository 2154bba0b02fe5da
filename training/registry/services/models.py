"""Models are brought in, published when they were tuned, and laid out for jobs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from agreements.models import Asset, AssetAncestor, AssetVersion, Undertaking
from agreements.operations import Operation
from agreements.policy import Decision, permitted, require
from agreements.services.assets import add_version, register_asset
from agreements.services.licences import licence_of_made
from agreements.streaming import give_out
from audit.services import record
from collaborations.models import Project
from engine.digests import object_digest
from organizations.actor import Actor
from organizations.models import Organization
from registry.folders import check_folder
from registry.models import File, Model, ModelVersion
from registry.reading import ModelFolder
from vault.models import Blob
from vault.services import ALL, local_path, put


@dataclass(frozen=True)
class StoredFolder:
    """A model's folder whose bytes lie in the vault, and that nothing shows yet."""

    folder: ModelFolder
    owner: Organization
    blobs: dict[str, Blob]

    @property
    def digest(self) -> str:
        """What `engine.digests.folder_digest` gives for the same files."""
        return object_digest({name: blob.sha256 for name, blob in self.blobs.items()})

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(blob.size for blob in self.blobs.values())


def size_of(model: ModelVersion) -> int:
    """Bytes of all its files."""
    return sum(model.files.values_list("blob__size", flat=True))


def store_folder(path: Path, *, owner: Organization) -> StoredFolder:
    """Look through the model in `path` and put its bytes into the vault.

    Raises:
        ValidationError: the folder holds a pickle, code, or no sound weights.
    """
    folder = check_folder(path)
    return StoredFolder(folder, owner, {name: put(owner, path / name) for name in folder.files})


def import_model(
    *,
    name: str,
    folder: Path,
    by: Actor,
    task: str = "",
    description: str = "",
    field: str = "",
    licence: str = "",
    openness: str = Asset.Openness.CLOSED,
) -> Model:
    """Bring in a base model for the organization that `by` acts for, as version 1.

    Raises:
        NotAllowed: `by` is no steward of an organization; nothing is read.
        ValidationError: what the folder holds and must not, or lacks.
    """
    require(by, "add_asset", by.organization)
    owner = by.organization
    assert owner is not None  # the yes says so
    stored = store_folder(folder, owner=owner)
    with permitted(by, [("add_asset", by.organization)]) as yes:
        about = {"name": name, "task": task, "description": description, "field": field}
        return show_imported(stored, about=about | {"licence": licence, "openness": openness}, by=by, decision=yes)


def show_imported(stored: StoredFolder, *, about: Mapping[str, str], by: Actor, decision: Decision) -> Model:
    """Show a stored folder as a new model of its owner; what `about` doesn't say of it, its card does.

    The caller holds the yes of the policy (`permitted`).
    """
    card = stored.folder.card
    licence = about["licence"] or card.licence
    openness = about["openness"] or Asset.Openness.CLOSED
    asset = register_asset(Asset.Kind.MODEL, name=about["name"], owner=stored.owner, openness=openness, licence=licence)
    model = Model.objects.create(
        asset=asset,
        description=about["description"],
        field=about.get("field", ""),  # nobody was asked for it when older ones came
        task=about["task"] or card.task,
        licence=licence,
        architecture=stored.folder.architecture,
        languages=card.languages,
        created_by=by.user,
    )
    version = add_version(asset, stored.digest)
    _add_files(ModelVersion.objects.create(version=version, parameters=stored.folder.parameters), stored)
    record(by, "model.imported", asset, decision=decision, digest=stored.digest)
    return model


def publish_tuned(
    stored: StoredFolder,
    *,
    name: str,
    task: str,
    base: ModelVersion | None,
    sources: Sequence[AssetVersion],
    project: Project,
    by: Actor,
    decision: Decision,
) -> ModelVersion:
    """Show a tuned model as a new asset of the organization that its maker acts for, derived from its base and its
    `sources`, data and what helped; what was trained from nothing has no base.

    It stays closed: what the others may do with it is for the terms to say. The caller holds the yes of the
    policy (`permitted`) and opens the transaction in which the job succeeds as well.
    """
    parents = list(dict.fromkeys([*([base.version] if base else []), *sources]))
    made_of = [source.asset for source in parents]
    own = base.model.licence if base else ""
    licence = licence_of_made(made_of, decision.rests_on.agreements, otherwise=own)
    asset = register_asset(
        Asset.Kind.MODEL, name=name, owner=stored.owner, openness=Asset.Openness.CLOSED, licence=licence
    )
    Model.objects.create(
        asset=asset,
        field=project.field,
        task=task,
        licence=licence,
        architecture=stored.folder.architecture,
        languages=base.model.languages if base else [],
        created_by=by.user,
    )
    version = ModelVersion.objects.create(
        version=add_version(asset, stored.digest, derived_from=parents),
        parameters=stored.folder.parameters,
        base=base,
        project=project,
    )
    _add_files(version, stored)
    made_from = Asset.objects.filter(pk__in=AssetAncestor.objects.filter(asset=asset).values("ancestor"))
    record(by, "model.published", asset, decision=decision, about=made_from, digest=stored.digest)
    return version


def _add_files(version: ModelVersion, stored: StoredFolder) -> None:
    File.objects.bulk_create(File(version=version, name=name, blob=blob) for name, blob in stored.blobs.items())


def materialise(version: ModelVersion, folder: Path) -> Path:
    """Lay the version's files out in `folder`, verified and read-only, for a job that the policy has let in."""
    for file in version.files.select_related("blob"):
        local_path(file.blob, folder, file.name)
    return folder


def stream_file(file: File, *, by: Actor, project: Undertaking | None = None, part: slice = ALL) -> Iterator[bytes]:
    """The bytes of one file, or a part of them, verified before the first is given out; the question is asked at once.

    Raises:
        NotAllowed: `by` may not have the model's weights; or may no longer, while the bytes flow.
    """
    return give_out(
        file.blob,
        file.name,
        version=file.version.version,
        operation=Operation.RELEASE_WEIGHTS,
        deed="model.downloaded",
        by=by,
        also=None,  # weights are no rows: a job was given none of what is masked
        project=project,
        part=part,
    )
