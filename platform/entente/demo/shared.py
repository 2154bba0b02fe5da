"""What the demonstration shares: a base model, a dataset, a project with a purpose, and the agreement for it."""

from collections.abc import Callable
from pathlib import Path
from typing import cast

from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.checklists import points_for
from agreements.models import Agreement, Asset, State, Undertaking
from agreements.services.negotiation import agree, draft_agreement, propose
from agreements.services.review import review, take_review
from agreements.services.signing import sign_terms
from agreements.services.versions import current_of
from agreements.terms import SCHEMA, Terms, asking_nothing_but
from catalog.models import Dataset
from catalog.services import add_dataset
from catalog.services.profiles import profile_here
from collaborations.models import Project
from collaborations.services import add_to_team, confirm_purpose, start_project
from entente.demo.base_model import base_model_folder
from entente.demo.cast import (
    COMPANY,
    COMPANY_SIGNATORY,
    RESEARCHER,
    REVIEWER,
    STEWARD,
    UNIVERSITY,
    UNIVERSITY_SIGNATORY,
)
from entente.demo.people import actor, organization
from entente.demo.table import Table
from privacy.services import answer_finding, scan_here
from registry.models import Model
from registry.services import import_model

BASE_NAME = "MiniLM-L6"
# General research use; not commercial.
PURPOSE = ("DUO:0000042", "DUO:0000046")


def seed_base_model() -> Model:
    """The university publishes the base model, open to everybody."""
    found = Model.objects.filter(asset__name=BASE_NAME, asset__owner=organization(UNIVERSITY)).first()
    return found or import_model(
        name=BASE_NAME,
        folder=base_model_folder(),
        by=actor(UNIVERSITY_SIGNATORY),
        task="text-classification",
        description=_("all-MiniLM-L6-v2, by the Sentence Transformers project: a small encoder that reads English."),
        licence="Apache-2.0",
        openness=Asset.Openness.OPEN,
    )


def seed_dataset(table: Table) -> Dataset:
    """The company brings its table: everybody may know of it, nobody else may look inside."""
    found = Dataset.objects.filter(asset__name=table.dataset, asset__owner=organization(COMPANY)).first()
    return found or _looked_through(_brought(table))


def _looked_through(dataset: Dataset) -> Dataset:
    """Profiled, and looked through for personal data; the company answers what was found."""
    steward = actor(STEWARD)
    profile_here(dataset.latest, by=steward)
    for finding in scan_here(dataset.latest, by=steward).findings.keeping_back():
        answer_finding(
            finding, answer="consented", reason=_("Brought for this demonstration by who runs it."), by=steward
        )
    return dataset


def _brought(table: Table) -> Dataset:
    return add_dataset(
        name=table.dataset,
        file=Path(table.path),
        text=table.text,
        label=table.label,
        by=actor(STEWARD),
        description=table.description,
        licence=table.licence,
        openness=Asset.Openness.DESCRIBED,
    )


def seed_project(table: Table) -> Project:
    """The university starts a project with the company, for research that is not commercial."""
    found = Project.objects.filter(undertaking__name=table.project).first()
    if found:
        return found
    by = actor(RESEARCHER)
    project = start_project(
        name=table.project,
        parties=[organization(UNIVERSITY), organization(COMPANY)],
        codes=list(PURPOSE),
        commercial=False,
        description=_("Can a small language model name the fault from what a fitter wrote?"),
        field="manufacturing",
        by=by,
    )
    for person in (RESEARCHER, STEWARD):
        add_to_team(project, actor(person).user, by=actor(person))
    return project


def draft(table: Table, dataset: Dataset, project: Project) -> Agreement:
    """The company's steward drafts the agreement, or it is found as it stands."""
    found = Agreement.objects.filter(title=table.agreement).first()
    return found or draft_agreement(
        title=table.agreement, terms=terms(dataset.asset, project.undertaking), by=actor(STEWARD)
    )


def carry_through(agreement: Agreement, project: Project) -> Agreement:
    """Propose, agree, review, sign by both, confirm the purpose: from wherever the agreement stands, to active."""
    deeds: dict[str, Callable[[], object]] = {
        State.DRAFT: lambda: propose(agreement, by=actor(STEWARD)),
        State.PROPOSED: lambda: agree(agreement, by=actor(UNIVERSITY_SIGNATORY)),
        State.AGREED: lambda: take_review(agreement, by=actor(REVIEWER)),
        State.IN_REVIEW: lambda: review(
            agreement,
            "approve",
            reason=_("Purpose, protection and end are clear."),
            by=actor(REVIEWER),
            answers={point.code: True for point in points_for(agreement)},
        ),
        State.APPROVED: lambda: _sign(agreement),
        State.SIGNING: lambda: _sign(agreement),
    }
    while deed := deeds.get(State(agreement.state)):
        deed()
        agreement.refresh_from_db()
    _confirm(project)
    return agreement


def _sign(agreement: Agreement) -> None:
    version = current_of(agreement)
    signed = set(version.signatures.values_list("user__email", flat=True))
    for person in (COMPANY_SIGNATORY, UNIVERSITY_SIGNATORY):
        if person.email not in signed:
            sign_terms(agreement, version.sha256, by=actor(person))


def _confirm(project: Project) -> None:
    undertaking = project.undertaking
    present = undertaking.confirmations.filter(purpose=undertaking.purpose, revision=undertaking.revision)
    if not present.filter(organization=organization(COMPANY)).exists():
        confirm_purpose(project, by=actor(STEWARD))


def terms(dataset: Asset, undertaking: Undertaking) -> Terms:
    """Training and evaluating for the project's purpose, at most until the end of next year."""
    today = timezone.localdate()
    company, university = organization(COMPANY).slug, organization(UNIVERSITY).slug
    stated = {
        "schema": SCHEMA,
        "prevailing_language": "en",
        "parties": [company, university],
        "shares": [
            {
                "provider": company,
                "recipient": university,
                "asset": {"kind": "dataset", "slug": dataset.slug},
                "versions": "all",
                "operations": ["train", "evaluate", "derive"],
            }
        ],
        **asking_nothing_but(
            purposes={"codes": list(PURPOSE), "project": undertaking.slug},
            protections={"no_reidentification": True},
            derived_models={
                "ownership": [{"party": company, "percent": 40}, {"party": university, "percent": 60}],
                "deploy": [company, university],
                "serve": [university],
            },
            intellectual_property={
                "foreground": [{"party": company, "percent": 50}, {"party": university, "percent": 50}]
            },
            publication={"review_days": 30},
            compliance={"every_months": 6},
        ),
        "starts_on": today.isoformat(),
        "ends_on": today.replace(year=today.year + 1, month=12, day=31).isoformat(),
        "law": {"en": "Swiss law applies.", "zh": "适用瑞士法律。"},
        "liability": {"en": "Each party answers for its own faults.", "zh": "各方为自身的过错负责。"},
    }
    return cast(Terms, stated)
