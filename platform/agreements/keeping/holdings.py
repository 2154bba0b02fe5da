"""What the platform itself keeps for an organization that has to delete it, or of versions that rows were withdrawn
from. Higher apps know; each registers itself.

Deleting really deletes: the bytes go from the vault, unless the same bytes belong to something else as well.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import ProtectedError

from agreements.models import Duty
from vault.models import Blob
from vault.services import delete


@dataclass(frozen=True)
class Held:
    """Bytes that a duty speaks of: what they belong to, the file, and its SHA-256 (none: values in the database)."""

    of: str
    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Erased(Held):
    """What became of them; `deleted` is false where other things have the same bytes, and those keep them."""

    deleted: bool

    def as_json(self) -> dict[str, object]:
        """As a certificate says it."""
        return asdict(self)


class Holdings(ABC):
    """What one app keeps."""

    @abstractmethod
    def held(self, duty: Duty) -> Iterable[Held]:
        """The bytes that would go."""

    @abstractmethod
    def release(self, duty: Duty) -> "Iterable[Released]":
        """Let go of the same bytes: nothing of this app points to them afterwards. Within the caller's transaction."""


Released = tuple[Held, Blob | None]
Release = Callable[[Sequence[int]], Iterable[Released]]

_known: dict[str, Holdings] = {}
_releases: dict[str, Release] = {}


def register(name: str, holdings: Holdings) -> None:
    """Let an app above say what it keeps."""
    _known[name] = holdings


def register_traces(name: str, release: Release) -> None:
    """Let an app above let go of the rows of versions, by their ids, within the caller's transaction."""
    _releases[name] = release


def held_for(duty: Duty) -> list[Held]:
    """All that the platform keeps for who owes the duty."""
    return [held for holdings in _known.values() for held in holdings.held(duty)]


def erase(duty: Duty) -> list[Erased]:
    """Delete it. The bytes go when the transaction commits."""
    return _erased([each for holdings in _known.values() for each in holdings.release(duty)])


def erase_versions(versions: Sequence[int]) -> list[Erased]:
    """Delete the rows of versions, by their ids, wherever the platform keeps them: files, profiles, predictions."""
    return _erased([each for release in _releases.values() for each in release(versions)])


def _erased(released: Sequence[Released]) -> list[Erased]:
    paths = [blob.path if blob else None for _held, blob in released]
    gone = {None, *_delete({blob.pk: blob for _held, blob in released if blob}.values())}
    return [
        Erased(held.of, held.name, held.sha256, held.size, deleted=path in gone)
        for (held, _blob), path in zip(released, paths, strict=True)
    ]


def _delete(blobs: Iterable[Blob]) -> Iterator[str]:
    """The paths of those that are gone."""
    for blob in blobs:
        path = blob.path
        try:
            with transaction.atomic():
                delete(blob)
        except ProtectedError:  # the same bytes are part of something else, which keeps them
            continue
        yield path
