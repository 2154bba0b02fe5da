"""Requests for access: yes at once where an agreement covers it, else an answer of the owner's stewards."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from agreements.errors import NotAllowed
from agreements.models import AccessRequest, Agreement, State
from agreements.policy import visible
from agreements.prefilling import template_for
from agreements.services.access import ask_for_access, refuse_access, start_agreement_for, withdraw_request
from agreements.services.undertakings import confirm_purpose, describe_purpose, start_undertaking
from audit.models import Event

WORDS = "We train a model that hears worn bearings. Wen Jiahui works on it."
ASK = "/access-requests/new/?asset=dataset/plant-notes"


@pytest.fixture
def asked(notes, shop_floor, partner):
    """The university asked to train on the company's notes."""
    return ask_for_access(notes, "train", project=shop_floor, words=WORDS, by=partner).request


def test_what_is_not_covered_waits_for_the_owners_stewards(asked, steward, partner, client_for):
    page = client_for(steward).get("/").text
    assert "Wen Jiahui" in page
    assert asked.get_absolute_url() in page

    told = client_for(steward).get(asked.get_absolute_url()).text
    assert WORDS in told
    assert "Start an agreement" in told
    assert "Take the request back" in client_for(partner).get(asked.get_absolute_url()).text


def test_what_an_agreement_covers_is_a_yes_at_once_with_its_clause(
    brought_to, notes, shop_floor, partner, steward, client_for
):
    agreement = brought_to("active")
    confirm_purpose(shop_floor, by=steward)

    page = client_for(partner).post(ASK, {"operation": "train", "project": "shop-floor", "words": WORDS}).text

    assert "Yes, you may do this already" in page
    assert f'href="{agreement.get_absolute_url()}#clause-2"' in page
    assert not AccessRequest.objects.exists()
    assert Event.objects.get(verb="access_request.covered").decision["allowed"] is True


def test_the_steward_starts_an_agreement_with_exactly_what_was_asked(asked, steward, client_for):
    answer = client_for(steward).post(reverse("agreements:start_for_request", args=[asked.uid]), follow=True)

    draft = Agreement.objects.get()
    assert answer.redirect_chain[-1][0] == draft.get_absolute_url()
    assert (draft.state, draft.title) == (State.DRAFT, "Plant notes for Nordhaven University")
    share = draft.current_version.terms["shares"][0]
    assert (share["asset"]["slug"], share["recipient"]) == ("plant-notes", "nordhaven-university")
    assert share["operations"] == ["discover", "train", "evaluate", "derive"]
    assert draft.current_version.terms["purposes"]["project"] == "shop-floor"
    asked.refresh_from_db()
    assert (asked.state, asked.agreement) == (AccessRequest.State.STARTED, draft)


@pytest.mark.parametrize(
    ("operation", "template"),
    [
        ("train", "compute-only"),
        ("download", "bilateral"),
        ("evaluate", "evaluation"),
        ("preview", "bilateral"),
        ("statistics", "statistics"),
    ],
)
def test_each_kind_of_request_has_its_template(notes, shop_floor, partner, steward, operation, template):
    asked = ask_for_access(notes, operation, project=shop_floor, words=WORDS, by=partner).request
    assert template_for(asked).slug == template

    terms = start_agreement_for(asked, by=steward).current_version.terms

    assert operation in terms["shares"][0]["operations"]
    assert ("download" in terms["shares"][0]["operations"]) == (operation == "download")


def test_a_commercial_purpose_is_asked_for_as_one(notes, university, company, partner, steward):
    purpose = describe_purpose(["DUO:0000042"], commercial=True)
    product = start_undertaking("Product", [university, company], purpose, by=partner)
    asked = ask_for_access(notes, "train", project=product, words=WORDS, by=partner).request

    purposes = start_agreement_for(asked, by=steward).current_version.terms["purposes"]

    assert (purposes["commercial"], "DUO:0000046" in purposes["codes"]) == (True, False)


def test_the_draft_is_for_the_purposes_own_region_and_diseases(notes, university, company, partner, steward):
    described = {"commercial": False, "region": "NO", "diseases": ["MONDO:0005148"]}
    purpose = describe_purpose(["DUO:0000007"], **described)
    clinic = start_undertaking("Clinic", [university, company], purpose, by=partner)
    asked = ask_for_access(notes, "train", project=clinic, words=WORDS, by=partner).request

    purposes = start_agreement_for(asked, by=steward).current_version.terms["purposes"]

    assert purposes["regions"] == ["NO"]
    assert purposes["diseases"] == [{"code": "MONDO:0005148", "narrower": []}]
    assert {"DUO:0000022", "DUO:0000007"} <= set(purposes["codes"])


def test_a_project_that_the_owner_takes_no_part_in_is_not_named_in_the_terms(notes, university, partner, steward):
    alone = start_undertaking("Alone", [university], describe_purpose(["DUO:0000042"], commercial=False), by=partner)
    asked = ask_for_access(notes, "train", project=alone, words=WORDS, by=partner).request

    assert start_agreement_for(asked, by=steward).current_version.terms["purposes"]["project"] is None


def test_a_refusal_says_why_and_how_to_ask_again(asked, steward, partner, client_for):
    client = client_for(steward)
    refuse = reverse("agreements:refuse_request", args=[asked.uid])
    assert client.post(refuse, {"reason": "Too wide."}).status_code == 422

    client.post(refuse, {"reason": "Too wide.", "how_to_ask_again": "Ask for evaluation only."})

    page = client_for(partner).get(asked.get_absolute_url()).text
    assert "Too wide." in page
    assert "Ask for evaluation only." in page
    assert "Ask again" in page
    asked.refresh_from_db()
    ask_for_access(asked.asset, "train", project=asked.project, words=WORDS, by=partner)
    assert AccessRequest.objects.count() == 2


def test_the_same_is_asked_once_at_a_time(asked, notes, shop_floor, partner):
    with pytest.raises(ValidationError, match="has asked for this already"):
        ask_for_access(notes, "train", project=shop_floor, words=WORDS, by=partner)

    copy = AccessRequest.objects.get()
    copy.pk, copy.uid = None, "01990000-0000-7000-8000-000000000000"
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save(force_insert=True)
    ask_for_access(notes, "evaluate", project=shop_floor, words=WORDS, by=partner)


def test_the_same_is_not_asked_again_while_its_agreement_is_on_the_way(asked, notes, shop_floor, partner, steward):
    start_agreement_for(asked, by=steward)

    with pytest.raises(ValidationError, match="has asked for this already"):
        ask_for_access(notes, "train", project=shop_floor, words=WORDS, by=partner)


def test_what_another_agreement_would_not_mend_is_said_instead_of_kept(notes, shop_floor, partner, brought_to):
    brought_to("proposed")

    with pytest.raises(ValidationError, match="its parties have not agreed yet"):
        ask_for_access(notes, "train", project=shop_floor, words=WORDS, by=partner)
    with pytest.raises(ValidationError, match="can't be asked of a thing of this kind"):
        ask_for_access(notes, "infer", project=shop_floor, words=WORDS, by=partner)


def test_only_its_own_stewards_answer_and_only_once(asked, university_steward, stranger, partner, steward):
    for other in (university_steward, stranger, partner):
        with pytest.raises(NotAllowed):
            start_agreement_for(asked, by=other)
        with pytest.raises(NotAllowed):
            refuse_access(asked, reason="No.", how_to_ask_again="Never.", by=other)
    withdraw_request(asked, by=partner)
    with pytest.raises(ValidationError, match="nothing left to answer"):
        start_agreement_for(asked, by=steward)
    assert not Agreement.objects.exists()


def test_a_stranger_finds_no_trace_of_a_request(asked, stranger, reviewer, client_for, api_for):
    for other in (stranger, reviewer):
        assert client_for(other).get(asked.get_absolute_url()).status_code == 404
        assert "Plant notes" not in client_for(other).get("/access-requests/").text
        assert not visible(other, AccessRequest.objects.all(), "discover")
    assert api_for(stranger).get("/api/v1/access-requests/").json()["results"] == []


@pytest.mark.parametrize(
    "query", ["", "?asset=", "?asset=dataset/nothing", "?asset=secret/plant-notes", "?asset=dataset"]
)
def test_nothing_is_asked_about_what_is_not_there(notes, shop_floor, partner, client_for, query):
    assert client_for(partner).get(f"/access-requests/new/{query}").status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"operation": "train", "project": "shop-floor", "words": " "},
        {"operation": "fly", "project": "shop-floor", "words": WORDS},
        {"operation": "train", "project": "secret", "words": WORDS},
    ],
)
def test_a_faulty_request_is_explained_and_not_kept(notes, shop_floor, partner, client_for, sent):
    assert client_for(partner).post(ASK, sent).status_code == 422
    assert not AccessRequest.objects.exists()


def test_the_api_asks_answers_and_refuses_through_the_same_services(notes, shop_floor, partner, steward, api_for):
    api, owner = api_for(partner), api_for(steward)
    wanted = {"kind": "dataset", "asset": "plant-notes", "operation": "train", "project": "shop-floor", "words": WORDS}

    answer = api.post("/api/v1/access-requests/", wanted, format="json")
    assert (answer.status_code, answer.json()["allowed"]) == (201, False)
    uid = answer.json()["request"]["uid"]
    assert api.post("/api/v1/access-requests/", wanted, format="json").status_code == 400
    assert api.post(f"/api/v1/access-requests/{uid}/start/").status_code == 403
    refused = owner.post(f"/api/v1/access-requests/{uid}/refuse/", {"reason": "No."}, format="json")
    assert refused.status_code == 400

    started = owner.post(f"/api/v1/access-requests/{uid}/start/")

    assert started.status_code == 201
    assert Agreement.objects.get().slug == started.json()["agreement"]
    assert api.get(f"/api/v1/access-requests/{uid}/").json()["state"] == "started"


def test_a_token_needs_the_scope_for_agreements(notes, shop_floor, partner, api_for):
    wanted = {"kind": "dataset", "asset": "plant-notes", "operation": "train", "project": "shop-floor", "words": WORDS}

    assert api_for(partner, ["read", "jobs"]).post("/api/v1/access-requests/", wanted, format="json").status_code == 403
    assert not AccessRequest.objects.exists()
