"""A second factor is asked of who signs, reviews or runs the platform, and wherever an organization asks for it."""

import pytest
from django.urls import reverse
from tests.cast import owner_of, recruit

from organizations.models import Role
from organizations.services import add_member, edit_organization


@pytest.fixture
def with_password_only(client):
    def sign_in(actor):
        client.force_login(actor.user, backend="accounts.backends.SignIn")
        return client

    return sign_in


@pytest.mark.parametrize("role", [Role.SIGNATORY, Role.REVIEWER, Role.STAFF])
def test_these_roles_come_in_with_a_second_factor_only(operator, with_password_only, role):
    client = with_password_only(recruit(operator, "Rita Lang", role))

    assert client.get("/").url == reverse("mfa_index")
    assert client.get(reverse("organizations:tokens")).url == reverse("mfa_index")
    assert client.get("/api/v1/organizations/").json()["code"] == "second_factor_missing"
    assert client.get(reverse("mfa_index")).status_code == 200


def test_an_organization_asks_it_of_everyone(company, steward, with_password_only):
    client = with_password_only(steward)
    assert client.get("/").status_code == 200

    edit_organization(company, requires_second_factor=True, by=owner_of(company))

    assert client.get("/").url == reverse("mfa_index")


def test_it_is_asked_for_the_organization_that_one_acts_for(company, university, partner, with_password_only):
    add_member(company, partner.user, [Role.SIGNATORY], by=owner_of(company))
    client = with_password_only(partner)

    client.post("/acting-for/", {"organization": university.slug})
    assert client.get("/").status_code == 200
    client.post("/acting-for/", {"organization": company.slug})
    assert client.get("/").url == reverse("mfa_index")


def test_who_has_none_is_marked_for_their_owner(company, signatory_company, client_for):
    page = client_for(owner_of(company)).get(company.get_absolute_url())

    assert "None: can’t act yet" in page.text
