"""Colleagues with an address at a domain that staff confirmed ask to join; an owner answers."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from tests.cast import owner_of, with_proved_address

from accounts.models import User
from organizations.actor import Actor
from organizations.models import JoinRequest, Role
from organizations.services import answer_join, ask_to_join, change_roles, name_domain, prove_domain, set_sign_on


@pytest.fixture
def domain(company, reviewer):
    return prove_domain(name_domain(company, "@Halvard.example", by=owner_of(company)), by=reviewer)


@pytest.fixture
def colleague(db) -> Actor:
    return with_proved_address(Actor.of(User.objects.create_user("Nina@halvard.example", name="Nina Neu"), None))


def test_a_colleague_asks_and_an_owner_lets_them_in(company, domain, colleague, client_for):
    hers, owner = client_for(colleague), client_for(owner_of(company))

    assert "Ask to join" in hers.get(reverse("organizations:list")).text
    hers.post(reverse("organizations:join", args=[company.slug]))
    assert "Asks to act for Halvard Bearings AG" in owner.get("/").text
    asked = JoinRequest.objects.get()
    owner.post(
        reverse("organizations:answer_join", args=[company.slug, asked.uid]), {"let-in-roles": [Role.RESEARCHER]}
    )

    assert Actor.of(colleague.user, company).roles == {Role.RESEARCHER}
    assert "Nina Neu" not in owner.get("/").text


def test_who_is_declined_is_not_let_in(company, domain, colleague, client_for):
    asked = ask_to_join(company, by=colleague)

    client_for(owner_of(company)).post(
        reverse("organizations:answer_join", args=[company.slug, asked.uid]), {"decline": "1"}
    )

    assert Actor.of(colleague.user, company).organization is None
    with pytest.raises(ValidationError, match="answered already"):
        answer_join(asked, roles=[Role.OWNER], by=owner_of(company))


@pytest.mark.parametrize("email", ["nina@halvard.example.evil.example", "nina@not-halvard.example"])
def test_another_domain_does_not_do(company, domain, email, db):
    other = with_proved_address(Actor.of(User.objects.create_user(email), None))

    with pytest.raises(PermissionDenied):
        ask_to_join(company, by=other)


def test_neither_an_unconfirmed_address_nor_an_unconfirmed_domain_does(company, reviewer, client_for):
    name_domain(company, "halvard.example", by=owner_of(company))
    nina = Actor.of(User.objects.create_user("nina@halvard.example"), None)

    with pytest.raises(PermissionDenied):
        ask_to_join(company, by=with_proved_address(nina))
    prove_domain(company.domains.get(), by=reviewer)
    bo = Actor.of(User.objects.create_user("bo@halvard.example"), None)
    assert client_for(bo).post(reverse("organizations:join", args=[company.slug])).status_code == 403


def test_nobody_but_an_owner_answers(company, domain, colleague, steward, stranger, client_for):
    asked = ask_to_join(company, by=colleague)

    for actor in (steward, stranger):
        address = reverse("organizations:answer_join", args=[company.slug, asked.uid])
        assert client_for(actor).post(address, {"let-in-roles": ["owner"]}).status_code == 403


def test_one_proved_domain_is_one_organizations(company, university, domain, reviewer):
    same = name_domain(university, "halvard.example", by=owner_of(university))

    with pytest.raises(ValidationError, match="Another organization"):
        prove_domain(same, by=reviewer)


def test_only_staff_confirm_a_domain(company, steward, client_for):
    owner = client_for(owner_of(company))
    owner.post(reverse("organizations:add_domain", args=[company.slug]), {"name": "halvard.example"})

    assert owner.post(f"/api/v1/organizations/{company.slug}/domains/halvard.example/").status_code == 403
    assert company.domains.get().proved_at is None


@pytest.mark.parametrize("name", ["localhost", "a b.example", "nina@halvard.example", "-x.example", "x" * 260])
def test_what_is_no_domain_is_refused(company, client_for, name):
    page = client_for(owner_of(company)).post(reverse("organizations:add_domain", args=[company.slug]), {"name": name})

    assert page.status_code == 422


def test_the_api_asks_lists_and_answers(company, domain, colleague, client_for):
    address = f"/api/v1/organizations/{company.slug}/join-requests/"
    owner = client_for(owner_of(company))

    uid = client_for(colleague).post(address).json()["uid"]
    assert [one["uid"] for one in owner.get(address).json()] == [uid]
    owner.post(f"{address}{uid}/", {"roles": ["steward"]}, content_type="application/json")

    assert Actor.of(colleague.user, company).roles == {Role.STEWARD}


def test_a_confirmed_address_of_its_people_is_enough_to_be_asked_and_not_for_sign_on(company, colleague, client_for):
    owner = owner_of(company)
    name_domain(company, "halvard.example", by=owner)
    assert client_for(colleague).post(reverse("organizations:join", args=[company.slug])).status_code == 403

    with_proved_address(owner, "claudia@halvard.example")

    assert (
        "colleagues can ask to join" in client_for(owner).get(reverse("organizations:edit", args=[company.slug])).text
    )
    assert ask_to_join(company, by=colleague).email == "nina@halvard.example"
    with pytest.raises(ValidationError, match="mail domain"):
        set_sign_on(company, issuer="https://id.halvard.example", client_id="x", secret="y", by=owner)


def test_what_staff_confirmed_for_one_is_shown_by_no_address_of_another(company, university, domain, colleague):
    name_domain(university, "halvard.example", by=owner_of(university))
    with_proved_address(owner_of(university), "ingrid@halvard.example")

    with pytest.raises(PermissionDenied):
        ask_to_join(university, by=colleague)


def test_an_address_of_somebody_who_left_shows_nothing_any_more(company, steward, colleague):
    name_domain(company, "halvard.example", by=owner_of(company))
    with_proved_address(steward, "tomas@halvard.example")
    change_roles(company, steward.user, [], by=owner_of(company))

    with pytest.raises(PermissionDenied):
        ask_to_join(company, by=colleague)


@pytest.mark.parametrize("name", ["gmail.com", "@QQ.com", "163.com", "proton.me"])
def test_a_public_mail_provider_is_nobodys_domain(company, name, client_for):
    address = reverse("organizations:add_domain", args=[company.slug])

    answer = client_for(owner_of(company)).post(address, {"name": name})

    assert answer.status_code == 422
    assert "Everybody can have an address there" in answer.text
    assert not company.domains.exists()
