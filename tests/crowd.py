"""Everybody there is: each role, in organizations that stand differently to a company and what it shares."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.cast import owner_of, recruit, with_proved_address
from tests.collaboration import CODES, sign_between
from tests.doors import still_it_is_they
from tests.terms import share_of

from accounts.models import User
from agreements.models import Agreement, Asset, Condition, Duty, WorkingCopy
from agreements.services.access import ask_for_access
from agreements.services.compliance import open_review
from agreements.services.compliance_findings import add_finding
from agreements.services.conditions import meet_condition
from agreements.services.copies import keep_working_copy
from agreements.services.ethics import file_ethics_approval
from agreements.services.parties import invite_party
from agreements.services.suspension import suspend_agreement
from agreements.services.talking import comment_on
from catalog.formats import Column, Guess
from catalog.models import DatasetVersion, Fusion, Ingestion, RowWithdrawal
from catalog.services.fusions import KIND as FUSION
from catalog.services.ingestions import KIND, about_new, begin_ingestion
from catalog.services.uploads import append_bytes, begin_upload
from catalog.services.withdrawals import withdraw_rows
from collaborations.meetings.feeds import renew_feed
from collaborations.meetings.models import Meeting
from collaborations.meetings.services import add_agenda_item, note_action, plan_meetings, write_minutes
from collaborations.models import Objective, Task
from collaborations.services import add_to_team, start_project
from collaborations.services.objectives import state_objective
from collaborations.services.planning import add_milestone, add_task
from collaborations.services.records import raise_risk, record_decision
from jobs.services import submit_job
from knowledge.models import Invention, Paper
from knowledge.services import (
    add_author,
    add_manuscript,
    begin_paper,
    disclose_invention,
    give_manuscript,
    rest_on,
    set_deadline,
)
from knowledge.services.inventions import Part
from notifications.models import Notice
from organizations.actor import Actor
from organizations.models import JoinRequest, Organization, Role, Token
from organizations.roles import OPERATOR_ONLY
from organizations.services import found_organization, invite, verify_organization
from privacy.deidentifying import KIND as DEIDENTIFICATION
from privacy.models import Deidentification, Finding, Scan
from privacy.recipes import Recipe, Step
from registry.models import Arrival
from registry.services import import_model
from registry.services.arrivals import begin_arrival
from serving.batches.services import KIND as BATCH
from serving.models import Batch, Feedback, Prediction
from standards.models import StandardVersion
from standards.services import begin_standard, check_dataset, write_draft
from work.services.claims import take_work
from work.services.holding import succeed
from work.services.queueing import Asks, enqueue

ROLES = tuple(role for role in Role if role not in OPERATOR_ONLY)
# How an organization stands towards the company's things.
STANDINGS = ("own", "partner", "suspended", "stranger", "unverified")

World = dict[str, str]


def one_of_each(
    agreement: Agreement,
    project: Any,
    dataset: Asset,
    model: Asset,
    job: Any,
    *,
    keeper: Actor,
    taker: Actor,
    joining: Actor,
) -> dict[str, str]:
    """What an address can name, by the word that stands for it: things of the keeper's that the taker may use."""
    keeping, taking = keeper.organization, taker.organization
    review = open_review(agreement, by=keeper)
    wanted = {"project": project.undertaking, "words": "To look at it at home.", "by": taker}
    asked = ask_for_access(dataset, "download", **wanted)
    found = {"organization": taking, "says": "A copy lies on a laptop.", "due_on": date(2030, 1, 1)}
    duty = Duty.objects.create(kind=Duty.Kind.COPIES, agreement=agreement, organization=taking, asset=dataset)
    wish = {"organization": keeping, "user": joining.user, "email": "x@y.example"}
    copy = WorkingCopy(template="bilateral", parties=[keeping.slug, taking.slug])
    invited = f"someone@{taking.slug}.example"
    approval = agreement.current_version.reviews.get()
    condition = Condition.objects.create(review=approval, number=1, text="Name who deletes.", due_on=date(2030, 1, 1))
    decided = {"committee": "REK", "reference": "2026/114", "expires_on": date(2030, 1, 1)}
    document, protocol = (SimpleUploadedFile(name, b"%PDF-1.7") for name in ("rek.pdf", "protocol.pdf"))
    return {
        "ethics_approval": str(file_ethics_approval(project.undertaking, document=document, **decided, by=taker).uid),
        "fulfilment": str(meet_condition(condition, how="It is named.", file=protocol, by=keeper).uid),
        "company": keeping.slug,
        "applicant": keeping.slug,
        "agreement": agreement.slug,
        "dataset": dataset.slug,
        "dataset_owner": dataset.owner.slug,
        "model": model.slug,
        "model_owner": model.owner.slug,
        "project": project.undertaking.slug,
        "party": taking.slug,
        "joining": joining.organization.slug,
        "objective": str(_objective(project, by=taker).uid),
        "milestone": str(add_milestone(project, name="Notes are labelled", due_on=date(2030, 1, 1), by=taker).uid),
        "task": str(_task(project, by=taker).uid),
        "risk": str(raise_risk(project, kind="interest", words="Who may publish first?", by=taker).uid),
        "decision": str(record_decision(project, words="We begin.", decided_on=date(2026, 1, 5), by=taker).uid),
        **_meeting(project, by=taker),
        "project_invitation": str(invite_party(project.undertaking, _somebody_else(), by=taker).uid),
        "job": str(job.uid),
        "duty": str(duty.uid),
        "notice": str(Notice.objects.filter(recipient=taker.user.pk).latest("pk").uid),
        "compliance_review": str(review.uid),
        "working_copy": str(keep_working_copy(copy, written={"title": ["Begun"]}, by=keeper).uid),
        "comment": str(comment_on(agreement.current_version, "Why?", by=keeper).uid),
        "access_request": str(asked.request.uid),
        "draft": str(seen_file(keeper).uid),
        "arrival": str(_model_on_its_way(keeper).uid),
        "prediction": str(_corrected(model, project, by=taker).uid),
        "upload": str(begin_upload(name="more.csv", size=5, by=keeper).uid),
        "finding": str(add_finding(review, **found, by=keeper).uid),
        "privacy_finding": str(_place_found_in(dataset).uid),
        "recipe": str(_measured(dataset, by=keeper, written_by=joining).uid),
        "fusion": str(_combined(by=keeper).uid),
        "batch": str(_asked_about_rows(model, by=keeper).uid),
        "row_withdrawal": str(_withdrawal_asked(dataset, by=keeper).uid),
        "paper": str(_paper_on(dataset, project, by=taker).uid),
        "invention": str(_invention_on(dataset, project, by=keeper).uid),
        **_standard_of(dataset, project, by=taker, checked_by=keeper),
        "member": str(keeper.user.uid),
        "session": "a" * 32,
        "passkey": "b" * 32,
        "invitation": str(invite(keeping, invited, [Role.OWNER], site="/", by=owner_of(keeping)).uid),
        "asked_to_join": str(JoinRequest.objects.get_or_create(**wish)[0].uid),
    }


def _paper_on(dataset: Asset, project: Any, *, by: Actor) -> Paper:
    """A paper whose manuscript the dataset's owner reads."""
    paper = begin_paper(project, title="What fitters write", by=by)
    add_author(paper, name="Wen Jiahui", by=by)
    rest_on(paper, version=dataset.versions.latest("number"), by=by)
    add_manuscript(paper, SimpleUploadedFile("paper.pdf", b"%PDF-1.7"), by=by)
    give_manuscript(paper, by=by)
    return paper


def _invention_on(dataset: Asset, project: Any, *, by: Actor) -> Invention:
    """An invention that came from the same, and so freezes the paper."""
    told = {"title": "Two-step labelling", "description": "Short notes are labelled twice."}
    inventors = [Part("Marta Kovač", by.organization, Decimal(100))]
    versions = [dataset.versions.latest("number")]
    invention = disclose_invention(project, **told, inventors=inventors, versions=versions, by=by)
    set_deadline(invention, "Answer the office", date(2030, 1, 1), by=by)
    return invention


def _objective(project: Any, *, by: Actor) -> Objective:
    """What the project shall reach; nobody has agreed to it."""
    told = {"name": "Known from the first note", "comparison": "at_least", "target": 0.9, "due_on": date(2030, 1, 1)}
    return state_objective(project, task="text-classification", metric="accuracy", **told, by=by)


def _task(project: Any, *, by: Actor) -> Task:
    """Something that is to be done, by somebody, on the way to a milestone."""
    whose = {"owner": project.undertaking.team.get(user=by.user), "milestone": project.milestones.latest("pk")}
    return add_task(project, name="Label a hundred notes", due_on=date(2029, 12, 1), **whose, by=by)


def _meeting(project: Any, *, by: Actor) -> dict[str, str]:
    """A meeting that is under way, so that people can still answer and already say who is there."""
    began = timezone.now().replace(tzinfo=None)
    meeting: Meeting = plan_meetings(project, title="Call", starts=began, minutes=60, zone="UTC", by=by)
    write_minutes(meeting, "All went well.", after=0, by=by)
    return {
        "meeting": str(meeting.uid),
        "agenda_item": str(add_agenda_item(meeting, "What fitters say", by=by).uid),
        "noted": str(note_action(meeting, "Ask the fitters", person=by.user.uid, by=by).uid),
        "secret": renew_feed(by),
    }


FORMAT: dict[str, Any] = {"row": {"properties": {"note": {"type": "string", "description": "What the fitter wrote"}}}}


def _standard_of(dataset: Asset, project: Any, *, by: Actor, checked_by: Actor) -> World:
    """A standard with a version that is published, by which the dataset was checked, and a draft."""
    standard = begin_standard(project, name="Fitters’ notes", kind="data_format", about="Notes to learn from.", by=by)
    first = write_draft(standard, number="1.0.0", body=FORMAT, by=by)
    StandardVersion.objects.filter(pk=first.pk).update(state="published", published_at=timezone.now())
    first.refresh_from_db()
    subject = DatasetVersion.objects.get(version=dataset.versions.latest("number"))
    check = check_dataset(first, subject, by=checked_by)
    write_draft(standard, number="1.1.0", body=FORMAT, by=by)
    return {"standard": str(standard.uid), "standard_check": str(check.uid)}


def _somebody_else() -> Organization:
    """A verified organization that is no party to anything, and invited; always the same, for everybody sees it."""
    known = Organization.objects.filter(name="Invited Institute").first()
    if known:
        return known
    founder = User.objects.create_user("ines@invited.example", name="Ines Duarte")
    founded = found_organization("Invited Institute", Organization.Kind.OTHER, founder=founder)
    operator = Organization.objects.get(kind=Organization.Kind.OPERATOR)
    return verify_organization(founded, by=owner_of(operator))


def _place_found_in(dataset: Asset) -> Finding:
    """A finding that keeps nothing back."""
    version = dataset.versions.latest("number").dataset_version
    scan, _made = Scan.objects.get_or_create(version=version, defaults={"finished_at": timezone.now()})
    told = {"rows": 1, "looked": 121, "confidence": 0.7, "samples": ["O***"]}
    return Finding.objects.get_or_create(scan=scan, column="note", kind=Finding.Kind.PLACE, defaults=told)[0]


def _combined(*, by: Actor) -> Fusion:
    """An order to combine, for which no worker has come yet."""
    item = enqueue(FUSION, by=by, asks=Asks(places=0))
    told = {"about": {"name": "Combined"}, "columns": [{"name": "note", "kind": "text", "role": "text"}], "item": item}
    return Fusion.objects.create(organization=by.organization, begun_by=by.user, **told)


def _asked_about_rows(model: Asset, *, by: Actor) -> Batch:
    """Rows that a model is to be asked about, for which no worker has come yet."""
    item = enqueue(BATCH, by=by, asks=Asks(places=0))
    version = model.versions.latest("number").model_version
    return Batch.objects.create(
        organization=by.organization, asked_by=by.user, version=version, name="new.csv", item=item
    )


def _corrected(model: Asset, project: Any, *, by: Actor) -> Prediction:
    """An answer to the taker, and their correction of it, which waits for review."""
    answer = Prediction.objects.create(
        model_version=model.versions.latest("number").model_version,
        project=project.undertaking,
        organization=by.organization,
        asked_by=by.user,
        label="wear",
        confidence=0.9,
        length=7,
        inputs={"text": "A drip."},
    )
    Feedback.objects.create(prediction=answer, person=by.user, right=False, label="leak", review="waiting")
    return answer


def _withdrawal_asked(dataset: Asset, *, by: Actor) -> RowWithdrawal:
    """Rows to withdraw, for which no worker has come yet."""
    told = {"column": "note", "keys": ["a note"], "reason": "Consent withdrawn.", "deletes": True}
    return RowWithdrawal.objects.filter(version__version__asset=dataset).first() or withdraw_rows(
        dataset.dataset, **told, by=by
    )


def _measured(dataset: Asset, *, by: Actor, written_by: Actor) -> Deidentification:
    """A recipe that waits for an approval by another than who wrote it."""
    item = enqueue(DEIDENTIFICATION, by=by, asks=Asks(places=0))
    lease = take_work(DEIDENTIFICATION, "w1")
    assert lease
    succeed(lease)
    return Deidentification.objects.create(
        version=dataset.versions.latest("number").dataset_version,
        recipe=Recipe((Step("note", "mask"),)).as_json(),
        changes="Masked.",
        measured={"rows": 121, "before": None, "after": None},
        item=item,
        written_by=written_by.user,
    )


def seen_file(by: Actor) -> Ingestion:
    """A file that was looked at, and waits for the word of who brought it."""
    upload = append_bytes(begin_upload(name="seen.csv", size=5, by=by), io.BytesIO(b"note\n"), at=0, by=by)
    draft = begin_ingestion(upload, about=about_new({"name": "Seen", "openness": "closed"}), by=by)
    lease = take_work(KIND, "w1")
    assert lease
    dialect = {"delimiter": ",", "quote": '"', "escape": "", "decimal": ".", "skip": 0, "header": True, "missing": []}
    draft.guess = Guess("csv", "utf-8", dialect, "table", [Column("note", "text")]).to_json()
    draft.save()
    succeed(lease)
    return draft


def _model_on_its_way(by: Actor) -> Arrival:
    """An archive that waits to be looked through."""
    upload = append_bytes(begin_upload(name="base.zip", size=2, by=by), io.BytesIO(b"PK"), at=0, by=by)
    return begin_arrival(upload, about={"name": "Coming"}, by=by)


@pytest.fixture
def clinic(operator: Organization) -> Organization:
    """The partner under the agreement that is suspended."""
    founder = User.objects.create_user("mara@clinic.example", name="Mara Novak")
    founded = found_organization("Sava Clinic", Organization.Kind.OTHER, founder=founder)
    return verify_organization(founded, by=owner_of(operator))


@pytest.fixture
def young(operator: Organization) -> Organization:
    """An organization that nobody has verified."""
    founder = User.objects.create_user("yuki@young.example", name="Yuki Sato")
    return found_organization("Young Company", Organization.Kind.INDUSTRY, founder=founder)


@pytest.fixture
def crowd(company, university, clinic, outsider, young, operator) -> dict[tuple[str, str], Actor]:
    """A person for each role in each organization, and one for each role of the operator's."""
    standing = dict(zip(STANDINGS, (company, university, clinic, outsider, young), strict=True))
    people = {
        (name, role): recruit(organization, f"{role}-{name} Example", role)
        for name, organization in standing.items()
        for role in ROLES
    }
    return people | {("operator", role): recruit(operator, f"{role} Example", role) for role in sorted(OPERATOR_ONLY)}


@pytest.fixture
def worlds(crowd, notes, base, base_folder, company, reviewer, api_for) -> dict[str, dict[str, str]]:
    """The company's closed notes and model: shared under an agreement in force, and under one that is suspended."""
    keeper = crowd["own", "steward"]
    own = import_model(name="Plant base", folder=base_folder, by=keeper, openness=Asset.Openness.DESCRIBED).latest
    dataset, model = notes.version.asset, own.version.asset
    found = {}
    for name in ("partner", "suspended"):
        taker, other = crowd[name, "researcher"], crowd[name, "steward"]
        parties = {"parties": [taker.organization, company], "codes": CODES, "commercial": False}
        project = start_project(name=f"Shop floor, {name}", **parties, by=taker)
        for who in (taker, keeper):
            add_to_team(project, who.user, by=who)
        sides = {"provider": company.slug, "recipient": taker.organization.slug}
        shares = [
            share_of(dataset.slug, "train", "evaluate", "derive", **sides),
            share_of(model.slug, "evaluate", "infer", **sides, kind="model"),
        ]
        signatories = (crowd["own", "signatory"], crowd[name, "signatory"])
        agreement = sign_between((keeper, other), signatories, reviewer, project, *shares, title=f"Notes, {name}")
        job = submit_job(project=project, model=base, dataset=notes, spec={}, by=taker)
        shared = {"agreement": agreement, "project": project, "dataset": dataset, "model": model, "job": job}
        found[name] = one_of_each(**shared, keeper=keeper, taker=taker, joining=crowd["stranger", "researcher"])
        api_for(taker)
        found[name]["token"] = str(Token.objects.get(user=taker.user).uid)
        if name == "suspended":
            suspend_agreement(agreement, reason="Clause 4 was not kept.", by=keeper)
    Asset.objects.filter(pk__in=[dataset.pk, model.pk]).update(openness=Asset.Openness.CLOSED)
    for world in found.values():
        world |= {"role": "original", "file": "config.json"}
    return found


@pytest.fixture
def undrawn_pdf(monkeypatch):
    """Who gets a PDF is decided before it is drawn, and drawing takes a second, hundreds of times."""
    monkeypatch.setattr("agreements.services.export.print_agreement", lambda _told: b"%PDF-1.7")


@pytest.fixture
def crowd_clients(crowd, client_for) -> dict[tuple[str, str], Client]:
    """Everybody, signed in; and somebody who isn't."""
    return {("anonymous", ""): Client()} | {who: client_for(actor) for who, actor in crowd.items()}


@pytest.fixture
def fresh_clients(crowd, crowd_clients) -> dict[tuple[str, str], Client]:
    """The same, each with a proved address, who have just shown once more that it is they."""
    for who, actor in crowd.items():
        with_proved_address(actor)
        still_it_is_they(crowd_clients[who])
    return crowd_clients
