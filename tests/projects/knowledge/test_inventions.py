"""Inventions: whose they are, who decides, and what they freeze until then."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from agreements.errors import NotAllowed
from knowledge.models import Invention, Paper
from knowledge.services import begin_paper, disclose_invention, grant_licence, move_invention, rest_on, set_deadline
from knowledge.services.inventions import Part, remind_of_deadlines
from knowledge.standing import standing_of
from notifications.models import Notice


@pytest.fixture
def disclose(project, notes, partner):
    """Discloses what came from the notes, with these parts."""

    def disclose(*parts, by=partner):
        inventors = [
            Part(f"Inventor {number}", whose, Decimal(percent)) for number, (whose, percent) in enumerate(parts)
        ]
        told = {"title": "Two-step labelling", "description": "Labelled twice.", "inventors": inventors}
        return disclose_invention(project, **told, versions=[notes.version], by=by)

    return disclose


def test_parts_make_a_hundred_and_are_those_of_the_agreement(agree_to_train, disclose, company, university, outsider):
    owned = [{"party": company.slug, "percent": 40}, {"party": university.slug, "percent": 60}]
    agree_to_train(intellectual_property={"foreground": owned, "filing": {"party": company.slug, "days": 45}})

    for parts, said in (
        ([(company, "40"), (university, "59.5")], "The parts add up to 99.5 %"),
        ([(company, "60"), (university, "40")], "gives Halvard Bearings AG 40 % of what is invented"),
        ([(company, "40"), (university, "50"), (outsider, "10")], "Somewhere Else Institute takes no part"),
    ):
        with pytest.raises(ValidationError, match=said):
            disclose(*parts)

    invention = disclose((company, "40"), (university, "35.5"), (university, "24.5"))
    assert invention.organization == company, "the clause on filing says who decides"
    assert invention.decide_by == timezone.now().date() + timedelta(days=45)
    assert Invention.objects.count() == 1


def test_papers_on_the_same_are_frozen_until_it_is_decided(
    agreement, disclose, project, notes, university, partner, steward, signatory_university, client_for
):
    on_it, apart = (begin_paper(project, title=title, by=partner) for title in ("On the notes", "On nothing"))
    rest_on(on_it, version=notes.version, by=partner)
    invention = disclose((university, 100))

    def frozen(paper):
        return "frozen_by_invention" in {reason.code for reason in standing_of(paper).decision.reasons}

    assert (frozen(on_it), frozen(apart)) == (True, False)
    page = client_for(partner).get(on_it.get_absolute_url()).text
    assert "A steward or signatory of Nordhaven University, by filing it or seeking no patent" in page
    assert "On the notes" in client_for(steward).get(invention.get_absolute_url()).text
    for nobody in (partner, steward):
        with pytest.raises(NotAllowed):
            move_invention(invention, "in_review", by=nobody)
    asked = client_for(signatory_university).post(f"{invention.get_absolute_url()}move/", {"to": "granted"})
    assert (asked.status_code, "Select a valid choice" in asked.text) == (422, True)

    move_invention(invention, "in_review", by=signatory_university)
    assert frozen(on_it)
    filed = {"number": "EP 26 123 456", "jurisdictions": ["EP", "NO"]}
    with pytest.raises(ValidationError, match="number of the application"):
        move_invention(invention, "filed", by=signatory_university)
    invention = move_invention(invention, "filed", **filed, by=signatory_university)
    assert not frozen(Paper.objects.get(pk=on_it.pk))

    grant_licence(invention, steward.organization, "Grinding machines", exclusive=True, by=signatory_university)
    with pytest.raises(ValidationError, match="there is one already"):
        grant_licence(invention, steward.organization, "All else", by=signatory_university)


def test_a_paper_on_a_report_waits_for_an_invention_from_the_model_that_came_of_it(reported, project, partner):
    paper = begin_paper(project, title="What fitters write", by=partner)
    rest_on(paper, job=reported, by=partner)
    told = {"title": "Two-step labelling", "description": "Labelled twice."}
    inventors = [Part("Wen Jiahui", partner.organization, Decimal(100))]

    made = [reported.result.model_version.version]
    invention = disclose_invention(project, **told, inventors=inventors, versions=made, by=partner)

    assert paper.freezers() == [partner.organization]
    assert list(Paper.objects.on_the_same(invention)) == [paper]


def test_who_decides_is_reminded_of_a_deadline_once(agreement, disclose, university, signatory_university):
    invention = disclose((university, 100))
    today = timezone.now().date()
    for days in (3, 90):
        set_deadline(invention, f"In {days} days", today + timedelta(days=days), by=signatory_university)

    assert [remind_of_deadlines(), remind_of_deadlines()] == [1, 0]
    told = Notice.objects.get(verb="deadline.near", recipient=signatory_university.user.pk)
    assert told.params["reason"] == "In 3 days"
