"""What a new job of a project can be made from: what is allowed can be picked, what is refused says why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.policy import visible
from catalog.models import DatasetVersion
from collaborations.models import Project
from jobs.access import decide_all
from jobs.cloning import new_base
from jobs.helpers import ROLES
from jobs.offers import Offer, fits, new_bases, teaching
from jobs.specs import why_unfit
from jobs.task_words import ARCHITECTURES, TASKS
from jobs.value_words import weights
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


def model_picks(actor: Actor, project: Project, task: str, chosen: str = "") -> list[Pick]:
    """Base models, of each the newest version that may be used, and new ones; those that can't learn `task` say so.

    As long as there is no task, all may still be fit.
    """
    allowed, others = _split(actor, project, ModelVersion.objects.all(), TO_START_FROM)
    known = list(allowed.values_list("pk", "version__asset__model__architecture"))  # asked once: there may be thousands
    able = {architecture: not task or fits(task, architecture) for _pk, architecture in known}
    fitting = [pk for pk, architecture in known if able[architecture]][:MOST_ALLOWED]
    unable = [pk for pk, architecture in known if not able[architecture]][:MOST_REFUSED]
    usable = [_pick(version, chosen) for version in _at(fitting)]
    unfit = [_unfit(version, task) for version in _at(unable)]
    usable += [_new(architecture, chosen) for architecture in (new_bases(task) if task else [])]
    if task or len(usable) == 1:
        usable = _first_checked(usable)
    return [*usable, *unfit, *_refused(actor, project, others, TO_START_FROM)]


def dataset_picks(actor: Actor, project: Project, chosen: str = "") -> list[Pick]:
    """Datasets from which something can be learned, of each the newest version that may be used."""
    allowed, others = _split(actor, project, DatasetVersion.objects.filter(teaching()), TO_LEARN_FROM)
    picks = [_pick(version, chosen) for version in allowed[:MOST_ALLOWED]]
    if len(picks) == 1:
        picks = _first_checked(picks)
    return [*picks, *_refused(actor, project, others, TO_LEARN_FROM)]


def task_picks(offers: Sequence[Offer], chosen: str) -> list[Pick]:
    """The tasks that the dataset offers."""
    return [
        Pick(offer.task, str(TASKS[offer.task][0]), "", str(TASKS[offer.task][1]), checked=offer.task == chosen)
        for offer in offers
    ]


def newest_model(actor: Actor, project: Project, slug: str) -> ModelVersion | None:
    """The newest version of the model at `slug` that may be used; else the newest that `actor` may know of."""
    found: ModelVersion | None = _newest_of(actor, project, ModelVersion.objects.all(), slug, TO_START_FROM)
    return found


def newest_dataset(actor: Actor, project: Project, slug: str) -> DatasetVersion | None:
    """The newest version of the dataset at `slug` that may be used; else the newest that `actor` may know of."""
    found: DatasetVersion | None = _newest_of(actor, project, DatasetVersion.objects.all(), slug, TO_LEARN_FROM)
    return found


def newest_usable(actor: Actor, project: Project, versions: QuerySet[Any], operations: Sequence[str]) -> Sequence[Any]:
    """Of these versions the newest of each asset that may be used, the newest first."""
    return list(_newest(_allowed(actor, project, versions, operations))[:MOST_ALLOWED])


def newest_helper(actor: Actor, project: Project, role: str, slug: str) -> Any:
    """The newest version of the asset at `slug` that may help so; else the newest that `actor` may know of."""
    kind = DatasetVersion if role == "synonyms" else ModelVersion
    return _newest_of(actor, project, kind._default_manager.all(), slug, [ROLES[role].operation])


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


def _split(
    actor: Actor, project: Project, versions: QuerySet[Any], operations: Sequence[str]
) -> tuple[QuerySet[Any], QuerySet[Any]]:
    """The newest versions that may be used, and the first of those that one may only know of."""
    allowed = _newest(_allowed(actor, project, versions, operations))
    others = versions.exclude(version__asset__in=allowed.values("version__asset"))
    return allowed, _newest(visible(actor, others, "discover"))[:MOST_REFUSED]


def _first_checked(picks: list[Pick]) -> list[Pick]:
    """The picks, the first of them checked where none is yet."""
    if not picks or any(pick.checked for pick in picks):
        return picks
    return [replace(picks[0], checked=True), *picks[1:]]


def _at(keys: Sequence[int]) -> QuerySet[ModelVersion]:
    """The versions with these keys, the newest first."""
    return ModelVersion.objects.filter(pk__in=keys).select_related("version__asset__owner")


def _unfit(version: ModelVersion, task: str) -> Pick:
    model = version.model
    return replace(_pick(version, ""), why=why_unfit(str(model), task, model.architecture), refused=True)


def _new(architecture: str, chosen: str) -> Pick:
    value = new_base(architecture)
    label = _("A new model: %(architecture)s") % {"architecture": architecture}
    return Pick(value, label, _("untrained"), str(ARCHITECTURES[architecture]), checked=value == chosen)


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
        rows = ngettext("%(count)s row", "%(count)s rows", version.rows) % {"count": f"{version.rows:,}"}
        return f"{rows} · {version.get_shape_display()}"
    return weights(version.parameters)
