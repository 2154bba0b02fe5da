"""An organization is founded, looked at by staff, verified or rejected; and until then may do almost nothing."""

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from tests.cast import owner_of, recruit, with_proved_address

from accounts.models import User
from agreements.policy import OPERATIONS, VERBS, decide
from agreements.policy.tables import Side
from organizations.actor import Actor
from organizations.models import Organization, Role
from organizations.services import (
    ask_again,
    edit_organization,
    found_organization,
    reject_organization,
    verify_organization,
)

FACTS = {"name": "Politecnico del Lago", "kind": "academic", "country": "it", "ror": "https://ror.org/01an7q238"}


@pytest.fixture
def ana(db) -> Actor:
    """Somebody new, who has confirmed her address."""
    return with_proved_address(Actor.of(User.objects.create_user("ana@lago.example", name="Ana Lindqvist"), None))


@pytest.fixture
def new(ana) -> Organization:
    return found_organization("Politecnico del Lago", "academic", founder=ana.user, country="IT")


def test_somebody_founds_an_organization_and_is_its_owner(ana, operator, client_for):
    client = client_for(ana)

    page = client.post(reverse("organizations:new"), FACTS, follow=True)

    assert "Not verified yet" in page.text
    founded = Organization.objects.get(name="Politecnico del Lago")
    assert (founded.country, founded.ror) == ("IT", "01an7q238")
    assert Actor.of(ana.user, founded).roles == {Role.OWNER}


def test_nobody_founds_one_without_a_confirmed_address(operator, client_for):
    client = client_for(Actor.of(User.objects.create_user("bo@lago.example"), None))

    page = client.post(reverse("organizations:new"), FACTS)

    assert page.status_code == 422
    assert "Confirm your e-mail address first" in page.text
    assert not Organization.objects.filter(name="Politecnico del Lago").exists()


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"ror": "01an7q239"}, "last two digits"),
        ({"ror": "hello"}, "Nine characters"),
        ({"country": "XX"}, "ISO 3166"),
        ({"body": "hospital"}, "Only where the kind is"),
        ({"kind": "operator"}, "Select a valid choice"),
    ],
)
def test_a_wrong_fact_is_told_at_its_field(ana, operator, client_for, fault, told):
    page = client_for(ana).post(reverse("organizations:new"), FACTS | fault)

    assert page.status_code == 422
    assert told in page.text


def test_the_database_refuses_a_body_for_other_kinds(new):
    with pytest.raises(IntegrityError), transaction.atomic():
        Organization.objects.filter(pk=new.pk).update(body="hospital")


def test_three_may_wait_at_once_and_no_more(ana, operator, client_for):
    client = client_for(ana)
    for number in range(4):
        page = client.post(reverse("organizations:new"), FACTS | {"name": f"Lago {number}", "ror": ""})

    assert "wait for the platform’s staff already" in page.text
    assert Organization.objects.of(ana.user).count() == 3


def test_an_unverified_organization_may_only_prepare(new, ana):
    owner = Actor.of(ana.user, new)
    actor = Actor(owner.user, new, frozenset(Role.values), None, owner.groups)

    allowed = {
        verb
        for (kind, verb), rule in VERBS.items()
        if kind == "organization" and Side.ITSELF in rule.sides and decide(actor, verb, new).allowed
    }

    assert allowed == {"draft_agreement", "edit", "leave", "manage_members", "manage_tokens", "read_notices"}


def test_an_auditor_reads_and_changes_nothing():
    given = {verb for (_kind, verb), rule in VERBS.items() for roles in rule.sides.values() if Role.AUDITOR in roles}
    operations = {name for name, rule in OPERATIONS.items() if Role.AUDITOR in rule.owner_roles | rule.recipient_roles}

    reading, of_oneself = {"see_audit", "see_use", "see_feedback", "export"}, {"leave", "manage_tokens", "read_notices"}
    assert given <= reading | of_oneself
    assert operations == {"discover"}


def test_staff_reject_with_a_reason_that_the_owner_reads_and_answers(new, ana, reviewer, client_for):
    desk, owner = client_for(reviewer), client_for(ana)
    reviewer.user.is_staff = True
    reviewer.user.save()

    desk.post(reverse("admin:organizations_organization_reject", args=[new.slug]), {"reason": "Which institute?"})
    assert "Which institute?" in owner.get(new.get_absolute_url()).text

    owner.post(reverse("organizations:ask_again", args=[new.slug]))
    new.refresh_from_db()
    assert new.state == "unverified"


def test_a_rejection_needs_a_reason(new, reviewer):
    with pytest.raises(ValidationError):
        reject_organization(new, reason=" ", by=reviewer)


def test_the_api_verifies_and_rejects_for_staff_only(new, reviewer, stranger, client_for):
    verify = reverse("api:organization-verify", args=[new.slug])
    assert client_for(stranger).post(verify).status_code == 404  # not yet known to others

    rejected = client_for(reviewer).post(
        reverse("api:organization-reject", args=[new.slug]), {"reason": "?"}, content_type="application/json"
    )
    assert rejected.status_code == 200
    assert client_for(reviewer).post(verify).json()["verified"]
    assert client_for(stranger).post(verify).status_code == 403


def test_two_verified_organizations_never_have_one_ror(new, reviewer, ana):
    edit_organization(new, ror="01an7q238", by=Actor.of(ana.user, new))
    verify_organization(new, by=reviewer)
    twin = found_organization("Twin", "academic", founder=ana.user, ror="01an7q238")

    with pytest.raises(ValidationError, match="has this ROR identifier"):
        verify_organization(twin, by=reviewer)


def test_once_verified_what_was_checked_is_the_staffs_to_correct(company, reviewer, client_for):
    owner = owner_of(company)
    facts = {"form": "facts", "name": company.name, "kind": "industry", "country": "DE", "nonprofit": "on"}
    edit = reverse("organizations:edit", args=[company.slug])

    client_for(owner).post(edit, facts)
    assert (
        client_for(owner)
        .patch(f"/api/v1/organizations/{company.slug}/", {"nonprofit": True}, content_type="application/json")
        .status_code
        == 403
    )
    company.refresh_from_db()
    assert not company.nonprofit

    client_for(reviewer).post(edit, facts)
    company.refresh_from_db()
    assert company.nonprofit


def test_owners_say_what_stands_on_the_page(company, steward, client_for):
    edit = reverse("organizations:edit", args=[company.slug])
    said = {"form": "page", "description": "Makes bearings."}

    assert client_for(steward).post(edit, said).status_code == 403
    client_for(owner_of(company)).post(edit, said)

    assert "Makes bearings." in client_for(steward).get(company.get_absolute_url()).text


def test_asking_again_is_for_the_rejected(new, ana):
    assert ask_again(new, by=Actor.of(ana.user, new)).state == "unverified"
    assert mail.outbox == []


def test_what_an_owner_may_not_do_a_researcher_may_not_either(company, client_for):
    researcher = recruit(company, "Rita Lang", Role.RESEARCHER)

    for name in ("edit", "sign_on"):
        assert client_for(researcher).get(reverse(f"organizations:{name}", args=[company.slug])).status_code == 403
