"""Where a version of a model stands, as one reader may know it."""

from typing import NamedTuple

from django.db.models import OuterRef, Q, QuerySet, Subquery

from agreements.policy import decide, visible
from collaborations.models import Project
from organizations.actor import Actor
from registry.models import PROMOTED_TO, Approval, Model, ModelVersion, Stage, StageChange
from registry.requirements import Told, answers_for


class Standing(NamedTuple):
    """A version's stage and how it came there; what is asked of it and approved is for the parties of its project."""

    version: ModelVersion
    changes: list[StageChange]
    is_party: bool
    asked: list[Told]
    approvals: list[Approval]
    earlier: ModelVersion | None

    @property
    def next_stage(self) -> Stage | None:
        """What it is promoted to next."""
        return PROMOTED_TO.get(Stage(self.version.stage))

    @property
    def missing(self) -> list[Told]:
        """What is not met yet."""
        return [told for told in self.asked if not told.answer.met]


def versions_known_to(actor: Actor) -> QuerySet[ModelVersion]:
    """The versions that `actor` may know of: as models, or because a project that they take part in made them."""
    as_models = visible(actor, ModelVersion.objects.order_by(), "discover").values("pk")
    in_projects = visible(actor, Project.objects.order_by(), "discover").values("pk")
    versions = ModelVersion.objects.select_related(
        "version__asset__owner", "version__asset__model", "project__undertaking"
    )
    return versions.filter(Q(pk__in=as_models) | Q(project__in=in_projects))


def standing_of(version: ModelVersion, *, by: Actor) -> Standing:
    """Where it stands."""
    is_party = version.project is not None and decide(by, "discover", version.project).allowed
    return Standing(
        version=version,
        changes=list(version.stage_changes.select_related("by", "organization")),
        is_party=is_party,
        asked=answers_for(version) if is_party else [],
        approvals=list(version.approvals.select_related("organization", "approved_by")) if is_party else [],
        earlier=before_it(version.model) if version.stage == Stage.PRODUCTION else None,
    )


def before_it(model: Model) -> ModelVersion | None:
    """The version that a rollback brings back: of those that a later release replaced and that nothing happened to
    since, the last one.
    """
    last = StageChange.objects.filter(version=OuterRef("pk")).order_by("-pk")
    versions = ModelVersion.objects.filter(version__asset=model.pk, stage=Stage.RETIRED).annotate(
        last_change=Subquery(last.values("pk")[:1]), last_deed=Subquery(last.values("deed")[:1])
    )
    if not ModelVersion.objects.filter(production_of=model).exists():
        return None
    found = versions.filter(last_deed=StageChange.Deed.REPLACED).order_by("-last_change")
    return found.select_related("version__asset", "project__undertaking").first()
