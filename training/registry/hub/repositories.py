"""Models and datasets as a Hugging Face client knows them: a repository, whose versions are its commits."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from agreements.models import Asset, AssetVersion, Undertaking
from agreements.operations import Operation
from agreements.policy import Decision, require, visible
from agreements.streaming import give_out
from audit.services import record
from catalog.models import Dataset, DatasetVersion
from catalog.models import File as DatasetFile
from catalog.sight import uncut
from organizations.actor import Actor
from registry.hub.cards import card_of
from registry.hub.errors import EntryNotFound, RevisionNotFound
from registry.models import File as ModelFile
from registry.models import Model, ModelVersion
from vault.models import Blob

COMMIT_LETTERS = 40  # of a version's SHA-256: clients take exactly so many for a commit
CARD = "README.md"


@dataclass(frozen=True)
class Entry:
    """A file at its path in the repository: bytes in the vault, or a card that is written when it is asked for."""

    path: str
    size: int
    sha256: str
    blob: Blob | None = None
    text: bytes = b""

    @classmethod
    def kept(cls, path: str, blob: Blob) -> "Entry":
        """A file of the vault."""
        return cls(path, blob.size, blob.sha256, blob=blob)

    @classmethod
    def written(cls, path: str, text: bytes) -> "Entry":
        """A text of our own."""
        return cls(path, len(text), hashlib.sha256(text).hexdigest(), text=text)


@dataclass(frozen=True)
class Commit:
    """A version of a model or dataset, for who asks in `project`, or in none."""

    row: ModelVersion | DatasetVersion
    actor: Actor
    project: Undertaking | None

    @property
    def version(self) -> AssetVersion:
        """What the policy is asked about."""
        version: AssetVersion = self.row.version
        return version

    @property
    def sha(self) -> str:
        """Its name among commits."""
        return sha_of(self.version)

    @property
    def names(self) -> set[str]:
        """By which a client may ask for it."""
        return {self.sha, f"v{self.version.number}", str(self.version.number)}

    @property
    def operation(self) -> Operation:
        """What reading its files is."""
        return _reading(self.version.asset.kind)

    @property
    def keeps_to(self) -> Callable[[Decision], Decision] | None:
        """What a yes to reading its files has to keep to: nothing in a dataset's is masked."""
        return uncut(self.row) if isinstance(self.row, DatasetVersion) else None

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Its files by their paths. The caller has a yes, from `allow`."""
        entries = _files_of(self.row)
        if CARD not in entries:
            entries[CARD] = Entry.written(CARD, card_of(self.row))
        return dict(sorted(entries.items()))

    def allow(self) -> Decision:
        """The yes to reading its files.

        Raises:
            NotAllowed: the policy refuses; the refusal is in the audit.
        """
        return require(self.actor, self.operation, self.version, project=self.project, also=self.keeps_to)

    def entry(self, path: str) -> Entry:
        """The file at `path`. Raises EntryNotFound where there is none."""
        found = self.entries.get(path)
        if found is None:
            raise EntryNotFound(path, self.sha)
        return found

    def give(self, entry: Entry, part: slice) -> Iterator[bytes]:
        """The bytes of `part`, for as long as the policy says yes; the download is in the audit.

        Raises:
            NotAllowed: the policy refuses; or does later, while the bytes flow.
        """
        deed = f"{self.version.asset.kind}.downloaded"
        if entry.blob is None:
            yes = self.allow()
            record(self.actor, deed, self.version.asset, decision=yes, version=self.version.number, file=entry.path)
            return iter([entry.text[part]])
        return give_out(
            entry.blob,
            entry.path,
            version=self.version,
            operation=self.operation,
            deed=deed,
            by=self.actor,
            also=self.keeps_to,
            project=self.project,
            part=part,
        )


@dataclass(frozen=True)
class Repository:
    """A model or dataset that the actor may know of."""

    thing: Model | Dataset
    actor: Actor
    project: Undertaking | None

    @property
    def asset(self) -> Asset:
        """What it is to the policy."""
        asset: Asset = self.thing.asset
        return asset

    @property
    def name(self) -> str:
        """Its owner and address, as in `university/chest-base`."""
        return name_of(self.asset)

    def commits(self) -> list[Commit]:
        """Its versions, the newest first."""
        return [Commit(row, self.actor, self.project) for row in self.thing.versions()]

    def at(self, revision: str) -> Commit:
        """The version that `revision` names: `main` for the newest that may be read, a number, or a commit's name.

        Raises:
            RevisionNotFound: nothing has that name.
        """
        commits = self.commits()
        if revision == "main":
            readable = self._readable(commits)
            return next((each for each in commits if each.version.pk in readable), commits[0])
        found = next((each for each in commits if revision in each.names), None)
        if found is None:
            raise RevisionNotFound(revision)
        return found

    def may_read(self, commit: Commit) -> bool:
        """Whether the files of `commit` may be read: what a list says, without asking for them."""
        return commit.version.pk in self._readable([commit])

    def _readable(self, commits: list[Commit]) -> set[int]:
        versions = AssetVersion.objects.filter(pk__in=[each.version.pk for each in commits])
        allowed = visible(self.actor, versions, _reading(self.asset.kind), project=self.project)
        return set(allowed.values_list("pk", flat=True))


def known_to(actor: Actor, kind: str) -> QuerySet[Any]:
    """The models or datasets that `actor` may know of."""
    things = Model.objects.told() if kind == Asset.Kind.MODEL else Dataset.objects.told()
    return visible(actor, things, Operation.DISCOVER)


def name_of(asset: Asset) -> str:
    """An asset's name as a repository."""
    return f"{asset.owner.slug}/{asset.slug}"


def sha_of(version: AssetVersion) -> str:
    """A version's name as a commit."""
    return version.digest[:COMMIT_LETTERS]


def _reading(kind: str) -> Operation:
    return Operation.RELEASE_WEIGHTS if kind == Asset.Kind.MODEL else Operation.DOWNLOAD


def _files_of(row: ModelVersion | DatasetVersion) -> dict[str, Entry]:
    return {path: Entry.kept(path, file.blob) for file in row.files.all() if (path := _path_of(file))}


def _path_of(file: ModelFile | DatasetFile) -> str:
    """Where a client finds the file; a dataset's original lies apart, so that no loader takes it for more rows."""
    if isinstance(file, DatasetFile) and file.role == DatasetFile.Role.ORIGINAL:
        return f"original/{file.name}"
    return file.name
