"""What one person may do with a version of an asset, operation by operation, as its page says it."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from django.shortcuts import get_object_or_404

from agreements.models import Agreement, Asset, AssetVersion, Undertaking
from agreements.operations import Operation
from agreements.policy import Decision, decide, visible
from catalog.models import Dataset, DatasetVersion
from organizations.actor import Actor

PROJECTS = 20


class Answer(NamedTuple):
    """Whether an operation is allowed, under which agreement if one allows it, and why not if none does."""

    operation: Operation
    allowed: bool
    agreement: Agreement | None
    reasons: list[str]


class Access(NamedTuple):
    """The answers for one project, or for none, the projects one could ask for, and whether to ask the owner."""

    asset: Asset
    answers: list[Answer]
    project: Undertaking | None
    projects: list[Undertaking]
    may_ask: bool

    @property
    def agreements(self) -> list[Agreement]:
        """The agreements that allow something, each once."""
        return list(dict.fromkeys(answer.agreement for answer in self.answers if answer.agreement))

    def may(self, operation: str) -> bool:
        """Whether `operation` was asked for and is allowed."""
        return any(answer.allowed for answer in self.answers if answer.operation == operation)

    def why_not(self, operation: str) -> list[str]:
        """Why `operation` is refused."""
        return [reason for answer in self.answers if answer.operation == operation for reason in answer.reasons]


def version_at(slug: str, number: int, *, by: Actor) -> DatasetVersion:
    """That version of the dataset at the address `slug`, if `by` may know of it; else a 404."""
    dataset: Dataset = get_object_or_404(visible(by, Dataset.objects.told(), "discover"), asset__slug=slug)
    version: DatasetVersion = get_object_or_404(dataset.versions(), version__number=number)
    return version


def access_to(
    version: AssetVersion,
    operations: Sequence[Operation],
    *,
    by: Actor,
    project: str = "",
    files: Callable[[Decision], Decision] | None = None,
) -> Access:
    """What `by` may do with `version` in the project at the address `project`; in their newest one unless given.

    `files` is what a yes to a download has to keep to.
    """
    asset = version.asset
    projects = projects_of(by)
    chosen = next((each for each in projects if each.slug == project), projects[0] if projects else None)
    decisions = {operation: decide(by, operation, version, project=chosen) for operation in operations}
    if files and Operation.DOWNLOAD in decisions:
        decisions[Operation.DOWNLOAD] = files(decisions[Operation.DOWNLOAD])
    answers = [_answer(operation, decision, by) for operation, decision in decisions.items()]
    may_ask = asset.owner != by.organization and decide(by, "request_access", chosen).allowed
    return Access(asset, answers, chosen, projects, may_ask)


def sources_of(version: DatasetVersion, *, by: Actor) -> list[AssetVersion]:
    """The versions that one was made of and that `by` may discover; of the others, nothing."""
    known = visible(by, AssetVersion.objects.select_related("asset"), "discover")
    return list(known.filter(derivatives__child=version.version_id).order_by("asset__name", "asset_id"))


def usable_versions(slugs: list[str], *, by: Actor, project: Undertaking | None) -> list[DatasetVersion]:
    """The newest versions of the datasets at these addresses that `by` may make something of, in this order."""
    usable = visible(by, DatasetVersion.objects.all(), Operation.DERIVE, project=project)
    found = usable.filter(version__asset__slug__in=slugs).select_related("version__asset__owner")
    newest = {version.version.asset.slug: version for version in found.order_by("version__number")}
    return [newest[slug] for slug in dict.fromkeys(slugs) if slug in newest]


def project_called(slug: str, *, by: Actor) -> Undertaking | None:
    """The project at the address `slug`, among those that `access_to` offers."""
    return next((each for each in projects_of(by) if each.slug == slug), None) if slug else None


def projects_of(by: Actor) -> list[Undertaking]:
    """The projects that one may ask for: the newest that `by` knows of."""
    return list(visible(by, Undertaking.objects.all(), "discover")[:PROJECTS])


def _answer(operation: Operation, decision: Decision, by: Actor) -> Answer:
    if decision.allowed:
        return Answer(operation, True, decision.agreement, [])
    return Answer(operation, False, None, decision.sentences(by))
