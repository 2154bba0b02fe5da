"""What a new job of a project can be made from: what is allowed can be picked, what is refused says why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.policy import visible
from catalog.models import DatasetVersion
from collaborations.models import Project
from jobs.access import decide_all
from organizations.actor import Actor
from registry.models import ModelVersion

TO_START_FROM = ["derive"]
TO_LEARN_FROM = ["train", "evaluate"]
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
    """Base models, of each the newest version that may be used."""
    return _picks(actor, project, ModelVersion.objects.all(), TO_START_FROM, chosen)


def dataset_picks(actor: Actor, project: Project, chosen: str = "") -> list[Pick]:
    """Datasets of texts and their classes, of each the newest version that may be used."""
    return _picks(actor, project, DatasetVersion.objects.classifying_texts(), TO_LEARN_FROM, chosen)


def newest_model(actor: Actor, project: Project, slug: str) -> ModelVersion | None:
    """The newest version of the model at `slug` that may be used; else the newest that `actor` may know of."""
    found: ModelVersion | None = _newest_of(actor, project, ModelVersion.objects.all(), slug, TO_START_FROM)
    return found


def newest_dataset(actor: Actor, project: Project, slug: str) -> DatasetVersion | None:
    """The newest version of the dataset at `slug` that may be used; else the newest that `actor` may know of."""
    found: DatasetVersion | None = _newest_of(actor, project, DatasetVersion.objects.all(), slug, TO_LEARN_FROM)
    return found


def _newest_of(actor: Actor, project: Project, versions: QuerySet[Any], slug: str, operations: Sequence[str]) -> Any:
    versions = versions.filter(version__asset__slug=slug).select_related("version__asset__owner")
    allowed = _allowed(actor, project, versions, operations)
    return allowed.first() or visible(actor, versions, "discover").first()


def _allowed(actor: Actor, project: Project, versions: QuerySet[Any], operations: Sequence[str]) -> QuerySet[Any]:
    for operation in operations:
        versions = visible(actor, versions, operation, project=project.undertaking)
    return versions


def _newest(versions: QuerySet[Any]) -> QuerySet[Any]:
    """Of each asset the newest of these versions, the newest first."""
    last = versions.order_by("version__asset_id", "-version__number").distinct("version__asset_id")
    found: QuerySet[Any] = versions.model._default_manager.filter(pk__in=last.values("pk"))
    return found.select_related("version__asset__owner")


def _picks(
    actor: Actor, project: Project, versions: QuerySet[Any], operations: Sequence[str], chosen: str
) -> list[Pick]:
    allowed = _newest(_allowed(actor, project, versions, operations))
    picks = [_pick(version, chosen) for version in allowed[:MOST_ALLOWED]]
    if len(picks) == 1 and not chosen:
        picks = [_pick(allowed[0], picks[0].value)]
    others = versions.exclude(version__asset__in=allowed.values("version__asset"))
    known = _newest(visible(actor, others, "discover"))
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
