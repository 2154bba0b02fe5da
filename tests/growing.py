"""More of everything that the site lists, beside the one of each that a world has."""

from typing import Any

from django.db.models import Model as Row
from tests.cast import recruit
from tests.collaboration import CODES

from agreements.models import (
    AccessRequest,
    Agreement,
    AssetVersion,
    Comment,
    ComplianceReview,
    Duty,
    Finding,
    TeamMember,
    WorkingCopy,
)
from agreements.services.negotiation import draft_agreement, propose
from audit.services import record
from catalog.models import Dataset, DatasetVersion
from collaborations.models import (
    AgendaItem,
    Attendance,
    Decision,
    Meeting,
    MeetingAction,
    Milestone,
    Minutes,
    Objective,
    Risk,
    Task,
)
from collaborations.services import start_project
from jobs.models import Job
from knowledge.models import Deadline, Invention, Paper
from notifications.models import Notice
from organizations.actor import Actor
from organizations.models import Invitation, JoinRequest, Organization, Role, Token
from registry.models import Model, ModelVersion
from serving.models import Feedback, Prediction
from standards.models import Check, Standard, StandardVersion


def like(row: Row, **changes: object) -> Any:
    """A row that is another's copy but for what changes; what no two rows share is made anew."""
    kept = [field for field in row._meta.concrete_fields if not field.unique and field.name not in changes]
    return type(row)(**{field.attname: getattr(row, field.attname) for field in kept}, **changes)


def put_like(row: Row, **changes: object) -> Any:
    """The same, and it stands in the database."""
    copy = like(row, **changes)
    copy.save(force_insert=True)
    return copy


def grow(word: str, *, keeper: Actor, taker: Actor) -> None:
    """One more of each; `word` tells it from the others."""
    for actor in (keeper, taker):
        someone = recruit(actor.organization, f"{word} Someone", Role.RESEARCHER)
        put_like(TeamMember.objects.filter(organization=actor.organization).first(), user=someone.user)
        _at_the_door(actor.organization, word, someone)
        put_like(Notice.objects.to(actor).first())
        record(actor, "asset.frozen", Dataset.objects.first().asset)
    put_like(Organization.objects.get(pk=keeper.organization.pk), name=f"Partner {word}", slug=f"partner-{word}")
    parties = {"parties": [taker.organization, keeper.organization], "codes": CODES, "commercial": False}
    start_project(name=f"Project {word}", **parties, by=taker)
    _shared(Dataset.objects.first(), DatasetVersion, word)
    _shared(Model.objects.first(), ModelVersion, word)
    _of_agreements(Agreement.objects.get(state="active"), word, by=keeper)
    answer = put_like(Prediction.objects.first())
    put_like(Feedback.objects.first(), prediction=answer)
    for model in (Paper, Invention):
        put_like(model._default_manager.first())
    put_like(Deadline.objects.first())
    for each in (Objective, Milestone, Task, Risk, Decision):
        put_like(each._default_manager.first())
    _of_meetings(word, someone)
    standard = put_like(Standard.objects.first(), name=f"Standard {word}")
    newest = StandardVersion.objects.published().first()
    numbers = StandardVersion.objects.filter(standard=newest.standard).count()
    versions = [put_like(newest, standard=standard), put_like(newest, patch=numbers)]
    for version in versions:
        put_like(Check.objects.first(), version=version)
    job = Job.objects.first()
    put_like(job, item=put_like(job.item))


def _of_meetings(word: str, someone: Actor) -> None:
    """Another series with a meeting, and more of what is written down about the first."""
    first = Meeting.objects.order_by("id").first()
    put_like(first, series=put_like(first.series, title=f"Call {word}"))
    for model in (AgendaItem, MeetingAction):
        put_like(model._default_manager.first())
    put_like(first.minutes.first(), number=Minutes.objects.count() + 1)
    Attendance.objects.create(meeting=first, user=someone.user, organization=someone.organization, answer="yes")


def _at_the_door(organization: Organization, word: str, someone: Actor) -> None:
    for model in (Token, Invitation):
        for row in model.objects.filter(organization=organization)[:1]:
            put_like(row, digest=f"{organization.slug}-{word}")
    for row in JoinRequest.objects.filter(organization=organization)[:1]:
        put_like(row, user=someone.user)


def _shared(first: Dataset | Model, of_version: type[DatasetVersion] | type[ModelVersion], word: str) -> None:
    """Another asset of the same owner with a version, another version of the first, a request and a duty for it."""
    asset = put_like(first.asset, name=f"{first.asset.name} {word}", slug=f"{first.asset.slug}-{word}")
    put_like(first, asset=asset)
    told = of_version._default_manager.filter(version__asset=first.asset).first()
    newer = AssetVersion.objects.filter(asset=first.asset).count() + 1
    for version in (like(told.version, asset=asset), like(told.version, number=newer)):
        version.save()
        copy = put_like(told, version=version)
        for file in told.files.all():
            put_like(file, version=copy)
    for row in AccessRequest.objects.all()[:1]:
        put_like(row, asset=asset)
    for row in Duty.objects.exclude(asset=None)[:1]:
        put_like(row, asset=asset)


def _of_agreements(agreement: Agreement, word: str, *, by: Actor) -> None:
    terms = agreement.current_version.terms
    other = propose(draft_agreement(title=f"Agreement {word}", terms=terms, by=by), by=by)
    for review in ComplianceReview.objects.all()[:1]:
        put_like(review, agreement=other)
    for model in (Finding, Comment, WorkingCopy):
        put_like(model._default_manager.first())
