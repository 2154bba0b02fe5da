"""The clauses on publication, kept at the moment at which a paper would leave its project."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.collaboration import notes  # noqa: F401  with its rows
from tests.terms import publication_of

from agreements.errors import NotAllowed
from agreements.models import Grant
from agreements.policy import decide_publication
from agreements.services.suspension import suspend_agreement
from knowledge.services import (
    add_manuscript,
    answer_manuscript,
    begin_paper,
    give_manuscript,
    publish_paper,
    rest_on,
    submit_paper,
)

NEXT_YEAR = datetime(timezone.now().year + 1, 3, 1, tzinfo=UTC)


@pytest.fixture
def paper_under(agree_to_train, project, notes, partner):  # noqa: F811
    """A paper of the university on the company's notes, given to whoever reads it by terms with these clauses."""

    def paper_under(review_days, **publication):
        agree_to_train(publication=publication_of(review_days, **publication))
        paper = begin_paper(project, title="What fitters write", by=partner)
        rest_on(paper, version=notes.version, by=partner)
        add_manuscript(paper, SimpleUploadedFile("paper.pdf", b"%PDF-1.7 first"), by=partner)
        if review_days:
            give_manuscript(paper, by=partner)
        return paper

    return paper_under


def kept_in(actor, paper, at=None):
    """Why it may not leave, as the actor reads it."""
    return " ".join(decide_publication(actor, paper, at).sentences(actor))


def test_nothing_is_submitted_before_its_readers_had_their_days(paper_under, partner):
    paper = paper_under(30)
    given_at = next(iter(paper.readings().values())).given_at

    with pytest.raises(NotAllowed):
        submit_paper(paper, by=partner)

    assert "lets Halvard Bearings AG read the manuscript until" in kept_in(partner, paper)
    assert kept_in(partner, paper, given_at + timedelta(days=30, microseconds=-1))
    assert not kept_in(partner, paper, given_at + timedelta(days=30))


def test_nothing_is_submitted_before_the_embargo_ends(paper_under, partner):
    paper = paper_under(0, embargo_until=NEXT_YEAR.date().isoformat())
    Grant.objects.update(ends_at=None)

    with pytest.raises(NotAllowed):
        submit_paper(paper, by=partner)

    assert "under embargo" in kept_in(partner, paper)
    assert kept_in(partner, paper, NEXT_YEAR - timedelta(microseconds=1))
    assert not kept_in(partner, paper, NEXT_YEAR)


def test_who_agrees_early_ends_its_days_and_an_objection_outlasts_them(paper_under, partner, steward):
    paper = paper_under(30)
    reading = paper.readings()[steward.organization.pk]

    answer_manuscript(reading, "objects", reason="Plant 2 is named.", asks="Write “one plant”.", by=steward)
    assert "Halvard Bearings AG objects" in kept_in(partner, paper, timezone.now() + timedelta(days=60))

    add_manuscript(paper, SimpleUploadedFile("paper.pdf", b"%PDF-1.7 second"), by=partner)
    assert paper.reading_of(steward.organization) == reading, "it can still take its objection back"
    assert "the latest version has not been given to it" in kept_in(partner, paper)
    give_manuscript(paper, by=partner)
    later = timezone.now() + timedelta(days=60)
    assert "Halvard Bearings AG objects" in kept_in(partner, paper, later), "until it says otherwise"

    answer_manuscript(paper.readings()[steward.organization.pk], "agrees", by=steward)
    assert submit_paper(paper, by=partner).submitted_at


def test_a_version_after_the_submission_is_read_before_it_is_published(paper_under, partner, steward):
    paper = paper_under(30)
    first = answer_manuscript(paper.readings()[steward.organization.pk], "agrees", by=steward)
    paper = submit_paper(paper, by=partner)
    first.refresh_from_db()
    told = {"reason": "Plant 2 is named.", "asks": "Write “one plant”."}
    with pytest.raises(ValidationError, match="was submitted"):
        answer_manuscript(first, "objects", **told, by=steward)

    add_manuscript(paper, SimpleUploadedFile("paper.pdf", b"%PDF-1.7 second"), by=partner)
    give_manuscript(paper, by=partner)
    answer_manuscript(paper.reading_of(steward.organization), "objects", **told, by=steward)

    with pytest.raises(NotAllowed):
        publish_paper(paper, by=partner)


def test_a_paper_that_names_nothing_stays(project, partner):
    paper = begin_paper(project, title="On nothing", by=partner)
    add_manuscript(paper, SimpleUploadedFile("paper.pdf", b"%PDF-1.7"), by=partner)

    with pytest.raises(NotAllowed):
        submit_paper(paper, by=partner)


def test_what_a_paper_rests_on_has_to_be_in_use_when_it_leaves(paper_under, partner, steward):
    paper = paper_under(0)
    assert not kept_in(partner, paper)

    suspend_agreement(Grant.objects.first().agreement, by=steward, reason="Looked into.")

    assert "is suspended since" in kept_in(partner, paper)
    with pytest.raises(NotAllowed):
        submit_paper(paper, by=partner)
    assert "publishes this paper" in kept_in(steward, paper)
