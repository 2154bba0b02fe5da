"""Negotiation: counter-proposals, comments on clauses, who has seen what, and the way back from an end."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from tests.cast import owner_of, recruit
from tests.reviewing import all_hold
from tests.terms import publication_of

from agreements.errors import NotAllowed, WrongState
from agreements.models import Agreement, Comment, Reading, StaffComment, State
from agreements.policy import visible
from agreements.services.negotiation import agree, counter_propose, draft_again, propose_version, withdraw
from agreements.services.review import Wanted, review
from agreements.services.talking import answer_comment, comment_for_staff, comment_on, resolve_comment
from audit.models import Event
from organizations.models import Role
from organizations.services import add_member

SECRET = "We would accept forty days"


def reauthenticated(client, actor):
    """Write the password again, as the page to sign on asks."""
    actor.user.set_password("a long and quiet sentence")
    actor.user.save()
    acting_for = client.session["acting_for"]
    client.force_login(actor.user, backend="accounts.backends.SignIn")
    session = client.session
    session["acting_for"] = acting_for
    session.save()
    client.post(reverse("account_reauthenticate"), {"password": "a long and quiet sentence"})
    return client


def version_page(agreement, number=1):
    return reverse("agreements:version", args=[agreement.slug, number])


def current(agreement):
    return Agreement.objects.get(pk=agreement.pk).current_version


def test_a_party_answers_proposed_terms_with_its_own_at_once(brought_to, university_steward, steward, plant_terms):
    agreement = brought_to("proposed")

    counter_propose(agreement, terms=plant_terms | {"publication": publication_of(45)}, by=university_steward)

    agreement.refresh_from_db()
    assert (agreement.state, agreement.current_version.number) == (State.PROPOSED, 2)
    with pytest.raises(NotAllowed):
        agree(agreement, by=university_steward)
    agree(agreement, by=steward)
    agreement.refresh_from_db()
    assert agreement.state == State.AGREED


def test_who_proposed_does_not_answer_with_a_counter_proposal(brought_to, steward, plant_terms):
    agreement = brought_to("proposed")

    with pytest.raises(NotAllowed):
        counter_propose(agreement, terms=plant_terms, by=steward)


def test_there_is_a_counter_proposal_only_to_a_proposal(brought_to, university_steward, plant_terms):
    with pytest.raises(WrongState):
        counter_propose(brought_to("agreed"), terms=plant_terms, by=university_steward)


def test_what_ended_before_it_was_in_force_is_drafted_again_from_its_terms(brought_to, steward, client_for):
    ended = brought_to("rejected")

    answer = client_for(steward).post(f"{ended.get_absolute_url()}draft-again/", follow=True)

    draft = Agreement.objects.get(drafted_from=ended)
    assert (draft.state, draft.current_version.terms) == (State.DRAFT, ended.current_version.terms)
    assert answer.redirect_chain[-1][0] == draft.get_absolute_url()


def test_a_draft_again_is_seen_by_its_drafters_only(brought_to, steward, university_steward, client_for):
    draft = draft_again(brought_to("withdrawn"), by=university_steward)

    assert client_for(steward).get(draft.get_absolute_url()).status_code == 404


def test_what_is_in_force_is_not_drafted_again(brought_to, steward):
    with pytest.raises(WrongState):
        draft_again(brought_to("active"), by=steward)


def test_parties_talk_about_a_clause_and_resolve_it(brought_to, steward, university_steward, client_for):
    agreement = brought_to("proposed")
    client = client_for(university_steward)
    address = reverse("agreements:comment", args=[agreement.slug, 1])

    client.post(address, {"clause": "2", "text": "Why not <b>download</b>?"})
    thread = Comment.objects.get()
    answer_comment(thread, "Because of clause 3.", by=steward)

    page = client.get(agreement.get_absolute_url()).text
    assert "Why not &lt;b&gt;download&lt;/b&gt;?" in page
    assert "Because of clause 3." in page
    assert 'href="#clause-2"' in page
    resolve_comment(thread, by=university_steward)
    assert "Resolved" in client.get(agreement.get_absolute_url()).text
    answer_comment(thread, "One more thing.", by=steward)
    assert Comment.objects.get(pk=thread.pk).resolved_at is None


@pytest.mark.parametrize(
    "sent", [{"text": ""}, {"text": "x", "clause": "99"}, {"text": "x", "clause": "-1"}, {"text": "x" * 4001}]
)
def test_a_faulty_comment_is_explained_and_not_kept(brought_to, steward, client_for, sent):
    agreement = brought_to("proposed")

    answer = client_for(steward).post(reverse("agreements:comment", args=[agreement.slug, 1]), sent)

    assert answer.status_code == 422
    assert not Comment.objects.exists()


def test_a_clause_that_the_version_does_not_have_is_refused_by_the_service_too(brought_to, steward):
    with pytest.raises(ValidationError, match="has no such clause"):
        comment_on(current(brought_to("proposed")), "?", clause=99, by=steward)


def test_only_the_parties_read_what_they_say_to_each_other(
    brought_to, steward, partner, stranger, reviewer, client_for
):
    agreement = brought_to("in_review")
    kept = comment_on(current(agreement), SECRET, by=steward)
    shared = comment_on(current(agreement), "Please look at clause 2", by=steward, for_reviewers=True)

    assert SECRET in client_for(partner).get(agreement.get_absolute_url()).text
    for address in (
        agreement.get_absolute_url(),
        version_page(agreement),
        reverse("admin:agreements_agreement_review", args=[agreement.slug]),
    ):
        page = client_for(reviewer).get(address).text
        assert SECRET not in page
        assert "Please look at clause 2" in page
    assert client_for(stranger).get(version_page(agreement)).status_code == 404
    assert list(visible(reviewer, Comment.objects.all(), "discover")) == [shared]
    assert set(visible(partner, Comment.objects.all(), "discover")) == {kept, shared}
    assert not visible(stranger, Comment.objects.all(), "discover")


def test_nobody_answers_in_a_thread_that_they_may_not_read(brought_to, steward, reviewer, stranger, client_for):
    agreement = brought_to("in_review")
    thread = comment_on(current(agreement), SECRET, by=steward)

    for outside in (reviewer, stranger):
        assert client_for(outside).post(reverse("agreements:answer", args=[thread.uid])).status_code == 404
        with pytest.raises(NotAllowed):
            answer_comment(thread, "I heard you", by=outside)


def test_an_auditor_reads_and_does_not_speak(brought_to, university):
    agreement = brought_to("proposed")
    auditor = recruit(university, "Ada Quist", Role.AUDITOR)

    with pytest.raises(NotAllowed):
        comment_on(current(agreement), "I was here", by=auditor)


def test_no_party_ever_reads_what_reviewers_say_among_themselves(
    brought_to, steward, partner, reviewer, client_for, api_for
):
    agreement = brought_to("in_review")
    comment_for_staff(agreement, SECRET, by=reviewer)
    desk = reverse("admin:agreements_agreement_review", args=[agreement.slug])
    assert SECRET in client_for(reviewer).get(desk).text

    slug = agreement.slug
    for party in (steward, partner):
        client, api = client_for(party), api_for(party)
        for address in (agreement.get_absolute_url(), version_page(agreement), desk, "/", "/audit/", "/agreements/"):
            assert SECRET not in client.get(address, follow=True).text
        for address in (f"/api/v1/agreements/{slug}/", f"/api/v1/agreements/{slug}/comments/", "/api/v1/audit/"):
            assert SECRET not in api.get(address).text
        assert not visible(party, StaffComment.objects.all(), "discover")
    assert not Event.objects.filter(verb="staff_comment.left", object_type="agreements.agreement").exists()


def test_a_reviewer_who_belongs_to_a_party_reads_no_comment_of_staff(
    brought_to, company, reviewer, operator, client_for
):
    agreement = brought_to("in_review")
    comment_for_staff(agreement, SECRET, by=recruit(operator, "Ana Lindqvist", Role.REVIEWER))
    add_member(company, reviewer.user, [Role.AUDITOR], by=owner_of(company))

    page = client_for(reviewer).get(reverse("admin:agreements_agreement_review", args=[agreement.slug]))

    assert page.status_code == 200
    assert SECRET not in page.text
    with pytest.raises(NotAllowed):
        comment_for_staff(agreement, "Hush", by=reviewer)


def test_the_parties_see_who_of_them_has_opened_a_version_and_when(brought_to, steward, partner, reviewer, client_for):
    agreement = brought_to("in_review")
    client = client_for(partner)
    for _ in range(2):
        client.get(agreement.get_absolute_url())
    client_for(reviewer).get(agreement.get_absolute_url())

    assert list(Reading.objects.values_list("user", flat=True)) == [partner.user.pk]
    page = client_for(steward).get(agreement.get_absolute_url()).text
    assert "Who has seen this version" in page
    assert "Wen Jiahui" in page
    assert "Who has seen this version" not in client_for(reviewer).get(agreement.get_absolute_url()).text


def test_each_version_shows_what_it_changed_and_leads_to_the_others(
    brought_to, university_steward, steward, plant_terms, client_for
):
    agreement = brought_to("proposed")
    counter_propose(agreement, terms=plant_terms | {"publication": publication_of(45)}, by=university_steward)

    page = client_for(steward).get(version_page(agreement, 2)).text

    assert '<del><span class="visually-hidden">removed: </span>30</del>' in page
    assert '<ins><span class="visually-hidden">added: </span>45</ins>' in page
    assert version_page(agreement, 1) in page
    assert "has taken its place" in client_for(steward).get(version_page(agreement, 1)).text


def test_a_version_that_was_replaced_as_a_draft_is_seen_by_its_drafters_only(
    brought_to, steward, university_steward, plant_terms, client_for
):
    agreement = brought_to("draft")
    comment_on(current(agreement), SECRET, by=steward)
    propose_version(agreement, terms=plant_terms | {"publication": publication_of(45)}, by=steward)

    assert client_for(steward).get(version_page(agreement, 1)).status_code == 200
    assert client_for(university_steward).get(version_page(agreement, 1)).status_code == 404
    page = client_for(university_steward).get(version_page(agreement, 2))
    assert page.status_code == 200
    assert "removed:" not in page.text
    assert not visible(university_steward, Comment.objects.all(), "discover")


def test_a_withdrawn_proposal_keeps_its_talk(brought_to, steward, client_for):
    agreement = brought_to("proposed")
    comment_on(current(agreement), "It was good to talk.", by=steward)
    withdraw(agreement, by=steward, reason="Another plan.")

    assert "It was good to talk." in client_for(steward).get(agreement.get_absolute_url()).text


def test_the_parties_read_the_conditions_before_they_sign(brought_to, reviewer, signatory_company, client_for):
    agreement = brought_to("in_review")
    given = {"answers": all_hold(agreement), "conditions": [Wanted("Name who deletes the copies.")]}
    review(agreement, "approve_with_conditions", reason="Clear, but.", by=reviewer, **given)
    client = reauthenticated(client_for(signatory_company), signatory_company)

    for address in (agreement.get_absolute_url(), f"{agreement.get_absolute_url()}sign/"):
        page = client.get(address).text
        assert "Approved on these conditions" in page
        assert "Name who deletes the copies." in page
