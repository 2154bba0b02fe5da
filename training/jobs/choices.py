"""What a new job of a project can be made from: what is allowed can be picked, what is refused says why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Asset
from agreements.policy import visible
from catalog.models import DatasetVersion
from collaborations.models import Project
from jobs.access import decide_all
from organizations.actor import Actor
from registry.models import ModelVersion

MOST_ALLOWED = 50
MOST_REFUSED = 5  # each costs a decision with its reasons


@dataclass(frozen=True)
class Pick:
    """One thing to choose."""

    value: str
    label: str
    end: str
    why: str = ""
    refused: bool = False
    checked: bool = False


def model_picks(actor: Actor, project: Project, chosen: str = "") -> list[Pick]:
    """Base models, the newest version of each."""
    versions = ModelVersion.objects.filter(version__in=_newest(Asset.Kind.MODEL)).select_related(
        "version__asset__owner"
    )
    return _picks(actor, project, versions, ["derive"], chosen)


def dataset_picks(actor: Actor, project: Project, chosen: str = "") -> list[Pick]:
    """Datasets, the newest version of each."""
    versions = DatasetVersion.objects.filter(version__in=_newest(Asset.Kind.DATASET))
    return _picks(actor, project, versions.select_related("version__asset__owner"), ["train", "evaluate"], chosen)


def newest_model(actor: Actor, slug: str) -> ModelVersion | None:
    """The newest version of the model at `slug`, if `actor` may know of it."""
    versions = ModelVersion.objects.select_related("version__asset__owner")
    return visible(actor, versions, "discover").filter(version__asset__slug=slug).first()


def newest_dataset(actor: Actor, slug: str) -> DatasetVersion | None:
    """The newest version of the dataset at `slug`, if `actor` may know of it."""
    versions = DatasetVersion.objects.select_related("version__asset__owner")
    return visible(actor, versions, "discover").filter(version__asset__slug=slug).first()


def _newest(kind: str) -> QuerySet[Any, Any]:
    return Asset.objects.filter(kind=kind).annotate(newest=Max("versions")).values("newest")


def _picks(
    actor: Actor, project: Project, versions: QuerySet[Any], operations: Sequence[str], chosen: str
) -> list[Pick]:
    allowed = versions
    for operation in operations:
        allowed = visible(actor, allowed, operation, project=project.undertaking)
    picks = [_pick(version, chosen) for version in allowed[:MOST_ALLOWED]]
    if len(picks) == 1 and not chosen:
        picks = [_pick(allowed[0], picks[0].value)]
    known = visible(actor, versions, "discover").exclude(pk__in=allowed)
    return [*picks, *_refused(actor, project, known[:MOST_REFUSED], operations)]


def _pick(version: Any, chosen: str) -> Pick:
    asset = version.version.asset
    return Pick(asset.slug, _label(version), _size(version), str(asset.owner), checked=asset.slug == chosen)


def _refused(actor: Actor, project: Project, versions: Iterable[Any], operations: Sequence[str]) -> list[Pick]:
    picks = []
    for version in versions:
        needs = [(operation, version.version) for operation in operations]
        decision = decide_all(actor, needs, project=project)
        why = " ".join(decision.sentences(actor))
        picks.append(Pick(version.version.asset.slug, _label(version), _size(version), why, refused=True))
    return picks


def _label(version: Any) -> str:
    return _("%(name)s, version %(number)d") % {"name": version.version.asset.name, "number": version.version.number}


def _size(version: Any) -> str:
    if isinstance(version, DatasetVersion):
        return ngettext("%(count)s row", "%(count)s rows", version.rows) % {"count": f"{version.rows:,}"}
    return _("%(millions)s M weights") % {"millions": f"{version.parameters / 1e6:.1f}"}
