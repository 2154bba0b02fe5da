"""Where a model comes from and what came of it, as far as one may know."""

from collections.abc import Callable
from typing import NamedTuple

from agreements.models import AssetVersion
from agreements.policy import visible
from organizations.actor import Actor
from registry.models import ModelVersion


class Origin(NamedTuple):
    """What made a version, for who may know of it: a name, its page, and what it says of the version in a line."""

    name: str
    url: str
    says: str


class Lineage(NamedTuple):
    """The versions that one was made from, and those that were made from it."""

    sources: list[AssetVersion]
    derivatives: list[AssetVersion]


_origins: list[Callable[[ModelVersion, Actor], Origin | None]] = []


def register_origin(answer: Callable[[ModelVersion, Actor], Origin | None]) -> None:
    """Let an app above say what made a version."""
    _origins.append(answer)


def origins_of(version: ModelVersion, *, by: Actor) -> list[Origin]:
    """What made `version`, as far as `by` may know."""
    return [origin for answer in _origins if (origin := answer(version, by))]


def lineage_of(version: ModelVersion, *, by: Actor) -> Lineage:
    """The sources and derivatives of `version` that `by` may discover; of the others, nothing."""
    known = visible(by, AssetVersion.objects.select_related("asset__owner"), "discover")
    return Lineage(
        sources=list(known.filter(derivatives__child=version.version_id)),
        derivatives=list(known.filter(sources__parent=version.version_id)),
    )
