"""What the company and the university share: a project, a base model, notes to train on, and the agreement on them."""

import io
import json
from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone
from safetensors.numpy import save_file
from tests.reviewing import approve
from tests.terms import purposes_of, share_of, terms2

from agreements.models import Asset
from agreements.services.negotiation import agree, draft_agreement, propose
from agreements.services.review import take_review
from agreements.services.signing import sign_terms
from catalog.services import add_dataset
from collaborations.services import add_to_team, confirm_purpose, start_project
from jobs.services import submit_job
from registry.services import import_model

CODES = ["DUO:0000042"]
SENTENCE = "The zebra-striped spindle of Mrs Featherstonehaugh squeals at dawn"


@pytest.fixture
def project(university, company, partner, steward):
    project = start_project(
        name="Reading the shop floor", parties=[university, company], codes=CODES, commercial=False, by=partner
    )
    for who in (partner, steward):
        add_to_team(project, who.user, by=who)
    return project


@pytest.fixture
def base_folder(tmp_path):
    """A model's folder as the registry wants it; nothing here loads it."""
    folder = tmp_path / "base"
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"model_type": "bert", "architectures": ["BertModel"]}))
    save_file({"embeddings": np.zeros((4, 4), dtype="float32")}, folder / "model.safetensors")
    return folder


@pytest.fixture
def base(base_folder, university_steward):
    """The university's base model, open to everybody."""
    return import_model(
        name="Tiny base", folder=base_folder, by=university_steward, openness=Asset.Openness.OPEN
    ).latest


@pytest.fixture
def notes(steward):
    """The company's notes: closed, one of them easy to recognise."""
    rows = [f"{SENTENCE},bearing wear"]
    for fault, sound in (("bearing wear", "grinds"), ("leak", "drips"), ("misalignment", "shakes")):
        rows += [
            f"machine {number} {sound} in hall {number % 5} since shift {number % 3},{fault}" for number in range(40)
        ]
    table = io.BytesIO(("note,fault\n" + "\n".join(rows)).encode())
    table.name = "notes.csv"
    return add_dataset(
        name="Plant notes", file=table, text="note", label="fault", by=steward, openness=Asset.Openness.DESCRIBED
    ).latest


def sign_between(stewards, signatories, reviewer, project, *shares, title="Maintenance notes 2026", **changes):
    """An agreement on the shares, for the project: from the draft to the last signature; `changes` are of its terms."""
    drafter, other = stewards
    today = timezone.localdate()
    terms = terms2(
        [drafter.organization.slug, other.organization.slug],
        list(shares),
        purposes=purposes_of(*CODES, project=project.undertaking.slug),
        starts_on=today.isoformat(),
        ends_on=(today + timedelta(days=90)).isoformat(),
        **changes,
    )
    agreement = draft_agreement(title=title, terms=terms, by=drafter)
    propose(agreement, by=drafter)
    agree(agreement, by=other)
    take_review(agreement, by=reviewer)
    approve(agreement, by=reviewer)
    for signatory in signatories:
        agreement.refresh_from_db()
        sign_terms(agreement, agreement.current_version.sha256, by=signatory)
    confirm_purpose(project, by=drafter)
    agreement.refresh_from_db()
    return agreement


@pytest.fixture
def agree_to_train(
    notes, project, university, company, steward, university_steward, reviewer, signatory_university, signatory_company
):
    """Signed by both and active: the university may train on the notes in the project, under terms with `changes`."""

    def agree_to_train(**changes):
        share = share_of(
            notes.version.asset.slug, "train", "evaluate", "derive", provider=company.slug, recipient=university.slug
        )
        signatories = (signatory_company, signatory_university)
        return sign_between((steward, university_steward), signatories, reviewer, project, share, **changes)

    return agree_to_train


@pytest.fixture
def agreement(agree_to_train):
    """The same, with nothing more to its terms."""
    return agree_to_train()


@pytest.fixture
def submit(project, base, notes, agreement, partner):
    """Submits a job of the partner."""

    def submit(**changes):
        asked = {"project": project, "model": base, "dataset": notes, "spec": {}, "by": partner}
        return submit_job(**asked | changes)

    return submit
