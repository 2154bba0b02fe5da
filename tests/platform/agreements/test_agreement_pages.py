"""Pages of agreements and of the audit, as the parties, a stranger and a signatory meet them."""

import re

import pytest
from django.urls import reverse

from agreements.models import Agreement, Signature, State
from agreements.policy.tables import VERBS
from agreements.services.undertakings import confirm_purpose
from agreements.telling import VERBS_IN_WORDS

PASSWORD = "a long and quiet sentence"


def without_token(response):
    """The page without what is drawn anew each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.text)


def page(client, agreement):
    return client.get(agreement.get_absolute_url())


def reauthenticated(client, actor):
    """Write the password again, as the sign page asks."""
    actor.user.set_password(PASSWORD)
    actor.user.save()
    client.force_login(actor.user, backend="accounts.backends.SignIn")
    session = client.session
    session["acting_for"] = actor.organization.slug
    session.save()
    return client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def test_the_list_shows_a_party_its_agreements_and_a_stranger_none(brought_to, partner, stranger, client_for):
    brought_to("active")

    assert "Maintenance notes 2026" in client_for(partner).get("/agreements/").text
    assert "No agreement yet" in client_for(stranger).get("/agreements/").text


def test_a_stranger_gets_the_same_404_as_for_what_does_not_exist(brought_to, stranger, client_for):
    agreement = brought_to("active")
    client = client_for(stranger)

    hidden, absent = page(client, agreement), client.get("/agreements/no-such-agreement/")

    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert without_token(hidden).replace(agreement.slug, "") == without_token(absent).replace("no-such-agreement", "")


def test_a_draft_is_seen_by_its_drafters_only(brought_to, steward, university_steward, client_for):
    draft = brought_to("draft")

    assert page(client_for(steward), draft).status_code == 200
    assert page(client_for(university_steward), draft).status_code == 404


def test_the_page_shows_clauses_with_their_keepers_signatures_life_and_digest(brought_to, partner, client_for):
    agreement = brought_to("active")

    text = page(client_for(partner), agreement).text

    assert "With the dataset “Plant notes”, Nordhaven University may find it" in text
    assert all(f'data-keeper="{keeper}"' in text for keeper in ("software", "people", "text"))
    assert "Jonas Keller" in text
    assert agreement.current_version.sha256 in text
    assert 'aria-current="step"' in text


def test_the_page_reads_in_chinese(brought_to, partner, client_for):
    response = client_for(partner).get(brought_to("active").get_absolute_url(), headers={"accept-language": "zh-hans"})

    assert "本协议由 Halvard Bearings AG 和 Nordhaven University 订立。" in response.text


def test_the_page_says_what_the_reader_may_do_now_and_why_not(brought_to, partner, steward, shop_floor, client_for):
    agreement = brought_to("active")
    confirm_purpose(shop_floor, by=steward)
    client = client_for(partner)

    told = {one.sentence: one for one in page(client, agreement).context["shares"][0].allowances}

    assert told["Train models on it"].decision.allowed
    assert not told["Download a copy"].decision.allowed
    assert "No clause allows it." in page(client, agreement).text


def test_a_steward_suspends_with_a_reason_and_everybody_reads_it(brought_to, steward, partner, client_for):
    agreement = brought_to("active")

    answer = client_for(steward).post(
        reverse("agreements:suspend", args=[agreement.slug]), {"reason": "Ethics board review"}, follow=True
    )

    assert "It allows nothing until your organization resumes it." in answer.text
    seen = page(client_for(partner), agreement).text
    assert "Tomas Reuter of Halvard Bearings AG gives this reason" in seen
    assert "Ethics board review" in seen


def test_without_a_reason_the_page_before_the_deed_says_so_and_nothing_is_suspended(brought_to, steward, client_for):
    agreement = brought_to("active")

    answer = client_for(steward).post(reverse("agreements:suspend", args=[agreement.slug]), {"reason": ""})

    assert answer.status_code == 422
    assert "Say why: the parties read it." in answer.text
    assert Agreement.objects.get().state == State.ACTIVE


def test_without_a_reason_the_dialog_opens_again_and_says_so(brought_to, university_steward, client_for):
    agreement = brought_to("proposed")

    answer = client_for(university_steward).post(reverse("agreements:decline", args=[agreement.slug]), {"reason": ""})

    assert answer.status_code == 422
    assert "Say why: the parties read it." in answer.text
    assert '<details class="confirm" open>' in answer.text
    assert Agreement.objects.get().state == State.PROPOSED


def test_who_may_not_suspend_sees_the_deed_with_the_reason_and_is_refused(brought_to, partner, client_for):
    agreement = brought_to("active")
    client = client_for(partner)

    assert 'aria-disabled="true"' in page(client, agreement).text
    answer = client.post(reverse("agreements:suspend", args=[agreement.slug]), {"reason": "Because"})

    assert answer.status_code == 403
    assert Agreement.objects.get().state == State.ACTIVE


@pytest.mark.parametrize(("state", "deed"), [("draft", "resume"), ("suspended", "propose"), ("active", "agree")])
def test_a_deed_that_does_not_fit_is_explained_and_changes_nothing(brought_to, steward, client_for, state, deed):
    agreement = brought_to(state)

    answer = client_for(steward).post(
        reverse(f"agreements:{deed}", args=[agreement.slug]), {"reason": "Because"}, follow=True
    )

    assert "from there it can" in answer.text
    assert Agreement.objects.get().state == state


def test_signing_asks_for_the_password_again(brought_to, signatory_company, client_for):
    agreement = brought_to("approved")
    url = reverse("agreements:sign", args=[agreement.slug])
    client = client_for(signatory_company)
    signatory_company.user.set_password(PASSWORD)
    signatory_company.user.save()
    client.force_login(signatory_company.user, backend="accounts.backends.SignIn")

    answer = client.get(url)

    assert answer.status_code == 302
    assert "reauthenticate" in answer.url
    client.post(url, {"sha256": agreement.current_version.sha256, "read": "on"})
    assert not Signature.objects.exists()


def test_a_signatory_reads_the_exact_text_and_signs_it(brought_to, signatory_company, client_for):
    agreement = brought_to("approved")
    client = client_for(signatory_company)
    reauthenticated(client, signatory_company)
    url = reverse("agreements:sign", args=[agreement.slug])

    shown = client.get(url).text
    assert agreement.current_version.sha256 in shown
    assert "本协议由" in shown
    assert "An agreement between" in shown
    answer = client.post(url, {"sha256": agreement.current_version.sha256, "read": "on"}, follow=True)

    assert "You signed for Halvard Bearings AG." in answer.text
    assert Signature.objects.get().user == signatory_company.user


@pytest.mark.parametrize("sent", [{"sha256": "0" * 64, "read": "on"}, {"sha256": "x"}, {}])
def test_what_was_not_shown_is_not_signed(brought_to, signatory_company, client_for, sent):
    agreement = brought_to("approved")
    client = client_for(signatory_company)
    reauthenticated(client, signatory_company)

    answer = client.post(reverse("agreements:sign", args=[agreement.slug]), sent)

    assert answer.status_code == 422
    assert not Signature.objects.exists()


def test_the_audit_shows_an_organization_its_own_events_with_refusals(
    brought_to, steward, partner, stranger, client_for
):
    agreement = brought_to("active")
    client_for(partner).post(reverse("agreements:suspend", args=[agreement.slug]), {"reason": "Because"})

    own = client_for(steward).get("/audit/").text
    assert "drafted an agreement" in own
    assert "Nils Aune" not in own
    assert "Jonas Keller" not in client_for(partner).get("/audit/").text
    assert "Maintenance notes 2026" not in client_for(stranger).get("/audit/").text


def test_the_audit_keeps_one_kind_of_deed_and_turns_pages(brought_to, steward, client_for, monkeypatch):
    brought_to("active")
    monkeypatch.setattr("agreements.views.audit.ON_A_PAGE", 1)
    client = client_for(steward)

    kept = client.get("/audit/", {"verb": "agreement.proposed"})

    assert [one.event.verb for one in kept.context["told"]] == ["agreement.proposed"]
    assert "Older" in client.get("/audit/").text
    assert client.get("/audit/", {"verb": "nonsense", "before": "x"}).status_code == 422


def test_the_list_takes_the_same_number_of_queries_however_long(
    brought_to, notes, shop_floor, plant_terms, steward, client_for, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from agreements.services.negotiation import draft_agreement

    brought_to("active")
    client = client_for(steward)
    client.get("/agreements/")
    with CaptureQueriesContext(connection) as one:
        client.get("/agreements/")
    for number in range(3):
        draft_agreement(title=f"Another {number}", terms=plant_terms, by=steward)

    with django_assert_num_queries(len(one)):
        client.get("/agreements/")


def test_the_audit_has_words_for_every_verb_of_the_policy():
    assert {verb for _kind, verb in VERBS} == set(VERBS_IN_WORDS)
