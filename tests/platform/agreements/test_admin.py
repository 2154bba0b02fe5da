"""The review desk: open to the operator's reviewers and staff with a second factor, and no row is edited there."""

import pytest
from django.urls import reverse
from tests.cast import owner_of
from tests.reviewing import all_hold

from agreements.models import Agreement, Asset, Review, State
from organizations.models import Organization, Role
from organizations.services import add_member, found_organization

QUEUE = "/admin/agreements/agreement/"


@pytest.fixture
def desk(reviewer, client_for):
    """The reviewer's browser."""
    return client_for(reviewer)


def review_page(agreement):
    return reverse("admin:agreements_agreement_review", args=[agreement.slug])


def test_the_queue_shows_what_waits_and_leads_to_its_page(brought_to, desk):
    agreement = brought_to("agreed")

    text = desk.get(QUEUE).text

    assert "Maintenance notes 2026" in text
    assert review_page(agreement) in text
    assert "Halvard Bearings AG · Nordhaven University" in text


def test_what_does_not_wait_is_out_of_the_queue_but_can_be_found(brought_to, desk):
    brought_to("active")

    assert "Maintenance notes 2026" not in desk.get(QUEUE).text
    assert "Maintenance notes 2026" in desk.get(f"{QUEUE}?waits=all").text


def test_a_draft_is_not_the_reviewers_to_see(brought_to, desk):
    agreement = brought_to("draft")

    assert "Maintenance notes 2026" not in desk.get(f"{QUEUE}?waits=all").text
    assert desk.get(review_page(agreement)).status_code == 404


def test_a_reviewer_takes_a_review_reads_the_clauses_and_approves_with_a_reason(brought_to, desk, reviewer):
    agreement = brought_to("agreed")

    taken = desk.post(review_page(agreement), {"take": "1"}, follow=True).text
    assert "With the dataset “Plant notes”" in taken
    assert "The text is what was hashed" in taken
    answers = {f"point_{code}": "yes" for code in all_hold(agreement)}
    desk.post(review_page(agreement), {"decide": "1", "verdict": "approve", "reason": "Clear.", **answers})

    assert Agreement.objects.get().state == State.APPROVED
    assert Review.objects.get().reviewer == reviewer.user


@pytest.mark.parametrize(
    ("sensitivity", "told"),
    [("ordinary", "the parties read your reason"), ("personal", "A second reviewer decides as well.")],
)
def test_an_approval_says_whether_somebody_else_decides_too(brought_to, notes, desk, sensitivity, told):
    Asset.objects.filter(pk=notes.pk).update(sensitivity=sensitivity)
    agreement = brought_to("in_review")
    answers = {f"point_{code}": "yes" for code in all_hold(agreement)}
    sent = {"decide": "1", "verdict": "approve", "reason": "Clear.", **answers}

    assert told in desk.post(review_page(agreement), sent, follow=True).text


@pytest.mark.parametrize("verdict", Review.Verdict.values)
def test_a_verdict_without_a_reason_is_asked_for_one(brought_to, desk, verdict):
    agreement = brought_to("in_review")

    answer = desk.post(review_page(agreement), {"decide": "1", "verdict": verdict, "reason": " "})

    assert answer.status_code == 422
    assert "Say why: the parties read it." in answer.text
    assert Agreement.objects.get().state == State.IN_REVIEW


@pytest.mark.parametrize("sent", [{"decide": "1"}, {"decide": "1", "verdict": "nonsense", "reason": "x"}])
def test_nonsense_is_no_verdict(brought_to, desk, sent):
    assert desk.post(review_page(brought_to("in_review")), sent).status_code == 422
    assert not Review.objects.exists()


def test_a_verdict_that_comes_too_late_is_explained(brought_to, desk):
    agreement = brought_to("approved")

    sent = {"decide": "1", "verdict": "reject", "reason": "Too late."}
    answer = desk.post(review_page(agreement), sent, follow=True)

    assert "from there it can" in answer.text
    assert Agreement.objects.get().state == State.APPROVED


def test_nobody_decides_about_their_own_organization(brought_to, desk, reviewer, company):
    agreement = brought_to("in_review")
    add_member(company, reviewer.user, [Role.AUDITOR], by=owner_of(company))

    assert "You belong to Halvard Bearings AG" in desk.get(review_page(agreement)).text
    desk.post(review_page(agreement), {"decide": "1", "verdict": "approve", "reason": "Ours."})

    assert Agreement.objects.get().state == State.IN_REVIEW


@pytest.mark.parametrize("who", ["steward", "partner", "stranger"])
def test_the_desk_is_closed_to_everybody_else_even_with_the_staff_flag(brought_to, client_for, request, who):
    agreement = brought_to("agreed")
    actor = request.getfixturevalue(who)
    actor.user.is_superuser = True
    actor.user.save()
    client = client_for(actor)

    for url in ("/admin/", QUEUE, review_page(agreement)):
        assert "Halvard Bearings AG · Nordhaven" not in client.get(url, follow=True).text
    client.post(review_page(agreement), {"take": "1"})

    assert Agreement.objects.get().state == State.AGREED


def test_who_is_signed_out_is_sent_to_the_one_door(client, db):
    answer = client.get(QUEUE, follow=True)

    assert answer.redirect_chain[-1][0].startswith(reverse("account_login"))


@pytest.mark.parametrize("path", ["add/", "1/change/", "1/delete/", "1/history/"])
def test_there_is_no_way_to_edit_rows_of_agreements(desk, path):
    assert desk.get(f"{QUEUE}{path}").status_code == 404


@pytest.mark.parametrize("path", ["audit/event/", "organizations/organization/"])
def test_the_other_lists_of_the_desk_open_for_staff(desk, path):
    assert desk.get(f"/admin/{path}").status_code == 200


def test_staff_verify_an_organization_through_the_service(desk, db, django_user_model):
    founder = django_user_model.objects.create_user("ana@lago.example", name="Ana Lindqvist")
    new = found_organization("Politecnico del Lago", Organization.Kind.ACADEMIC, founder=founder)

    assert "Verify Politecnico del Lago" in desk.get("/admin/organizations/organization/").text
    desk.post(reverse("admin:organizations_organization_verify", args=[new.slug]))

    new.refresh_from_db()
    assert new.is_verified


@pytest.mark.parametrize("path", [QUEUE, "/admin/audit/event/", "/admin/organizations/organization/"])
def test_the_desk_keeps_the_strict_content_policy(desk, path):
    answer = desk.get(path)

    assert "'unsafe-inline'" not in answer["Content-Security-Policy"]
    assert "<style" not in answer.text
    assert " style=" not in answer.text
    assert "onclick=" not in answer.text
